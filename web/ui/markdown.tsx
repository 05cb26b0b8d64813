import { lexer, type Token, type Tokens } from "marked";
import { createContext, Fragment, type ReactNode, useContext, useMemo } from "react";

const TEXT_MAX = 200_000;
const DEPTH_MAX = 40;
const isWebAddress = (url: string) => /^(https?:|mailto:)/i.test(url);

/**
 * Markdown as elements of React, made from the parser's tokens: no HTML is ever made, so nothing in a text can run. Raw
 * HTML is shown as the text that it is; a picture is a link, because our policy loads none from elsewhere.
 */
export function Markdown({ text }: { text: string }) {
  const tokens = useMemo(() => lexer(text.slice(0, TEXT_MAX), { gfm: true }), [text]);
  return <div className="grid max-w-prose gap-3 text-sm leading-6 break-words">{blocks(tokens, 0)}</div>;
}

const each = <Item,>(items: readonly Item[], draw: (item: Item) => ReactNode): ReactNode =>
  items.map((item, place) => <Fragment key={keyOf(place)}>{draw(item)}</Fragment>);
/** Tokens have no names, and a text that changes is drawn anew: their place is all there is. */
const keyOf = (place: number) => `at-${place}`;

const blocks = (tokens: readonly Token[], depth: number): ReactNode =>
  depth > DEPTH_MAX ? null : each(tokens, (token) => block(token, depth + 1));
const inline = (tokens: readonly Token[] | undefined, depth: number): ReactNode =>
  depth > DEPTH_MAX ? null : each(tokens ?? [], (token) => span(token, depth + 1));

function block(token: Token, depth: number): ReactNode {
  if (isKind(token, "heading")) {
    const look = token.depth <= 2 ? "text-base font-semibold" : "text-sm font-semibold";
    // A page has its own first headings; a text's begin below them.
    return token.depth <= 2 ? (
      <h3 className={look}>{inline(token.tokens, depth)}</h3>
    ) : (
      <h4 className={look}>{inline(token.tokens, depth)}</h4>
    );
  }
  if (isKind(token, "paragraph")) return <p>{inline(token.tokens, depth)}</p>;
  if (isKind(token, "code"))
    return (
      <pre className="overflow-x-auto rounded-md bg-sunken px-3 py-2 font-mono text-xs whitespace-pre-wrap">
        {token.text}
      </pre>
    );
  if (isKind(token, "blockquote"))
    return (
      <blockquote className="border-l-2 border-line-strong pl-3 text-fg-2">{blocks(token.tokens, depth)}</blockquote>
    );
  if (isKind(token, "hr")) return <hr className="border-line" />;
  if (isKind(token, "list")) {
    const items = each(token.items, (item) => (
      <li>
        {item.task && <span className="mr-1 text-fg-3">{item.checked ? "[x]" : "[ ]"}</span>}
        {blocks(item.tokens, depth)}
      </li>
    ));
    return token.ordered ? (
      <ol className="grid list-decimal gap-1 pl-5">{items}</ol>
    ) : (
      <ul className="grid list-disc gap-1 pl-5">{items}</ul>
    );
  }
  if (isKind(token, "table"))
    return (
      <table className="w-full text-left text-xs">
        <thead className="text-fg-3">
          <tr>
            {each(token.header, (cell) => (
              <th className="px-2 py-1 font-medium">{inline(cell.tokens, depth)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {each(token.rows, (row) => (
            <tr className="border-t border-line">
              {each(row, (cell) => (
                <td className="px-2 py-1">{inline(cell.tokens, depth)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    );
  if (token.type === "space" || token.type === "def") return null;
  return isKind(token, "html") ? <p className="text-fg-3">{token.text}</p> : span(token, depth);
}

function span(token: Token, depth: number): ReactNode {
  if (isKind(token, "strong")) return <strong className="font-semibold">{inline(token.tokens, depth)}</strong>;
  if (isKind(token, "em")) return <em>{inline(token.tokens, depth)}</em>;
  if (isKind(token, "del")) return <del>{inline(token.tokens, depth)}</del>;
  if (isKind(token, "codespan"))
    return <code className="rounded-xs bg-sunken px-1 font-mono text-xs">{token.text}</code>;
  if (isKind(token, "br")) return <br />;
  if (isKind(token, "link")) return <Outside url={token.href}>{inline(token.tokens, depth)}</Outside>;
  if (isKind(token, "image")) return <Outside url={token.href}>{token.text || "Picture"}</Outside>;
  if (isKind(token, "text") && token.tokens) return inline(token.tokens, depth);
  return "text" in token ? String(token.text) : token.raw;
}

/** What opens another page of the same text; null: it is none. */
export const PageLinks = createContext<(url: string) => (() => void) | null>(() => null);

/** Only what may be opened from a page is a link. */
function Outside({ url, children }: { url: string; children: ReactNode }) {
  const open = useContext(PageLinks)(url);
  if (open)
    return (
      <button type="button" onClick={open} className="text-accent-fg underline">
        {children}
      </button>
    );
  return isWebAddress(url) ? (
    <a href={url} target="_blank" rel="noreferrer noopener" className="text-accent-fg underline">
      {children}
    </a>
  ) : (
    <span>{children}</span>
  );
}

type Kinds = {
  heading: Tokens.Heading;
  paragraph: Tokens.Paragraph;
  code: Tokens.Code;
  blockquote: Tokens.Blockquote;
  hr: Tokens.Hr;
  list: Tokens.List;
  table: Tokens.Table;
  html: Tokens.HTML;
  strong: Tokens.Strong;
  em: Tokens.Em;
  del: Tokens.Del;
  codespan: Tokens.Codespan;
  br: Tokens.Br;
  link: Tokens.Link;
  image: Tokens.Image;
  text: Tokens.Text;
};
/** marked's union has a generic member that takes every type word; the word decides. */
const isKind = <Kind extends keyof Kinds>(token: Token, kind: Kind): token is Kinds[Kind] => token.type === kind;
