const COUNTRIES = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
const THIS_MACHINE = /^(127\.|::1$)/;
/** RFC 1918, RFC 4193 and link-local addresses. */
const PRIVATE = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|f[cd][0-9a-f]{2}:|fe80:)/i;

/** "Germany, 203.0.113.9" from what is known of where a session was started. */
export function placeOf({ ip, country }: { ip: string | null; country: string | null }): string {
  if (!ip) return "Unknown place";
  if (THIS_MACHINE.test(ip)) return "This machine";
  if (PRIVATE.test(ip)) return `A private network, ${ip}`;
  const name = country && COUNTRIES.of(country);
  return name ? `${name}, ${ip}` : ip;
}
