import type { Mail } from "../ports/email.ts";

type Letter = {
  to: string;
  subject: string;
  /** Before the link, a sentence or two each. */
  paragraphs: readonly string[];
  action: { label: string; link: string };
  /** After it: how long it works, what to do when it was not asked for. */
  closing: string;
};

/** The one layout of our mails: text, and HTML that says the same without pictures or styles from elsewhere. */
export function composeMail({ to, subject, paragraphs, action, closing }: Letter): Mail {
  const text = [...paragraphs, `${action.label}:\n${action.link}`, closing, "DevControl"].join("\n\n");
  const paragraph = (words: string) => `<p style="margin:0 0 16px">${escaped(words)}</p>`;
  const html = `<!doctype html><html lang="en"><body style="margin:0;padding:24px;font:16px/24px system-ui,sans-serif;color:#1b1b22">
<div style="max-width:480px;margin:0 auto">
${paragraphs.map(paragraph).join("\n")}
<p style="margin:24px 0"><a href="${escaped(action.link)}" style="background:#4b45c6;color:#fff;padding:10px 16px;border-radius:6px;text-decoration:none">${escaped(action.label)}</a></p>
<p style="margin:0 0 16px;color:#55555f;font-size:14px">Or open this address: ${escaped(action.link)}</p>
${paragraph(closing)}
<p style="margin:0;color:#55555f;font-size:14px">DevControl</p>
</div></body></html>`;
  return { to, subject, text, html };
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string) => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
