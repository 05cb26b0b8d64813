import type { StrangeDay } from "./strange-days.ts";

/** A part that makes up this share of a difference tells the same story. */
const SAME_STORY_SHARE = 0.5;

type Differs = Pick<StrangeDay, "day" | "actual" | "expected">;
const differenceOf = ({ actual, expected }: Pick<Differs, "actual" | "expected">) => actual - expected;
const isSameWay = (a: Differs, b: Differs) =>
  a.day === b.day && Math.sign(differenceOf(a)) === Math.sign(differenceOf(b));

/** A whole is told only where its told parts do not make up most of its difference. */
export function wholesLeft<Whole extends Differs, Part extends Differs>(
  wholes: readonly Whole[],
  parts: readonly Part[],
  /** How much of a part lies within a whole; all of it, if not said otherwise. */
  within: (whole: Whole, part: Part) => number = (_, part) => differenceOf(part),
): Whole[] {
  return wholes.filter((whole) => {
    const explained = parts
      .filter((part) => isSameWay(whole, part))
      .reduce((sum, part) => sum + within(whole, part), 0);
    return Math.abs(explained) < SAME_STORY_SHARE * Math.abs(differenceOf(whole));
  });
}

/** A service in an account is told only where the service itself is not: there it is one of the causes. */
export const partsLeft = <Part extends StrangeDay>(parts: readonly Part[], services: readonly StrangeDay[]): Part[] =>
  parts.filter((part) => !services.some((each) => each.service === part.service && isSameWay(part, each)));
