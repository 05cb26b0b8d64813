import type {
  Expression,
  GetCostAndUsageCommandInput,
  GetCostAndUsageResponse,
  GroupDefinition,
  ResultByTime,
} from "@aws-sdk/client-cost-explorer";
import { DAY_MS, LINKED_ACCOUNTS, startOfDay } from "./company.ts";
import { amountOf, type CostLine, costLines, decimal, METRICS, type Metric } from "./cost-lines.ts";
import { type Asked, invalid, pageOf } from "./paging.ts";

/** "up to 13 months of historical data and data for the current month" (Cost Explorer best practices). */
const HISTORY_MONTHS = 13;
const GROUPS_MAX = 2;

type Amounts = Map<Metric, number>;
/** One group of one period; `keys: null` is the period's total. */
type Row = { start: string; end: string; isEstimated: boolean; keys: string[] | null; amounts: Amounts };

/**
 * GetCostAndUsage with the checks that AWS makes and moto does not. A page is `sizeMax` groups, wherever a day ends.
 * The rows of the last query stay, so that its next page is not computed again.
 */
export function costExplorer(now: Date, sizeMax: number) {
  let last: { query: string; rows: Row[] } | null = null;
  let bill: { from: number; until: number; lines: CostLine[] } | null = null;
  // A sync asks ten questions of the same days.
  const linesOf = (from: number, until: number) => {
    if (bill?.from !== from || bill.until !== until)
      bill = { from, until, lines: costLines({ from, until, view: startOfDay(now).getTime() / DAY_MS }) };
    return bill.lines;
  };
  return (asked: Asked, { NextPageToken, ...query }: GetCostAndUsageCommandInput): GetCostAndUsageResponse => {
    const text = JSON.stringify(query);
    const rows =
      last?.query === text
        ? last.rows
        : rowsOf(query, now, linesOf, (message) => invalid(asked, "ValidationException", message));
    last = { query: text, rows };
    const { items, next } = pageOf(asked, rows, {
      token: NextPageToken,
      size: undefined,
      sizeMax,
      parameters: query,
      badToken: "InvalidNextTokenException",
      changed: "RequestChangedException",
    });
    return {
      GroupDefinitions: query.GroupBy,
      ResultsByTime: resultsOf(items),
      DimensionValueAttributes: query.GroupBy?.some(({ Key }) => Key === "LINKED_ACCOUNT")
        ? LINKED_ACCOUNTS.map(({ id, name }) => ({ Value: id, Attributes: { description: name } }))
        : [],
      NextPageToken: next,
    };
  };
}

function rowsOf(
  query: GetCostAndUsageCommandInput,
  now: Date,
  linesOf: (from: number, until: number) => CostLine[],
  refuse: Refuse,
): Row[] {
  const { from, until } = periodOf(query, now, refuse);
  const metrics = metricsOf(query, refuse);
  const groupings = groupingsOf(query, refuse);
  if (query.Granularity !== "DAILY" && query.Granularity !== "MONTHLY")
    throw refuse(`Granularity ${query.Granularity} is not available for this account.`);

  const lines = linesOf(from, until).filter((line) => matches(line, query.Filter, refuse));
  let next = 0;
  return periods(from, until, query.Granularity).flatMap(({ start, end }): Row[] => {
    const first = next;
    while ((lines[next]?.day ?? end) < end) next++;
    const own = lines.slice(first, next);
    const period = { start: dateOf(start), end: dateOf(end), isEstimated: isEstimated(end, now) };
    if (groupings.length === 0) return [{ ...period, keys: null, amounts: sums(own, metrics) }];
    const groups = grouped(own, groupings, metrics);
    return groups.length
      ? groups.map((group) => ({ ...period, ...group }))
      : [{ ...period, keys: null, amounts: sums([], metrics) }];
  });
}

type Refuse = (message: string) => Error;

function periodOf(
  { TimePeriod }: GetCostAndUsageCommandInput,
  now: Date,
  refuse: Refuse,
): { from: number; until: number } {
  const [from, until] = [dayOf(TimePeriod?.Start, refuse), dayOf(TimePeriod?.End, refuse)];
  if (from >= until) throw refuse("Start date (and hour) should be before end date (and hour)");
  if (from > startOfDay(now).getTime() / DAY_MS) throw refuse("Start date should not be in the future");
  const oldest = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - HISTORY_MONTHS, 1) / DAY_MS;
  if (from < oldest) throw refuse("You haven't enabled historical data beyond 14 months");
  return { from, until };
}

function dayOf(text: string | undefined, refuse: Refuse): number {
  const time = /^\d{4}-\d{2}-\d{2}$/.test(text ?? "") ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  if (Number.isNaN(time)) throw refuse(`Time period '${text}' does not match yyyy-MM-dd`);
  return time / DAY_MS;
}

const isMetric = (name: string): name is Metric => METRICS.some((metric) => metric === name);

