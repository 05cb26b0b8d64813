/** Key version → AES-256 key (32 bytes). The highest version seals; all of them open. */
export type SealKeys = ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
export type Sealed = { keyVersion: string; nonce: string; ciphertext: string };

/** 96 bits, as NIST SP 800-38D recommends for GCM. */
const NONCE_BYTES = 12;

/**
 * AES-256-GCM. `boundTo` is authenticated with the text: what was sealed for one organisation and account
 * does not open for another.
 */
export async function seal(keys: SealKeys, plaintext: string, boundTo: readonly string[]): Promise<Sealed> {
  const keyVersion = [...keys.keys()].sort((a, b) => Number(b) - Number(a))[0];
  if (keyVersion === undefined) throw new Error("No sealing key is configured (SEAL_KEYS).");
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const ciphertext = await crypto.subtle.encrypt(
    { name: "AES-GCM", iv: nonce, additionalData: bind(keyVersion, boundTo) },
    await aesKey(keys, keyVersion, "encrypt"),
    new TextEncoder().encode(plaintext),
  );
  return { keyVersion, nonce: toBase64(nonce), ciphertext: toBase64(new Uint8Array(ciphertext)) };
}

/** Throws when the key is unknown, the text was changed, or it was sealed for something else. */
export async function open(keys: SealKeys, sealed: Sealed, boundTo: readonly string[]): Promise<string> {
  const plaintext = await crypto.subtle.decrypt(
    { name: "AES-GCM", iv: fromBase64(sealed.nonce), additionalData: bind(sealed.keyVersion, boundTo) },
    await aesKey(keys, sealed.keyVersion, "decrypt"),
    fromBase64(sealed.ciphertext),
  );
  return new TextDecoder().decode(plaintext);
}

/** Lower-case hex. */
export async function sha256(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Base64url without padding of `bytes` random bytes. */
export const randomToken = (bytes: number) => toBase64Url(crypto.getRandomValues(new Uint8Array(bytes)));

/**
 * A token of 256 bits that this installation can make again for the same `parts`, and nobody without its keys: a job
 * that runs twice writes the same link, and the database holds only the token's hash. Of the lowest key version, which
 * stays when a key is added.
 */
export async function derivedToken(keys: SealKeys, parts: readonly string[]): Promise<string> {
  const version = [...keys.keys()].sort((a, b) => Number(a) - Number(b))[0];
  const secret = version === undefined ? undefined : keys.get(version);
  if (!secret) throw new Error("No sealing key is configured (SEAL_KEYS).");
  const key = await crypto.subtle.importKey("raw", secret, { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  const text = new TextEncoder().encode(JSON.stringify(["token", ...parts]));
  return toBase64Url(new Uint8Array(await crypto.subtle.sign("HMAC", key, text)));
}

const toBase64Url = (bytes: Uint8Array) => toBase64(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

export const toBase64 = (bytes: Uint8Array) => btoa(String.fromCharCode(...bytes));
export const fromBase64 = (text: string) => Uint8Array.from(atob(text), (character) => character.charCodeAt(0));

async function aesKey(keys: SealKeys, version: string, use: "encrypt" | "decrypt") {
  const key = keys.get(version);
  if (!key) throw new Error(`The sealing key of version ${version} is not configured (SEAL_KEYS).`);
  return crypto.subtle.importKey("raw", key, "AES-GCM", false, [use]);
}

/** JSON keeps the parts apart: ["a","bc"] and ["ab","c"] bind differently. */
const bind = (keyVersion: string, boundTo: readonly string[]) =>
  new TextEncoder().encode(JSON.stringify([keyVersion, ...boundTo]));

/** Whether `hex` is the HMAC-SHA256 of the text. WebCrypto compares in constant time; with an empty secret it is false. */
export async function sameSignature(secret: string, text: string, hex: string): Promise<boolean> {
  if (!secret || !/^[0-9a-f]{64}$/.test(hex)) return false;
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["verify"]);
  const signature = Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  return crypto.subtle.verify("HMAC", key, signature, encoder.encode(text));
}
