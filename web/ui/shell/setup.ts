import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api.ts";
import { plural } from "../format.ts";

export type SetupStep = {
  key: "account" | "discovery" | "costs" | "findings";
  title: string;
  detail: string;
  isDone: boolean;
};

/** A role that was prepared but never named is not connected yet. */
export const isConnected = ({ kind, roleArn }: { kind: string; roleArn: string | null }) =>
  kind !== "role" || roleArn !== null;

/** What an organisation still has to do before the pages are full; nothing is stored, it is read from what is there. */
export function useSetup(): { steps: SetupStep[]; done: number; next: SetupStep | null } | null {
  const trpc = useTRPC();
  const accounts = useQuery(trpc.inventory.accounts.list.queryOptions());
  const inventory = useQuery(trpc.inventory.summary.queryOptions());
  const costs = useQuery(trpc.costs.summary.queryOptions({ metric: "pay" }));
  const findings = useQuery(trpc.findings.summary.queryOptions());
  if (!accounts.data || !inventory.data || !costs.data || !findings.data) return null;
  const connected = accounts.data.items.filter(isConnected).length;
  const { types, readAt } = inventory.data;
  const resources = types.reduce((sum, { count }) => sum + count, 0);
  const { pass, fail } = findings.data.counts;
  const steps: SetupStep[] = [
    {
      key: "account",
      title: "Connect an AWS account",
      detail: connected ? plural(connected, "account") : "Read-only role, access keys, or the sample account",
      isDone: connected > 0,
    },
    {
      key: "discovery",
      title: "Discover resources",
      detail: readAt ? `${plural(resources, "resource")} so far` : "Starts by itself after connecting",
      isDone: readAt !== null,
    },
    {
      key: "costs",
      title: "Sync costs",
      detail: costs.data.syncedAt
        ? "This month and the last, by day and service"
        : "From Cost Explorer, at $0.01 a request",
      isDone: costs.data.syncedAt !== null,
    },
    {
      key: "findings",
      title: "Judge the rules",
      detail: pass + fail > 0 ? plural(pass + fail, "verdict") : "Compliance and savings, as resources appear",
      isDone: pass + fail > 0,
    },
  ];
  return { steps, done: steps.filter((step) => step.isDone).length, next: steps.find((step) => !step.isDone) ?? null };
}