function metricsOf({ Metrics }: GetCostAndUsageCommandInput, refuse: Refuse): Metric[] {
  if (!Metrics?.length) throw refuse("Metrics must not be empty");
  return Metrics.map((name) => {
    if (!isMetric(name)) throw refuse(`Metric ${name} is not one of ${METRICS.join(", ")}`);
    return name;
  });
}

const DIMENSIONS: Record<string, (line: CostLine) => string> = {
  SERVICE: ({ service }) => service,
  LINKED_ACCOUNT: ({ account }) => account,
  RECORD_TYPE: ({ record }) => record,
  REGION: ({ region }) => region,
};
const keyOf = ({ Type, Key = "" }: GroupDefinition) =>
  Type === "TAG" ? (line: CostLine) => `${Key}$${line.tags[Key] ?? ""}` : DIMENSIONS[Key];

function groupingsOf({ GroupBy = [] }: GetCostAndUsageCommandInput, refuse: Refuse): GroupDefinition[] {
  if (GroupBy.length > GROUPS_MAX) throw refuse(`You can group by at most ${GROUPS_MAX} keys`);
  for (const { Type, Key } of GroupBy)
    if (Type !== "TAG" && (Type !== "DIMENSION" || !DIMENSIONS[Key ?? ""]))
      throw refuse(`The sample account does not group by ${Type} ${Key}`);
  return GroupBy;
}

function matches(line: CostLine, filter: Expression | undefined, refuse: Refuse): boolean {
  if (!filter) return true;
  const roots = [filter.And, filter.Or, filter.Not, filter.Dimensions, filter.Tags, filter.CostCategories].filter(
    Boolean,
  );
  if (roots.length !== 1)
    throw refuse("Expression has more than one roots. Only one root operator is allowed for each expression");
  if (filter.And) return filter.And.every((part) => matches(line, part, refuse));
  if (filter.Or) return filter.Or.some((part) => matches(line, part, refuse));
  if (filter.Not) return !matches(line, filter.Not, refuse);
  const read = DIMENSIONS[filter.Dimensions?.Key ?? ""];
  if (!read) throw refuse(`The sample account does not filter by ${filter.Dimensions?.Key ?? "tags and categories"}`);
  return filter.Dimensions?.Values?.includes(read(line)) ?? false;
}

function periods(from: number, until: number, granularity: "DAILY" | "MONTHLY"): { start: number; end: number }[] {
  const list: { start: number; end: number }[] = [];
  for (let start = from; start < until; start = list.at(-1)?.end ?? until) {
    const date = new Date(start * DAY_MS);
    const end =
      granularity === "DAILY" ? start + 1 : Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / DAY_MS;
    list.push({ start, end: Math.min(end, until) });
  }
  return list;
}

const dateOf = (day: number) => new Date(day * DAY_MS).toISOString().slice(0, 10);

/** A month's bill is final a few days into the next one; here on the 4th. */
function isEstimated(end: number, now: Date): boolean {
  const last = new Date((end - 1) * DAY_MS);
  return now.getTime() < Date.UTC(last.getUTCFullYear(), last.getUTCMonth() + 1, 4);
}

function sums(lines: readonly CostLine[], metrics: readonly Metric[]): Amounts {
  return new Map(metrics.map((metric) => [metric, lines.reduce((sum, line) => sum + amountOf(line, metric), 0)]));
}

function grouped(
  lines: readonly CostLine[],
  groupings: readonly GroupDefinition[],
  metrics: readonly Metric[],
): { keys: string[]; amounts: Amounts }[] {
  const keysOf = groupings.map(keyOf);
  const byKeys = new Map<string, CostLine[]>();
  for (const line of lines) {
    const key = keysOf.map((read) => read?.(line)).join("\n");
    const known = byKeys.get(key);
    if (known) known.push(line);
    else byKeys.set(key, [line]);
  }
  return [...byKeys].map(([key, own]) => ({ keys: key.split("\n"), amounts: sums(own, metrics) }));
}

const values = (amounts: Amounts) =>
  Object.fromEntries([...amounts].map(([metric, amount]) => [metric, { Amount: decimal(amount), Unit: "USD" }]));

/** Rows of one page back into AWS's nesting: with groups `Total` is `{}`, and zeros on a day without any. */
function resultsOf(rows: readonly Row[]): ResultByTime[] {
  const results: ResultByTime[] = [];
  for (const { start, end, isEstimated, keys, amounts } of rows) {
    const last = results.at(-1);
    const result =
      last?.TimePeriod?.Start === start
        ? last
        : { TimePeriod: { Start: start, End: end }, Total: {}, Groups: [], Estimated: isEstimated };
    if (result !== last) results.push(result);
    if (keys) result.Groups?.push({ Keys: keys, Metrics: values(amounts) });
    else result.Total = values(amounts);
  }
  return results;
}
