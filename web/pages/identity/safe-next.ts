/** A path of ours to go on to after signing in; anything that could lead to another site is null. */
export function safeNext(next: string | undefined): string | null {
  if (!next?.startsWith("/") || next.startsWith("//") || next.includes("\\")) return null;
  return next;
}
