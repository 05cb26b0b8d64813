import type {
  Expression,
  GetCostAndUsageCommandInput,
  GetCostAndUsageResponse,
  GroupDefinition,
} from "@aws-sdk/client-cost-explorer";
import { type Aws, type AwsCalls, AwsError, type AwsFailure } from "../../src/ports/aws.ts";
import { type CommitmentBooks, commitmentAnswers } from "../../src/ports/aws-sample/commitment-answers.ts";
import { type Charge, decimalOf, seenOn } from "./cost-books.ts";

const METRICS = {
  UnblendedCost: ({ unblended }: Charge) => unblended,
  AmortizedCost: ({ amortized }: Charge) => amortized,
  NetUnblendedCost: ({ netUnblended }: Charge) => netUnblended,
  NetAmortizedCost: ({ netAmortized }: Charge) => netAmortized,
  BlendedCost: ({ unblended }: Charge) => unblended,
};
const isMetric = (name: string): name is keyof typeof METRICS => Object.hasOwn(METRICS, name);
const DIMENSIONS: Record<string, (charge: Charge) => string> = {
  SERVICE: ({ service }) => service,
  LINKED_ACCOUNT: ({ account }) => account,
  RECORD_TYPE: ({ record }) => record,
  REGION: ({ region }) => region,
  USAGE_TYPE: ({ usageType }) => usageType,
};
const KNOWN_PARAMETERS = new Set([
  ...["TimePeriod", "Granularity", "Filter", "Metrics", "GroupBy", "BillingViewArn", "NextPageToken"],
]);
/** What AWS answers when it does not answer; put into `faults`, each for one request. */
const TOO_MANY = "You made too many calls in a short period of time. Try again later.";
const FAULTS = {
  LimitExceededException: { failure: "throttled", message: TOO_MANY },
  ThrottlingException: { failure: "throttled", message: "Rate exceeded" },
  DataUnavailableException: { failure: "absent", message: "Data is not available." },
  BillExpirationException: { failure: "invalid", message: "The requested report expired." },
} as const satisfies Record<string, { failure: AwsFailure; message: string }>;
const GROUPS_MAX = 2;
const HISTORY_MONTHS = 13;
const FINAL_ON = 4;

export type SimulatorSettings = {
  charges: readonly Charge[];
  /** What AWS knows then: days arrive, are estimated, and are restated as it moves. */
  now: () => Date;
  /** Groups of a page. AWS does not publish its own. */
  pageSize?: number;
  /** Requests that are allowed in the same second of the clock. */
  perSecond?: number;
  /** Savings Plans and reservations; without, there is none. */
  commitments?: CommitmentBooks;
};

const NO_COMMITMENTS: CommitmentBooks = {
  plans: [],
  eligible: () => [],
  reservations: [],
  hours: () => ({ total: 0, onDemandCost: 0 }),
};

/**
 * Cost Explorer over books of charges, as strict as AWS's reference: it refuses what AWS refuses, pages wherever a day
 * ends, forgets a token when its data have moved on or its parameters changed, limits the rate, and counts requests.
 * moto validates none of it.
 */
