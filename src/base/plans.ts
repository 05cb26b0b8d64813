import { organizations, type Plan } from "../../db/schema/organizations.ts";
import type { OrgContext } from "./context.ts";
import { limitReached } from "./errors.ts";

/**
 * What a plan has room for. `eventsPerDay`: changes that people and API keys make between two midnights UTC.
 * `apiRequestsPerMinute`: calls of everybody of the organisation together, people and keys.
 */
export type Limits = {
  members: number;
  awsAccounts: number;
  checks: number;
  eventsPerDay: number;
  apiRequestsPerMinute: number;
};
export type LimitKind = keyof Limits;

/** Every plan's limits. Who runs the installation gives an organisation its plan: `bun run organization`. */
export const PLANS: Readonly<Record<Plan, Limits>> = {
  free: { members: 10, awsAccounts: 5, checks: 10, eventsPerDay: 5_000, apiRequestsPerMinute: 3_000 },
  team: { members: 50, awsAccounts: 25, checks: 100, eventsPerDay: 50_000, apiRequestsPerMinute: 12_000 },
  enterprise: { members: 500, awsAccounts: 100, checks: 1_000, eventsPerDay: 250_000, apiRequestsPerMinute: 60_000 },
};

/** From this share on, people are told that a limit is near. */
export const NEAR_LIMIT = 0.8;

/**
 * Refuses more than the plan has room for. Call it before the things are added, in the same transaction: the
 * organisation's row is locked first, so that two who add the last one at once do not both get it.
 * @param count counts what is there. @param adds how many are to come.
 */
export async function requireRoom(
  { tx }: Pick<OrgContext, "tx">,
  kind: Exclude<LimitKind, "eventsPerDay" | "apiRequestsPerMinute">,
  count: () => PromiseLike<number>,
  adds = 1,
): Promise<void> {
  const [organization] = await tx.select({ plan: organizations.plan }).from(organizations).for("update");
  const plan = organization?.plan ?? "free";
  const used = await count();
  const max = PLANS[plan][kind];
  if (used + adds > max) throw limitReached({ kind, plan, used, max });
}
