import { addDays, type Day, daysBetween, firstOfMonth, type Window } from "./days.ts";

/** Longer than this, and months are shown. */
const DAILY_MAX = 100;

export type Periods = { from: Day; to: Day; against?: Day | undefined };

/** The period asked for, and an earlier one: of as many months where it is of whole months, else of as many days. */
export function comparedPeriods({ from, to, against }: Periods): { current: Window; previous: Window } {
  const current = { from, until: addDays(to, 1) };
  const months = wholeMonths(current);
  if (months > 0 && (against === undefined || against === firstOfMonth(against))) {
    const start = against ?? firstOfMonth(from, -months);
    return { current, previous: { from: start, until: firstOfMonth(start, months) } };
  }
  const days = daysBetween(current);
  const start = against ?? addDays(from, -days);
  return { current, previous: { from: start, until: addDays(start, days) } };
}

/** 0 = it begins or ends inside a month. */
function wholeMonths({ from, until }: Window): number {
  if (from !== firstOfMonth(from) || until !== firstOfMonth(until)) return 0;
  const monthsOf = (day: Day) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7));
  return monthsOf(until) - monthsOf(from);
}

export const grainOf = ({ from, to }: Periods): "day" | "month" =>
  daysBetween({ from, until: to }) < DAILY_MAX ? "day" : "month";

type Piece = Window & { grain: "day" | "month" };

/** Long periods are read as the sums of their whole months, and days at both ends by themselves. */
export function piecesOf(input: Periods): Piece[] {
  const { current, previous } = comparedPeriods(input);
  const pieces = [previous, current].flatMap(({ from, until }): Piece[] => {
    const first = from === firstOfMonth(from) ? from : firstOfMonth(from, 1);
    const last = firstOfMonth(until);
    if (grainOf(input) === "day" || first >= last) return [{ grain: "day", from, until }];
    return [
      { grain: "day", from, until: first },
      { grain: "month", from: first, until: last },
      { grain: "day", from: last, until },
    ];
  });
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (piece.from >= piece.until) continue;
    if (last?.grain === piece.grain && last.until === piece.from) last.until = piece.until;
    else joined.push(piece);
  }
  return joined;
}