export function costSimulator({
  charges,
  now,
  pageSize = 50,
  perSecond = Number.POSITIVE_INFINITY,
  commitments = NO_COMMITMENTS,
}: SimulatorSettings) {
  const ofCommitments = commitmentAnswers(now, commitments, pageSize);
  const seen = { requests: 0, atOnce: 0, atOnceMax: 0, refused: 0 };
  const faults: (keyof typeof FAULTS)[] = [];
  const tokens = new Map<string, { question: string; view: string; offset: number }>();
  let second = { at: 0, requests: 0 };
  let last: { question: string; view: string; groups: Answered[] } | undefined;

  const days = [...Map.groupBy(charges, ({ day }) => day)].sort(([a], [b]) => (a < b ? -1 : 1));
  /** The charges of some days as AWS shows them on that one: most of a history is not looked at. */
  const shownOn = (view: string) => (from: string, until: string) =>
    days.flatMap(([day, each]) => (from <= day && day < until ? seenOn(each, view) : []));

  const refuse = (failure: AwsFailure, code: string, message: string) => {
    seen.refused++;
    return new AwsError(failure, "ce:GetCostAndUsage", "us-east-1", code, message);
  };
  const invalid = (message: string) => refuse("invalid", "ValidationException", message);

  function answer(input: GetCostAndUsageCommandInput): GetCostAndUsageResponse {
    const { NextPageToken, ...query } = input;
    const view = now().toISOString().slice(0, 10);
    const question = JSON.stringify(query);
    const place = NextPageToken === undefined ? undefined : tokens.get(NextPageToken);
    if (NextPageToken !== undefined && (!place || place.view !== view))
      throw refuse(
        "invalid",
        "InvalidNextTokenException",
        "The pagination token is invalid. Try again without a pagination token.",
      );
    if (place && place.question !== question)
      throw refuse(
        "invalid",
        "RequestChangedException",
        "Your request parameters changed between pages. Try again with the old parameters or without a pagination token.",
      );
    if (last?.question !== question || last.view !== view)
      last = { question, view, groups: groupsOf(checked(query, view, invalid), shownOn(view), now()) };
    const offset = place?.offset ?? 0;
    const page = last.groups.slice(offset, offset + pageSize);
    const isLast = offset + pageSize >= last.groups.length;
    const token = isLast ? undefined : `token-${tokens.size + 1}-${offset + pageSize}`;
    if (token) tokens.set(token, { question, view, offset: offset + pageSize });
    const accountAt = query.GroupBy?.findIndex(({ Key }) => Key === "LINKED_ACCOUNT") ?? -1;
    return {
      GroupDefinitions: query.GroupBy,
      ResultsByTime: nested(page),
      DimensionValueAttributes:
        accountAt >= 0
          ? [...new Set(page.flatMap(({ keys }) => keys?.[accountAt] ?? []))].map((Value) => ({
              Value,
              Attributes: { description: `account-${Value.slice(-3)}` },
            }))
          : [],
      NextPageToken: token,
    };
  }

  const aws: Aws = {
    async call(call, input, region) {
      if (!isAnswered(call)) throw new Error(`The simulator answers no ${call}.`);
      seen.requests++;
      seen.atOnce++;
      seen.atOnceMax = Math.max(seen.atOnceMax, seen.atOnce);
      try {
        await Promise.resolve();
        if (region !== "us-east-1") throw invalid(`Cost Explorer does not answer in ${region}.`);
        const at = Math.floor(now().getTime() / 1000);
        second = second.at === at ? { at, requests: second.requests + 1 } : { at, requests: 1 };
        const fault = faults.shift();
        const code = fault ?? (second.requests > perSecond ? "LimitExceededException" : null);
        if (code) {
          const { failure, message } = FAULTS[code];
          throw refuse(failure, code, message);
        }
        const asked = { call, region };
        const answers: Answers = {
          "ce:GetCostAndUsage": answer,
          "ce:GetReservationCoverage": (query) => ofCommitments.reservationCoverage(asked, query),
          "ce:GetReservationUtilization": (query) => ofCommitments.reservationUtilization(asked, query),
          "ce:GetSavingsPlansCoverage": (query) => ofCommitments.savingsPlansCoverage(asked, query),
          "ce:GetSavingsPlansUtilization": (query) => ofCommitments.savingsPlansUtilization(asked, query),
          "ce:GetSavingsPlansUtilizationDetails": (query) => ofCommitments.savingsPlansUtilizationDetails(asked, query),
        };
        return answers[call](asQuery(input)) as never;
      } finally {
        seen.atOnce--;
      }
    },
  };
  return { aws, seen, faults };
}

const ANSWERED = [
  "ce:GetCostAndUsage",
  "ce:GetReservationCoverage",
  "ce:GetReservationUtilization",
  "ce:GetSavingsPlansCoverage",
  "ce:GetSavingsPlansUtilization",
  "ce:GetSavingsPlansUtilizationDetails",
] as const satisfies (keyof AwsCalls)[];
type CallAnswered = (typeof ANSWERED)[number];
const isAnswered = (call: string): call is CallAnswered => ANSWERED.some((known) => known === call);
type Answers = { [C in CallAnswered]: (query: AwsCalls[C]["input"]) => AwsCalls[C]["output"] };
/** The name of the call says what its input is; TypeScript does not follow that through the generic. */
const asQuery = (input: unknown) => input as never;

