import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

/**
 * OWASP's equivalent of N=2^17, p=1 in 16 MiB (cheat sheet "Password Storage"): a Worker's isolate has 128 MB.
 * WebCrypto's PBKDF2 is no choice, production refuses more than 100,000 iterations.
 */
const PARAMETERS = { ln: 14, r: 8, p: 5 };
const KEY_BYTES = 32;
const STORED = /^scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([0-9a-f]{32})\$([0-9a-f]{64})$/;

/** NIST SP 800-63B: length and no composition rules; the commonest ones of that length are refused. */
export const PASSWORD_MIN = 10;
export const PASSWORD_MAX = 200;
const COMMONEST = new Set([
  "1234567890",
  "password123",
  "qwertyuiop",
  "1q2w3e4r5t",
  "passw0rd123",
  "qwerty12345",
  "letmein123",
  "iloveyou123",
  "administrator",
  "devcontrol1",
]);
export const isCommonPassword = (password: string) => COMMONEST.has(password.toLowerCase());

/** "scrypt$ln=14,r=8,p=5$<salt>$<key>": the parameters travel with the hash, so that they can be raised later. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16).toString("hex");
  const key = await derive(password, salt, PARAMETERS);
  return `scrypt$ln=${PARAMETERS.ln},r=${PARAMETERS.r},p=${PARAMETERS.p}$${salt}$${key.toString("hex")}`;
}

/** Takes as long for an account that does not exist (`stored: null`) as for one that does. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const [, ln, r, p, salt, expected] = STORED.exec(stored ?? ABSENT) ?? [];
  if (!ln || !r || !p || !salt || !expected) return false;
  const key = await derive(password, salt, { ln: Number(ln), r: Number(r), p: Number(p) });
  return timingSafeEqual(key, Buffer.from(expected, "hex")) && stored !== null;
}

const ABSENT = `scrypt$ln=14,r=8,p=5$${"0".repeat(32)}$${"0".repeat(64)}`;

function derive(password: string, salt: string, { ln, r, p }: typeof PARAMETERS): Promise<Buffer> {
  const N = 2 ** ln;
  return new Promise((resolve, reject) =>
    scrypt(password.normalize("NFKC"), salt, KEY_BYTES, { N, r, p, maxmem: 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  );
}
