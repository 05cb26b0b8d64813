/** "dc_live_" + id + "_" + secret + checksum: recognisable to secret scanners, and checkable without a question to anybody. */
const PREFIX = "dc_live_";
const SECRET_CHARACTERS = 30;
const CHECKSUM_CHARACTERS = 6;
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SHAPE = /^dc_live_([0-9a-f]{32})_([0-9A-Za-z]{30})([0-9A-Za-z]{6})$/;

export type ApiKey = { id: string; text: string };

/** Writes a key for the row of that id, with 178 random bits. */
export function makeApiKey(id: string): string {
  const body = `${PREFIX}${id.replaceAll("-", "")}_${randomCharacters(SECRET_CHARACTERS)}`;
  return body + checksum(body);
}

/** null: not one of ours, mistyped or cut off; found without asking the database. */
export function parseApiKey(text: string): ApiKey | null {
  const [, hex = ""] = SHAPE.exec(text) ?? [];
  if (!hex || checksum(text.slice(0, -CHECKSUM_CHARACTERS)) !== text.slice(-CHECKSUM_CHARACTERS)) return null;
  const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
  return { id, text };
}

/** What a request presents: a key, something that is none, or nothing. */
export function presentedKey(headers: Headers): string | null {
  const [, bearer] = /^Bearer\s+(\S+)$/i.exec(headers.get("authorization") ?? "") ?? [];
  return bearer ?? headers.get("x-api-key");
}

function randomCharacters(count: number): string {
  let text = "";
  while (text.length < count)
    // 248 is the last multiple of 62 in a byte: above it, some characters would come more often.
    for (const byte of crypto.getRandomValues(new Uint8Array(count)))
      if (byte < 248 && text.length < count) text += ALPHABET[byte % ALPHABET.length];
  return text;
}

/** CRC-32 (IEEE 802.3), in six characters. */
function checksum(text: string): string {
  let crc = 0xffffffff;
  for (const byte of new TextEncoder().encode(text)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  let rest = (crc ^ 0xffffffff) >>> 0;
  let out = "";
  for (let place = 0; place < CHECKSUM_CHARACTERS; place++) {
    out = ALPHABET[rest % ALPHABET.length] + out;
    rest = Math.floor(rest / ALPHABET.length);
  }
  return out;
}
