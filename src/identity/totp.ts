import { timingSafeEqual } from "node:crypto";

/** RFC 6238 with what every authenticator app takes for granted: SHA-1, 30 seconds, six digits. */
const STEP_SECONDS = 30;
const DIGITS = 6;
const SHAPE = /^[0-9]{6}$/;
/** 160 bits, as RFC 4226 recommends for SHA-1. */
export const SECRET_BYTES = 20;
/** Codes of the step before and the step after are taken too: clocks differ, and typing takes time. */
const WINDOW = 1;

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** RFC 4648 base32 without padding, as authenticator apps read it. */
export function toBase32(bytes: Uint8Array): string {
  let bits = "";
  for (const byte of bytes) bits += byte.toString(2).padStart(8, "0");
  return (bits.match(/.{1,5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five.padEnd(5, "0"), 2)]).join("");
}

export function fromBase32(text: string): Uint8Array<ArrayBuffer> {
  const bits = [...text].map((character) => ALPHABET.indexOf(character).toString(2).padStart(5, "0")).join("");
  return Uint8Array.from(bits.match(/.{8}/g) ?? [], (eight) => Number.parseInt(eight, 2));
}

export const stepAt = (now: Date) => Math.floor(now.getTime() / 1000 / STEP_SECONDS);

/** The code of one step (RFC 4226 §5.3). */
export async function codeOf(secret: Uint8Array<ArrayBuffer>, step: number, digits = DIGITS): Promise<string> {
  const key = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-1" }, false, ["sign"]);
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(step));
  const digest = new DataView(await crypto.subtle.sign("HMAC", key, counter.buffer));
  const offset = digest.getUint8(19) & 0xf;
  const number = digest.getUint32(offset) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, "0");
}

/** The step whose code this is, within the window and after the last one used; null: none. */
export async function stepOfCode(
  secret: Uint8Array<ArrayBuffer>,
  code: string,
  { now, lastStep }: { now: Date; lastStep: number },
): Promise<number | null> {
  if (!SHAPE.test(code)) return null;
  let found: number | null = null;
  for (let step = stepAt(now) - WINDOW; step <= stepAt(now) + WINDOW; step++) {
    const isIt = timingSafeEqual(Buffer.from(await codeOf(secret, step)), Buffer.from(code));
    if (isIt && step > lastStep) found ??= step;
  }
  return found;
}

/** What the QR code says: github.com/google/google-authenticator/wiki/Key-Uri-Format. */
export function keyUri(secret: string, { account, issuer }: { account: string; issuer: string }): string {
  const query = new URLSearchParams({ secret, issuer, algorithm: "SHA1", digits: "6", period: "30" });
  return `otpauth://totp/${encodeURIComponent(issuer)}:${encodeURIComponent(account)}?${query}`;
}
