/**
 * Whether what was typed means these words: each typed word is in them, or its letters come in their order with the first
 * of them beginning a word ("cex" is Costs: Explorer).
 */
export function isLike(words: string, typed: string): boolean {
  const text = words.toLowerCase();
  return typed
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word) || hasInOrder(text, word));
}

function hasInOrder(text: string, letters: string): boolean {
  for (const start of text.matchAll(/\b\w/g)) {
    if (start[0] !== letters[0]) continue;
    let at = start.index;
    let isThere = true;
    for (const letter of letters.slice(1)) {
      at = text.indexOf(letter, at + 1);
      if (at === -1) {
        isThere = false;
        break;
      }
    }
    if (isThere) return true;
  }
  return false;
}

const QUESTION = /^(who (owns|is on call for|runs)|owners? of|what is|what does|where is|show( me)?|open|go to)\s+/i;
const REST = /(\s+(cost|depend on|need))?\s*\?*$/i;

/** The thing that a question is about: "who owns checkout?" asks for checkout. */
export const subjectOf = (typed: string): string => {
  const asked = typed.trim();
  return QUESTION.test(asked) ? asked.replace(QUESTION, "").replace(REST, "") : asked;
};