type Checked = {
  from: string;
  until: string;
  granularity: "DAILY" | "MONTHLY";
  metrics: (keyof typeof METRICS)[];
  groupings: ((charge: Charge) => string)[];
  matches: (charge: Charge) => boolean;
};
type Invalid = (message: string) => Error;

function checked(query: GetCostAndUsageCommandInput, view: string, invalid: Invalid): Checked {
  for (const name of Object.keys(query))
    if (!KNOWN_PARAMETERS.has(name)) throw invalid(`Unknown parameter in input: "${name}"`);
  const { Start = "", End = "" } = query.TimePeriod ?? {};
  for (const text of [Start, End])
    if (!/^\d{4}-\d{2}-\d{2}$/.test(text) || Number.isNaN(Date.parse(text)))
      throw invalid(`Time period '${text}' does not match yyyy-MM-dd`);
  if (Start >= End) throw invalid("Start date (and hour) should be before end date (and hour)");
  if (Start > view) throw invalid("Start date should not be in the future");
  const [year = 0, month = 1] = view.split("-").map(Number);
  if (Date.parse(Start) < Date.UTC(year, month - 1 - HISTORY_MONTHS, 1))
    throw invalid("You haven't enabled historical data beyond 14 months");
  if (query.Granularity !== "DAILY" && query.Granularity !== "MONTHLY")
    throw invalid(`Granularity ${query.Granularity} is not enabled for this account`);
  if (!query.Metrics?.length) throw invalid("Metrics should not be empty");
  const metrics = query.Metrics.map((name) => {
    if (!isMetric(name)) throw invalid(`Metric ${name} is invalid; metrics are ${Object.keys(METRICS).join(", ")}`);
    return name;
  });
  const { GroupBy = [] } = query;
  if (GroupBy.length > GROUPS_MAX) throw invalid(`Cannot group by more than ${GROUPS_MAX} keys`);
  if (new Set(GroupBy.map(({ Type, Key }) => `${Type} ${Key}`)).size < GroupBy.length)
    throw invalid("Group definitions must differ");
  return {
    from: Start,
    until: End,
    granularity: query.Granularity,
    metrics,
    groupings: GroupBy.map((group) => grouping(group, invalid)),
    matches: query.Filter ? matcher(query.Filter, invalid) : () => true,
  };
}

function grouping({ Type, Key = "" }: GroupDefinition, invalid: Invalid): (charge: Charge) => string {
  if (Type === "TAG" && Key) return ({ tags }) => `${Key}$${tags[Key] ?? ""}`;
  const read = DIMENSIONS[Key];
  if (Type !== "DIMENSION" || !read) throw invalid(`Group definition ${Type} ${Key} is invalid`);
  return read;
}

const ROOTS = ["And", "Or", "Not", "Dimensions", "Tags", "CostCategories"] as const;

function matcher(filter: Expression, invalid: Invalid): (charge: Charge) => boolean {
  const roots = ROOTS.filter((root) => filter[root] !== undefined);
  if (roots.length !== 1)
    throw invalid(
      `Expression has more than one roots. Only one root operator is allowed for each expression: [${roots.join(", ")}]`,
    );
  if (filter.Not) {
    const inner = matcher(filter.Not, invalid);
    return (charge) => !inner(charge);
  }
  for (const [parts, isAll] of [
    [filter.And, true],
    [filter.Or, false],
  ] as const) {
    if (!parts) continue;
    if (parts.length < 2) throw invalid("And and Or take at least two expressions");
    const inner = parts.map((part) => matcher(part, invalid));
    return (charge) => (isAll ? inner.every((each) => each(charge)) : inner.some((each) => each(charge)));
  }
  const { Key = "", Values = [], MatchOptions = [] } = filter.Dimensions ?? filter.Tags ?? {};
  if (MatchOptions.some((option) => !["EQUALS", "CASE_SENSITIVE", "ABSENT"].includes(option)))
    throw invalid(`Match option ${MatchOptions.join(", ")} is not supported by GetCostAndUsage`);
  if (filter.Tags) {
    const isAbsent = MatchOptions.includes("ABSENT");
    return ({ tags }) => (isAbsent ? !tags[Key] : Values.includes(tags[Key] ?? ""));
  }
  const read = DIMENSIONS[Key];
  if (!read || MatchOptions.includes("ABSENT")) throw invalid(`Dimension ${Key} is invalid`);
  if (Values.length === 0) throw invalid(`Values of ${Key} should not be empty`);
  return (charge) => Values.includes(read(charge));
}

