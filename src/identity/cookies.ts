/** `__Host-` binds the cookie to this host over HTTPS; plain HTTP on a developer's machine cannot carry it. */
const nameFor = (origin: string, name: string) =>
  origin.startsWith("https:") ? `__Host-${name}` : `devcontrol_${name}`;

function cookie(origin: string, name: string, value: string, maxAgeSeconds: number): string {
  const secure = origin.startsWith("https:") ? "; Secure" : "";
  return `${nameFor(origin, name)}=${value}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure}`;
}

export const sessionCookie = (origin: string, token: string, maxAgeSeconds: number) =>
  cookie(origin, "session", token, maxAgeSeconds);
export const endedCookie = (origin: string) => sessionCookie(origin, "", 0);

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

/** The token in the cookie; null when there is none, or not in a token's form. */
export function readSessionCookie(origin: string, header: string | null): string | null {
  const token = readCookie(origin, "session", header);
  return token && TOKEN.test(token) ? token : null;
}

/** What a browser keeps while it is away at a provider. */
export const oauthCookie = (origin: string, text: string, maxAgeSeconds: number) =>
  cookie(origin, "oauth", encodeURIComponent(text), maxAgeSeconds);

/** null: none, or not as we wrote it. */
export function readOauthCookie(origin: string, header: string | null): string | null {
  try {
    return decodeURIComponent(readCookie(origin, "oauth", header) ?? "") || null;
  } catch {
    return null;
  }
}

function readCookie(origin: string, called: string, header: string | null): string | null {
  const name = nameFor(origin, called);
  for (const part of (header ?? "").split(";")) {
    const [key, value] = part.trim().split("=", 2);
    if (key === name && value) return value;
  }
  return null;
}
