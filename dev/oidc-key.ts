import { exportJWK, generateKeyPair } from "jose";

/**
 * Prints OIDC_KEYS for the first time, or with a key more. Rotation takes three settings, an hour apart, because AWS may
 * keep the list of keys that it has fetched: the new key at the end; the new key first, so that it signs; the old one gone.
 */
const { privateKey } = await generateKeyPair("ES256", { extractable: true });
const { kty, crv, x, y, d } = await exportJWK(privateKey);
console.log(JSON.stringify([{ kty, crv, x, y, d }]));
