import { badRequest, Expected } from "./errors.ts";

/** Nobody's input nests deeper; what does is meant to exhaust whoever walks it. */
const DEPTH_MAX = 32;

const UNSTORABLE = "The text holds a character that cannot be stored. Remove it and try again.";
const NOT_TEXT = "The body is not UTF-8 text. Send JSON in UTF-8.";

/**
 * What no call may hold, whatever it is for: half a character or NUL, which no database stores; nesting without end;
 * a key that becomes a prototype when somebody copies it. Throws BAD_REQUEST.
 */
export function refuseHostile(value: unknown, depth = 0): void {
  if (depth > DEPTH_MAX) throw badRequest(`The input is nested deeper than ${DEPTH_MAX} levels.`);
  if (typeof value === "string") refuseText(value);
  else if (Array.isArray(value)) for (const item of value) refuseHostile(item, depth + 1);
  else if (typeof value === "object" && value !== null)
    for (const [key, item] of Object.entries(value)) {
      if (key === "__proto__") throw badRequest("The input holds a key named __proto__.");
      refuseText(key);
      refuseHostile(item, depth + 1);
    }
}

function refuseText(text: string) {
  if (text.includes("\0") || !text.isWellFormed()) throw badRequest(UNSTORABLE);
}

/** The same for input that comes as text. What is no JSON at all is refused by whoever reads it, in its own words. */
export function refuseHostileJson(text: string): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return;
  }
  refuseHostile(value);
}

/**
 * A request with a body, looked through: the same request with its text. Bodies are never decompressed here, where a small
 * one could become a huge one.
 */
export async function readBody(request: Request): Promise<Request> {
  if (request.method === "GET" || request.method === "HEAD") return request;
  if (request.headers.has("content-encoding"))
    throw new Expected("UNSUPPORTED_MEDIA_TYPE", "Send the body as it is, without Content-Encoding.");
  if (!request.body) return request;
  const text = decode(await request.arrayBuffer());
  refuseHostileJson(text);
  return new Request(request, { body: text });
}

function decode(bytes: ArrayBuffer): string {
  try {
    // Otherwise what is no text becomes other text, without a word.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch {
    throw badRequest(NOT_TEXT);
  }
}
