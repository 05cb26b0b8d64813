import * as z from "zod";
import { Expected } from "../base/errors.ts";
import { fromUnits, toUnits } from "../base/money.ts";
import { type Aws, type AwsCalls, AwsError } from "../ports/aws.ts";
import { addDays, type Day, dayOf, earlierOf, firstOfMonth, laterOf, type Window } from "./days.ts";
import { everyAnswer } from "./every-answer.ts";
import { type Amounts, amountsOf, NOTHING } from "./lines.ts";

type Query = AwsCalls["ce:GetCostAndUsage"]["input"];

/** Requests spell metrics in CamelCase; GetCostForecast does not (finops study, 2.2). All four are one request. */
const METRICS = {
  unblended: "UnblendedCost",
  amortized: "AmortizedCost",
  netUnblended: "NetUnblendedCost",
  netAmortized: "NetAmortizedCost",
} as const;

/** History by default: 13 months and the current one (Cost Explorer, best practices). */
const HISTORY_MONTHS = 13;
/** A quarter a step, so that a killed backfill repeats little. */
const BACKFILL_MONTHS = 3;

/** Cost Explorer is one service for the whole partition. */
export const homeRegion = (partition: string) => (partition === "aws-cn" ? "cn-northwest-1" : "us-east-1");

/** The earliest day that AWS keeps by default. */
export const historyFrom = (now: Date): Day => firstOfMonth(dayOf(now), -HISTORY_MONTHS);

/**
 * What every sync reads again: AWS restates days until the month's invoice, so the whole previous month too.
 * After a long pause it starts where the sync before would have started, so that no day stays unread.
 */
export function syncWindow(now: Date, syncedAt?: Date | null): Window {
  const from = earlierOf(firstOfMonth(dayOf(now), -1), firstOfMonth(dayOf(syncedAt ?? now), -1));
  return { from: laterOf(from, historyFrom(now)), until: addDays(dayOf(now), 1) };
}

/** The next older step, newest first; null when the history is read. */
export function backfillWindow(now: Date, coveredFrom: Day): Window | null {
  const oldest = historyFrom(now);
  if (coveredFrom <= oldest) return null;
  return { from: laterOf(firstOfMonth(coveredFrom, -BACKFILL_MONTHS), oldest), until: coveredFrom };
}

export type Filter = NonNullable<Query["Filter"]>;
const by = (Key: string) => ({ Type: "DIMENSION", Key }) as const;
const grouped = (window: Window, GroupBy: Query["GroupBy"], filter?: Filter | null): Query => ({
  ...totalsQuery(window, filter),
  GroupBy,
});
const byMonth = (query: Query): Query => ({ ...query, Granularity: "MONTHLY" });

/** Q1 of the finops study: each day by service and account; with a filter, of one lane. */
export const linesQuery = (window: Window, filter?: Filter | null): Query =>
  grouped(window, [by("SERVICE"), by("LINKED_ACCOUNT")], filter);
/** Q2, by month: what each service has in each record type, which says what lanes there are. */
export const serviceMonthsQuery = (window: Window, filter?: Filter | null): Query =>
  byMonth(grouped(window, [by("SERVICE"), by("RECORD_TYPE")], filter));
/** What each account has in each record type, by month. */
export const accountMonthsQuery = (window: Window, filter?: Filter | null): Query =>
  byMonth(grouped(window, [by("LINKED_ACCOUNT"), by("RECORD_TYPE")], filter));
/** Q3: usage by region and service. */
export const regionsQuery = (window: Window, filter?: Filter | null): Query =>
  grouped(window, [by("REGION"), by("SERVICE")], filter);
/** Q4: usage by the value of one tag and service. */
export const tagQuery = (window: Window, key: string, filter?: Filter | null): Query =>
  grouped(window, [{ Type: "TAG", Key: key }, by("SERVICE")], filter);

/** Q6, the control: the same days without groups, whose sum must be the same. */
export const totalsQuery = ({ from, until }: Window, filter?: Filter | null): Query => ({
  TimePeriod: { Start: from, End: until },
  Granularity: "DAILY",
  Metrics: Object.values(METRICS),
  ...(filter && { Filter: filter }),
});

export const Amount = z.string().transform((text, context) => {
  try {
    return fromUnits(toUnits(text));
  } catch {
    context.addIssue({ code: "custom", message: "not a decimal amount" });
    return z.NEVER;
  }
});
const Cost = z.object({ Amount, Unit: z.string().min(1) });
const Costs = z.object({ UnblendedCost: Cost, AmortizedCost: Cost, NetUnblendedCost: Cost, NetAmortizedCost: Cost });
const Results = <Bucket extends z.ZodRawShape>(bucket: Bucket) =>
  z.object({
    ResultsByTime: z
      .array(
        z.object({ TimePeriod: z.object({ Start: z.iso.date() }), Estimated: z.boolean().default(false), ...bucket }),
      )
      .default([]),
    NextPageToken: z.string().min(1).nullish(),
  });
const Lines = Results({
  Groups: z.array(z.object({ Keys: z.tuple([z.string(), z.string()]), Metrics: Costs })).default([]),
}).extend({
  DimensionValueAttributes: z
    .array(z.object({ Value: z.string(), Attributes: z.record(z.string(), z.string()).default({}) }))
    .default([]),
});
/** With groups, or on a day without costs, AWS may leave the total empty. */
const NoCosts = z.strictObject({}).transform(() => null);
const Totals = Results({ Total: z.union([Costs, NoCosts]).default(null) });

