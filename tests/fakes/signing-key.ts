import { generateKeyPairSync } from "node:crypto";
import { parseSigningKeys, type SigningKey } from "../../src/ports/web-identity.ts";

/** A private key as OIDC_KEYS has it, different each time. */
export function signingKey(): SigningKey {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const [key] = parseSigningKeys(JSON.stringify([privateKey.export({ format: "jwk" })])) ?? [];
  if (!key) throw new Error("node made a key that we do not read");
  return key;
}
