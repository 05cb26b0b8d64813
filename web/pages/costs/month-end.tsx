import type { Outputs } from "../../api.ts";
import { addDays, formatDay, formatMoney } from "../../ui/format.ts";

export type Forecast = NonNullable<Outputs["costs"]["forecast"]["forecast"]>;

/** "$10,121 by Nov 30, with 80 % certainty between $9,980 and $10,260" */
export function MonthEnd({ forecast: { month, currency } }: { forecast: Forecast }) {
  const money = (amount: string) => formatMoney({ amount, currency }, "whole");
  return (
    <>
      {money(month.mean)} expected by {formatDay(lastOfMonth(month.month))}
      {month.band && (
        <>
          , 80 % between {money(month.band.lower80)} and {money(month.band.upper80)}
        </>
      )}
    </>
  );
}

const lastOfMonth = (month: string) => addDays(`${addDays(month, 31).slice(0, 8)}01`, -1);
