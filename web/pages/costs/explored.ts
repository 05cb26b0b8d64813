import type { COMPARED, EXPLORED } from "../../search.ts";
import { serviceLabel } from "../../ui/aws.ts";
import { addDays, formatDay } from "../../ui/format.ts";

type Search = {
  period?: (typeof EXPLORED)[number] | undefined;
  from?: string | undefined;
  to?: string | undefined;
  against?: (typeof COMPARED)[number] | undefined;
  since?: string | undefined;
};
type Days = { from: string; to: string };

/** First and last day of the period that the address tells; days are UTC, as AWS bills them. */
export function periodDays({ period = "30d", from, to }: Search, today: string): Days {
  const month = `${today.slice(0, 8)}01`;
  const before = addDays(month, -1);
  switch (period) {
    case "month":
      return { from: month, to: today };
    case "last-month":
      return { from: `${before.slice(0, 8)}01`, to: before };
    case "year":
      return { from: addDays(today, -364), to: today };
    case "days": {
      const last = to ?? today;
      const first = from ?? addDays(last, -29);
      return first <= last ? { from: first, to: last } : { from: last, to: first };
    }
    default:
      return { from: addDays(today, { "7d": -6, "30d": -29, "90d": -89 }[period]), to: today };
  }
}

/** First day of the earlier period to compare with, of as many days; undefined = the days right before. */
export function comparedFrom({ against = "before", since }: Search, { from, to }: Days): string | undefined {
  const latest = addDays(from, -(1 + Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000)));
  const wanted = against === "year" ? yearBefore(from) : against === "days" ? since : undefined;
  return wanted !== undefined && wanted < latest ? wanted : undefined;
}

/** The same date of the year before; of the 29th of February the 28th. */
const yearBefore = (day: string) => {
  const date = `${Number(day.slice(0, 4)) - 1}${day.slice(4)}`;
  return date.endsWith("-02-29") ? date.replace("-29", "-28") : date;
};

const dayWithYear = (day: string) => `${formatDay(day)}, ${day.slice(0, 4)}`;
export const spanWords = (from: string, to: string) =>
  from === to
    ? dayWithYear(to)
    : `${from.slice(0, 4) === to.slice(0, 4) ? formatDay(from) : dayWithYear(from)} to ${dayWithYear(to)}`;

const NONE: Record<string, string> = {
  region: "No region",
  team: "Unallocated",
  component: "No component",
  environment: "No environment",
};
const KINDS: Record<string, string> = {
  compute: "Compute",
  storage: "Storage",
  network: "Network",
  other: "Everything else",
};

/** How a value of a dimension is called. */
export function keyLabel(by: string, key: string, name: string | null = null): string {
  if (key === "") return NONE[by] ?? (by.startsWith("tag:") ? "Untagged" : "None");
  if (by === "service") return serviceLabel(key);
  if (by === "kind") return KINDS[key] ?? key;
  if (by === "component") return key.replace(/^component:(default\/)?/, "");
  return name ?? key;
}

const ACTIONS: Record<string, string> = {
  "account.connect": "An AWS account was connected",
  "account.remove": "An AWS account was removed",
  "costs.anomalies": "Anomalies were found",
  "costs.budget-alert": "A budget crossed a line",
  "costs.spend-rate-alert": "Spending passed the hourly limit",
  "costs.create-rule": "An allocation rule was made",
  "costs.change-rule": "An allocation rule changed",
  "costs.end-rule": "An allocation rule ended",
  "costs.create-import": "An export was uploaded",
  "costs.remove-import": "An export was removed",
};
export const eventLabel = (action: string, actor: string) => `${ACTIONS[action] ?? action} (${actor})`;
