/** `__Host-` binds the cookie to this host over HTTPS; plain HTTP on a developer's machine cannot carry it. */
const nameFor = (origin: string) => (origin.startsWith("https:") ? "__Host-session" : "devcontrol_session");

export function sessionCookie(origin: string, token: string, maxAgeSeconds: number): string {
  const secure = origin.startsWith("https:") ? "; Secure" : "";
  return `${nameFor(origin)}=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure}`;
}

const TOKEN = /^[A-Za-z0-9_-]{43}$/;

export const endedCookie = (origin: string) => sessionCookie(origin, "", 0);

/** The token in the cookie; null when there is none, or not in a token's form. */
export function readSessionCookie(origin: string, header: string | null): string | null {
  const name = nameFor(origin);
  for (const part of (header ?? "").split(";")) {
    const [key, value] = part.trim().split("=", 2);
    if (key === name && value) return TOKEN.test(value) ? value : null;
  }
  return null;
}
