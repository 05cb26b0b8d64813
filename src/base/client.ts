import type { Client } from "./context.ts";

const USER_AGENT_MAX = 300;
/** XX: the edge does not know. Tor is T1, which is no country either. */
const COUNTRY = /^(?!XX)[A-Z]{2}$/;
const ADDRESS = /^[0-9a-fA-F.:]{3,45}$/;

/**
 * Cloudflare's edge and our own front each replace what a caller sends of these: the first is the edge's word, the
 * second the front's, whose last entry is the one that it has added itself.
 */
export function clientOf(headers: Headers): Client {
  const said = headers.get("cf-connecting-ip") ?? headers.get("x-forwarded-for")?.split(",").at(-1);
  const ip = said?.trim() ?? "";
  return {
    ip: ADDRESS.test(ip) ? ip : null,
    userAgent: headers.get("user-agent")?.slice(0, USER_AGENT_MAX) || null,
    country: COUNTRY.exec(headers.get("cf-ipcountry") ?? "")?.[0] ?? null,
  };
}

/** A provider gives a customer a whole /64 of IPv6: its addresses count as one. */
export function networkOf(ip: string | null): string {
  if (!ip?.includes(":")) return ip ?? "unknown";
  const [head = "", tail = ""] = ip.split("::");
  const left = head.split(":").filter(Boolean);
  const right = tail.split(":").filter(Boolean);
  const groups = ip.includes("::")
    ? [...left, ...Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0"), ...right]
    : left;
  return groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ""))
    .join(":");
}
