import { foreignKey, jsonb, pgTable, primaryKey, text, uuid } from "drizzle-orm/pg-core";
import { awsAccounts } from "./inventory.ts";
import { instant, tenantColumns } from "./tenancy.ts";

/** Dollars of commitment on one day: what was promised to AWS, and what usage took of it. Decimal strings. */
export type UseDay = { day: string; committed: string; used: string };
/** `covered` and `total` in the coverage's unit; `onDemandCost`: what the uncovered part cost, null = AWS does not tell. */
export type CoverageDay = { day: string; covered: string; total: string; onDemandCost: string | null };
/** Savings Plans are told in money, reservations in hours of instances. */
export type Coverage = { product: string; unit: "money" | "hours"; days: CoverageDay[] };
/** One Savings Plan or one reservation, with its money over the days that were read. */
export type Holding = {
  /** A plan's ARN or a reservation's subscription. */
  id: string;
  /** What it pays for: "compute", "database", "machine-learning", or the reserved service. */
  product: string;
  /** AWS's own word for its kind, such as "ComputeSavingsPlans". */
  type: string;
  /** Region, family, instance type and count, as far as it is bound to them. */
  scope: string;
  subAccountId: string;
  payment: string;
  startsAt: string | null;
  endsAt: string | null;
  committed: string;
  used: string;
  netSavings: string | null;
  /** What the same usage would have cost on demand. */
  onDemandEquivalent: string | null;
};
/** null = not read, and `problem` says why. */
export type CommitmentPart = {
  use: UseDay[] | null;
  coverage: Coverage[] | null;
  holdings: Holding[] | null;
  problem: string | null;
};
export type CommitmentReading = { from: string; until: string; plans: CommitmentPart; reservations: CommitmentPart };

/** What a connection's Cost Explorer says of its Savings Plans and reservations: one reading, made again each week. */
export const costCommitments = pgTable(
  "cost_commitments",
  {
    organizationId: tenantColumns.organizationId,
    accountId: uuid("account_id").notNull(),
    /** Of the ledger: these answers name none. */
    currency: text("currency").notNull(),
    reading: jsonb("reading").notNull().$type<CommitmentReading>(),
    readAt: instant("read_at").notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.organizationId, t.accountId] }),
    foreignKey({
      columns: [t.organizationId, t.accountId],
      foreignColumns: [awsAccounts.organizationId, awsAccounts.id],
    }).onDelete("cascade"),
  ],
);
