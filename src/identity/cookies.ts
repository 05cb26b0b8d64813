/** `__Host-` binds the cookie to this host over HTTPS; plain HTTP on a developer's machine cannot carry it. */
const nameFor = (origin: string) => (origin.startsWith("https:") ? "__Host-session" : "devcontrol_session");

export function sessionCookie(origin: string, token: string, maxAgeSeconds: number): string {
  const secure = origin.startsWith("https:") ? "; Secure" : "";
  return `${nameFor(origin)}=${token}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAgeSeconds}${secure}`;
}

export const endedCookie = (origin: string) => sessionCookie(origin, "", 0);

export function readSessionCookie(origin: string, header: string | null): string | null {
  const name = nameFor(origin);
  for (const part of (header ?? "").split(";")) {
    const [key, value] = part.trim().split("=", 2);
    if (key === name && value) return value;
  }
  return null;
}