type Answered = {
  start: string;
  end: string;
  isEstimated: boolean;
  keys: string[] | null;
  sums: Map<keyof typeof METRICS, bigint>;
};

function groupsOf(
  { from, until, granularity, metrics, groupings, matches }: Checked,
  shown: (from: string, until: string) => readonly Charge[],
  now: Date,
): Answered[] {
  const byPeriod = new Map<string, Map<string, { keys: string[]; sums: Map<keyof typeof METRICS, bigint> }>>();
  const periodOf = (day: string) => (granularity === "DAILY" ? day : `${day.slice(0, 8)}01`);
  for (const charge of shown(from, until)) {
    if (!matches(charge)) continue;
    const groups = byPeriod.get(periodOf(charge.day)) ?? new Map();
    byPeriod.set(periodOf(charge.day), groups);
    const keys = groupings.map((read) => read(charge));
    const id = keys.join("\n");
    const group = groups.get(id) ?? { keys, sums: new Map() };
    groups.set(id, group);
    for (const metric of metrics) group.sums.set(metric, (group.sums.get(metric) ?? 0n) + METRICS[metric](charge));
  }
  return periods(from, until, granularity).flatMap(({ start, end }): Answered[] => {
    const groups = [...(byPeriod.get(periodOf(start))?.values() ?? [])];
    const period = { start, end, isEstimated: isEstimated(end, now) };
    if (groupings.length > 0 && groups.length > 0) return groups.map((group) => ({ ...period, ...group }));
    const sums = groups[0]?.sums ?? new Map(metrics.map((metric) => [metric, 0n]));
    return [{ ...period, keys: null, sums }];
  });
}

function periods(from: string, until: string, granularity: "DAILY" | "MONTHLY") {
  const list: { start: string; end: string }[] = [];
  for (let start = from; start < until; ) {
    const date = new Date(start);
    const next =
      granularity === "DAILY"
        ? Date.parse(start) + 86_400_000
        : Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1);
    const whole = new Date(next).toISOString().slice(0, 10);
    const end = whole < until ? whole : until;
    list.push({ start, end });
    start = end;
  }
  return list;
}

/** A month's bill is final a few days into the next one. */
function isEstimated(end: string, now: Date): boolean {
  const day = new Date(Date.parse(end) - 86_400_000);
  return now.getTime() < Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, FINAL_ON);
}

/** Groups back into AWS's nesting: with groups `Total` is `{}`; a day may continue on the next page. */
function nested(groups: readonly Answered[]): GetCostAndUsageResponse["ResultsByTime"] {
  const results: NonNullable<GetCostAndUsageResponse["ResultsByTime"]> = [];
  for (const { start, end, isEstimated: Estimated, keys, sums } of groups) {
    const amounts = Object.fromEntries(
      [...sums].map(([metric, units]) => [metric, { Amount: decimalOf(units), Unit: "USD" }]),
    );
    let result = results.at(-1);
    if (result?.TimePeriod?.Start !== start) {
      result = { TimePeriod: { Start: start, End: end }, Total: {}, Groups: [], Estimated };
      results.push(result);
    }
    if (keys) result.Groups?.push({ Keys: keys, Metrics: amounts });
    else result.Total = amounts;
  }
  return results;
}
