/**
 * A command line filled with a resource's own values. Names come from whoever may create resources, so a value is
 * quoted for the place where it stands, and what no quoting makes harmless is refused.
 */
export type Filled = { text: string /** What the reader must choose, in capitals in the text. */; toReplace: string[] };
export type Refused = { refused: string };

/** Needs no quotes in any POSIX shell, wherever it stands. */
const PLAIN = /^[A-Za-z0-9_/:.@%+-]+$/;
/** The AWS CLI reads a file, or an address, instead of such a value. */
const LOADED = /^(file|fileb|https?):\/\//i;
const PLACEHOLDER = /^<([a-z][a-z0-9 -]*)>/;

/** Fills `<id>` and the like. `values` without a key leave a word in capitals for the reader to replace. */
export function fillCommand(template: string, values: Readonly<Record<string, string>>): Filled | Refused {
  const toReplace = new Set<string>();
  let text = "";
  let quote: "'" | '"' | null = null;
  for (let at = 0; at < template.length; ) {
    const name = PLACEHOLDER.exec(template.slice(at))?.[1];
    if (name === undefined) {
      const letter = template[at] ?? "";
      if (quote === null && (letter === "'" || letter === '"')) quote = letter;
      else if (letter === quote) quote = null;
      text += letter;
      at++;
      continue;
    }
    at += name.length + 2;
    const value = Object.hasOwn(values, name) ? values[name] : undefined;
    if (value === undefined) {
      const word = name.toUpperCase().replaceAll(/[ -]/g, "_");
      toReplace.add(word);
      text += word;
      continue;
    }
    const isWhole = quote === null && /\s$/.test(text) && /^(\s|$)/.test(template.slice(at));
    const problem = whyRefused(value, { isWhole, isQuoted: quote !== null, isAddress: name === "url" });
    if (problem) return { refused: problem };
    text += quote === null ? shellQuote(value) : quote === "'" ? inSingleQuotes(value) : inDoubleQuotes(value);
  }
  return { text, toReplace: [...toReplace] };
}

/** One word for a POSIX shell, whatever it holds but NUL. */
export const shellQuote = (value: string) => (PLAIN.test(value) ? value : `'${value.replaceAll("'", "'\\''")}'`);
/** Our single quotes hold JSON, so that the value is a part of a JSON string first. */
const inSingleQuotes = (value: string) => JSON.stringify(value).slice(1, -1).replaceAll("'", "'\\''");
const inDoubleQuotes = (value: string) => value.replaceAll(/[\\"$`!]/g, "\\$&");

type Place = {
  isWhole: boolean;
  isQuoted: boolean /** An address that we made, for an option that takes one. */;
  isAddress: boolean;
};

function whyRefused(value: string, { isWhole, isQuoted, isAddress }: Place): string | null {
  if (isUnseen(value)) return "Its name holds characters that a terminal would not show. Use the console.";
  if (isWhole && !isAddress && (value.startsWith("-") || LOADED.test(value)))
    return "Its name would be read as an option or as a file. Use the console.";
  // Inside Key=…,Value=… a comma or a bracket would begin another field.
  if (!isWhole && !isQuoted && !PLAIN.test(value)) return "Its name would be read as several values. Use the console.";
  return value === "" ? "Its name is not known." : null;
}

/** Control characters act on terminals; invisible and bidirectional ones show another text than is run. */
export const isUnseen = (value: string) =>
  Array.from(value).some((letter) => {
    const code = letter.codePointAt(0) ?? 0;
    return code < 0x20 || (code > 0x7e && code < 0xa0) || /\p{Cf}|\p{Zl}|\p{Zp}|\p{Cs}/u.test(letter);
  });