export type Asking = {
  aws: Aws;
  region: string;
  /** Counts the request before it is made; throws when this month's are used up. */
  meter(): Promise<void>;
};
/** `day` is the month's first in a query by month. */
export type Group = Amounts & { day: Day; keys: [string, string]; currency: string; isEstimated: boolean };

/** A query by two dimensions, every page. */
export async function fetchGroups(asking: Asking, query: Query) {
  const { answers, requests } = await everyPage(asking, query, Lines);
  const groups = answers.flatMap(({ ResultsByTime }) =>
    ResultsByTime.flatMap(({ TimePeriod, Estimated, Groups }) =>
      Groups.map(
        ({ Keys, Metrics }): Group => ({
          day: TimePeriod.Start,
          keys: Keys,
          isEstimated: Estimated,
          ...costsOf(Metrics),
        }),
      ),
    ),
  );
  refuseRepeats(groups);
  const names = answers.flatMap(({ DimensionValueAttributes }) =>
    DimensionValueAttributes.flatMap(({ Value, Attributes: { description } }): [string, string][] =>
      description ? [[Value, description]] : [],
    ),
  );
  return { groups, names, requests };
}

export type DayTotal = Amounts & { isEstimated: boolean };

/** Q6, every page: what each day cost, whatever it is made of. */
export async function fetchTotals(asking: Asking, window: Window, filter?: Filter | null) {
  const { answers, requests } = await everyPage(asking, totalsQuery(window, filter), Totals);
  const days = answers.flatMap(({ ResultsByTime }) =>
    ResultsByTime.map(({ TimePeriod, Estimated, Total }): [Day, DayTotal] => [
      TimePeriod.Start,
      { ...(Total ? amountsOf(costsOf(Total)) : NOTHING), isEstimated: Estimated },
    ]),
  );
  return { days: new Map(days), requests };
}

/** Every page of a query. */
function everyPage<Answer extends { NextPageToken?: string | null | undefined }>(
  asking: Asking,
  query: Query,
  Page: z.ZodType<Answer>,
): Promise<{ answers: Answer[]; requests: number }> {
  const { aws, region } = asking;
  return everyAnswer(asking, {
    ask: (NextPageToken) => aws.call("ce:GetCostAndUsage", { ...query, NextPageToken }, region),
    Page,
    next: (answer) => answer.NextPageToken,
  });
}

function costsOf(metrics: z.infer<typeof Costs>): Amounts & { currency: string } {
  const { UnblendedCost, AmortizedCost, NetUnblendedCost, NetAmortizedCost } = metrics;
  return {
    currency: UnblendedCost.Unit,
    unblended: UnblendedCost.Amount,
    amortized: AmortizedCost.Amount,
    netUnblended: NetUnblendedCost.Amount,
    netAmortized: NetAmortizedCost.Amount,
  };
}

/** A group that comes twice would be counted twice. */
function refuseRepeats(groups: readonly Group[]) {
  const seen = new Set<string>();
  for (const { day, keys } of groups) {
    const key = [day, ...keys].join("\n");
    if (seen.has(key))
      throw new Expected("BAD_GATEWAY", `Cost Explorer answered ${keys.join(", ")} of ${day} twice in one query.`);
    seen.add(key);
  }
}

/** Asked for days before its history: what is there has been read. */
export const isBeyondHistory = (error: unknown) =>
  error instanceof AwsError && error.code === "ValidationException" && /histor/i.test(error.message);

/** Why costs could not be read and what to do, or undefined when it was not AWS. A code that passes is tried again. */
export function explainCosts(error: unknown): Expected | undefined {
  if (error instanceof Expected) return error;
  if (!(error instanceof AwsError)) return undefined;
  const byCode = SENTENCES[error.code];
  if (byCode) return new Expected(byCode[0], byCode[1]);
  switch (error.failure) {
    case "refused":
      return new Expected(
        "UNPROCESSABLE_CONTENT",
        "AWS refused to show costs. Either Cost Explorer was never switched on (open Billing and Cost Management, Cost Explorer, once; costs appear within 24 hours), or the role may not call ce:GetCostAndUsage (update its policy), or this is a member account whose payer keeps costs to itself (connect the payer account).",
      );
    case "throttled":
      return TOO_MANY;
    case "unavailable":
      return new Expected("SERVICE_UNAVAILABLE", "Cost Explorer did not answer. We try again by ourselves.");
    default:
      return new Expected("UNPROCESSABLE_CONTENT", `Costs could not be read. ${error.message}`);
  }
}

const TOO_MANY = new Expected(
  "TOO_MANY_REQUESTS",
  "Cost Explorer allows few requests in a short time, and other tools of this account use it too. We try again by ourselves.",
);
/** Errors of GetCostAndUsage by AWS's code (finops study, 2.8). */
const SENTENCES: Record<string, [Expected["code"], string] | undefined> = {
  DataUnavailableException: [
    "UNPROCESSABLE_CONTENT",
    "Cost Explorer has no costs of this account yet. They appear about 24 hours after it is switched on; we look again tomorrow.",
  ],
  LimitExceededException: [TOO_MANY.code, TOO_MANY.message],
  InvalidNextTokenException: [
    "SERVICE_UNAVAILABLE",
    "Cost Explorer lost its place between two pages, three times. We try again by ourselves.",
  ],
  RequestChangedException: [
    "SERVICE_UNAVAILABLE",
    "Cost Explorer took a page for one of another question, three times. We try again by ourselves.",
  ],
  BillExpirationException: [
    "UNPROCESSABLE_CONTENT",
    "The bill of this period has expired at AWS, so its costs cannot be read any more.",
  ],
};
