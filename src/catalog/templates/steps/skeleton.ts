import { NotHere } from "../expression.ts";
import type { StepContext } from "../step.ts";

/** The files that a step names by url, out of those that the template holds in itself. */
export function skeletonOf({ skeletons }: StepContext, url: string): Readonly<Record<string, string>> {
  const wanted = plain(url);
  const found = Object.entries(skeletons).find(([name]) => plain(name) === wanted)?.[1];
  if (found) return found;
  throw new NotHere(
    `The files of "${url.slice(0, 120)}" are not in the template. Put them under spec.skeletons, by that name.`,
  );
}
const plain = (url: string) => url.trim().replace(/^\.\//, "").replace(/\/+$/, "");
