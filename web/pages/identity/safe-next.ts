/** A path of ours to go on to after signing in; anything that could lead to another site is null. */
export function safeNext(next: string | undefined): string | null {
  if (!next?.startsWith("/") || next.startsWith("//") || next.includes("\\")) return null;
  return next;
}

/** Where a sign-in leads: where the person wanted to go, else to their first organisation. */
export function afterSignIn(next: string | undefined, organizations: readonly { slug: string }[]): string {
  const [first] = organizations;
  return safeNext(next) ?? (first ? `/${first.slug}/overview` : "/welcome");
}
