import * as z from "zod/mini";

const RECENT_MAX = 5;
const Recent = z.array(
  z.object({
    title: z.string(),
    note: z.nullable(z.string()),
    to: z.string(),
    params: z.optional(z.record(z.string(), z.string())),
    search: z.optional(z.record(z.string(), z.string())),
  }),
);
export type Recent = z.infer<typeof Recent>[number];

const keyOf = (slug: string) => `recent:${slug}`;

/** What was last opened from the palette, the latest first; of this browser only. */
export function recentOf(slug: string): Recent[] {
  try {
    return Recent.safeParse(JSON.parse(localStorage.getItem(keyOf(slug)) ?? "[]")).data ?? [];
  } catch {
    return [];
  }
}

export function rememberRecent(slug: string, opened: Recent) {
  const others = recentOf(slug).filter(({ title, to }) => title !== opened.title || to !== opened.to);
  try {
    localStorage.setItem(keyOf(slug), JSON.stringify([opened, ...others].slice(0, RECENT_MAX)));
  } catch {
    // A browser that keeps nothing has no recent things.
  }
}
