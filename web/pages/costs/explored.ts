import { serviceLabel } from "../../ui/aws.ts";
import { addDays } from "../../ui/format.ts";

export type Period = "7d" | "30d" | "90d" | "month" | "last-month" | "year";

/** First and last day of a period; days are UTC, as AWS bills them. */
export function periodDays(period: Period, today: string): { from: string; to: string } {
  const month = `${today.slice(0, 8)}01`;
  if (period === "month") return { from: month, to: today };
  const before = addDays(month, -1);
  if (period === "last-month") return { from: `${before.slice(0, 8)}01`, to: before };
  if (period === "year") return { from: addDays(today, -364), to: today };
  return { from: addDays(today, { "7d": -6, "30d": -29, "90d": -89 }[period]), to: today };
}

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
