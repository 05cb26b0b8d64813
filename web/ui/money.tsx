import { ArrowDownRight, ArrowUpRight, Minus } from "lucide-react";
import { classNames } from "./class-names.ts";
import { change, formatChange, formatMoney, type Money as MoneyValue } from "./format.ts";

/** An amount; the title holds every digit that the server knows. Null is "unknown", never zero. */
export function Money({ value, style = "cents" }: { value: MoneyValue | null; style?: "whole" | "cents" }) {
  if (!value) {
    return (
      <span className="text-fg-3" title="Not known">
        <span aria-hidden="true">–</span>
        <span className="sr-only">unknown</span>
      </span>
    );
  }
  return (
    <span className="num" title={`${value.amount} ${value.currency}`}>
      {formatMoney(value, style)}
    </span>
  );
}

/** Change of a cost against a named period. More cost is bad news; nothing is shown against a zero. */
export function CostDelta({ now, before, against }: { now: MoneyValue; before: MoneyValue | null; against: string }) {
  const ratio = before && before.currency === now.currency ? change(now.amount, before.amount) : null;
  if (ratio === null) return <span className="text-fg-3">No figure for {against} to compare with</span>;
  const isFlat = Math.abs(ratio) < 0.0005;
  const Arrow = isFlat ? Minus : ratio > 0 ? ArrowUpRight : ArrowDownRight;
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2">
      <span
        className={classNames(
          "num inline-flex items-center gap-0.5 font-medium",
          isFlat ? "text-fg-2" : ratio > 0 ? "text-bad-fg" : "text-ok-fg",
        )}
      >
        <Arrow className="size-3.5" aria-hidden="true" />
        {formatChange(ratio)}
      </span>
      <span className="text-fg-3">vs. {against}</span>
    </span>
  );
}
