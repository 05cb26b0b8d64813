import type { ChargeCategory } from "../../db/schema/costs.ts";
import { Expected } from "../base/errors.ts";
import { type Cell, changedDays, type Known, monthsThatDiffer, reflagged, windowsOf, withLines } from "./changes.ts";
import {
  type Asking,
  accountMonthsQuery,
  type Filter,
  fetchGroups,
  fetchTotals,
  type Group,
  linesQuery,
  regionsQuery,
  serviceMonthsQuery,
  tagQuery,
} from "./cost-explorer.ts";
import { type Day, daysOf, firstOfMonth, type Window } from "./days.ts";
import { laneOf } from "./lanes.ts";
import {
  type Amounts,
  addUnits,
  type Breakdown,
  type DayLine,
  fromAllUnits,
  NO_UNITS,
  negated,
  sumUnits,
} from "./lines.ts";

/** `notOf`: accounts of the same bill that another connection tells. */
export type Asks = { tagKeys: readonly string[]; notOf: readonly string[] };
/** Of a week, on which accounts' months are compared too: Monday. */
const ACCOUNTS_WEEKDAY = 1;
/** Days as AWS has them now: what they do not have is gone. */
export type Detail = { days: Day[]; lines: DayLine[]; breakdowns: Breakdown[]; accountNames: Map<string, string> };
export type Changes = Detail & {
  /** Days that cost what they did, and are final now (false), or not any more (true). */
  flags: Map<Day, boolean>;
  /** AWS's own total of the window minus its lines: zero, or the ledger does not tie out. */
  difference: Amounts;
  requests: number;
};

/**
 * What changed in a window since it was read. Two short answers (each day's total, each service's month) say which days
 * those are, and only they are read line by line: a page costs $0.01, and most days of two months are as they were. It
 * finds what changes a day's total or a service's month the same day; a cost that went from one account to another and
 * changes neither, within a week.
 */
export async function readChanges(
  asking: Asking,
  { window, known, now, ...asks }: Asks & { window: Window; known: Known; now: Date },
): Promise<Changes> {
  const mine = withoutAccounts(asks.notOf);
  const totals = await fetchTotals(asking, window, mine);
  const services = await fetchGroups(asking, serviceMonthsQuery(window, mine));
  const isAccountsDay = now.getUTCDay() === ACCOUNTS_WEEKDAY && known.accounts.length > 0;
  const accounts = isAccountsDay ? await fetchGroups(asking, accountMonthsQuery(window, mine)) : null;
  const said = { accounts: accounts?.groups ?? null, services: services.groups };
  const scope = { known, services: services.groups, mine, tagKeys: asks.tagKeys };

  const changed = changedDays(window, totals.days, known);
  const first = await readDays(asking, changed, scope);
  const months = monthsThatDiffer(said, withLines(known, changed, first.lines));
  const moved = daysOf(window).filter((day) => months.has(firstOfMonth(day)) && !changed.includes(day));
  const second = await readDays(asking, moved, scope);

  const days = [...changed, ...moved];
  const lines = [...first.lines, ...second.lines];
  const after = withLines(known, days, lines).accounts.reduce((sum, { units }) => addUnits(sum, units), NO_UNITS);
  const flags = reflagged(totals.days, known);
  for (const day of days) flags.delete(day);
  return {
    days,
    lines,
    breakdowns: [...first.breakdowns, ...second.breakdowns],
    accountNames: new Map([...first.accountNames, ...second.accountNames]),
    flags,
    difference: fromAllUnits(addUnits(sumUnits([...totals.days.values()]), negated(after))),
    requests: totals.requests + services.requests + (accounts?.requests ?? 0) + first.requests + second.requests,
  };
}

/** Every day of a window of which nothing is known yet. */
export async function readWindow(asking: Asking, window: Window, asks: Asks): Promise<Detail & { requests: number }> {
  const mine = withoutAccounts(asks.notOf);
  const services = await fetchGroups(asking, serviceMonthsQuery(window, mine));
  const detail = await readDays(asking, daysOf(window), {
    known: NOTHING_KNOWN,
    services: services.groups,
    mine,
    tagKeys: asks.tagKeys,
  });
  return { ...detail, requests: detail.requests + services.requests };
}
export const NOTHING_KNOWN: Known = { accounts: [], services: [], estimated: new Set(), breakdowns: new Map() };

/** Months before the window of a sync, by two answers: those that AWS changed since they were read. */
export async function monthsChanged(asking: Asking, window: Window, known: Known, { notOf }: Asks) {
  const mine = withoutAccounts(notOf);
  const services = await fetchGroups(asking, serviceMonthsQuery(window, mine));
  const accounts = await fetchGroups(asking, accountMonthsQuery(window, mine));
  const months = monthsThatDiffer({ accounts: accounts.groups, services: services.groups }, known);
  return { months: [...months].sort(), requests: services.requests + accounts.requests };
}

type Scope = { known: Known; services: readonly Group[]; mine: Filter | null; tagKeys: readonly string[] };

/** Q1, Q3 and Q4 of some days. */
async function readDays(asking: Asking, days: readonly Day[], scope: Scope): Promise<Detail & { requests: number }> {
  const detail: Detail & { requests: number } = {
    days: [...days],
    lines: [],
    breakdowns: [],
    accountNames: new Map(),
    requests: 0,
  };
  if (days.length === 0) return detail;
  const { known, mine, tagKeys } = scope;
  const wanted = new Set(days);
  const ask = async (query: (window: Window) => Parameters<typeof fetchGroups>[1], rowsOn: (day: Day) => number) => {
    const groups: Group[] = [];
    for (const window of windowsOf(days, rowsOn)) {
      const answer = await fetchGroups(asking, query(window));
      detail.requests += answer.requests;
      for (const [id, name] of answer.names) detail.accountNames.set(id, name);
      groups.push(...answer.groups.filter(({ day }) => wanted.has(day)));
    }
    return groups;
  };
  const add = (groups: readonly Group[], laneOfService: (service: string) => ChargeCategory) => {
    for (const { keys, ...group } of groups)
      detail.lines.push({
        ...group,
        service: keys[0],
        subAccountId: keys[1],
        chargeCategory: laneOfService(keys[0]),
      });
  };

  const { others, single, several } = lanesOf(scope.services);
  const usage = allOf(mine, others.length > 0 ? { Not: oneOf("RECORD_TYPE", others) } : null);
  const lines = rowsBy(known.services);
  const usageRows = rowsBy(known.accounts.filter(({ chargeCategory }) => chargeCategory === "Usage"));
  const otherRows = (day: Day) => lines(day) - usageRows(day);
  const breakdownRows = (day: Day) => known.breakdowns.get(day) ?? 0;

  add(await ask((window) => linesQuery(window, usage), usageRows), () => "Usage");
  if (single.size > 0) {
    const filter = allOf(
      mine,
      oneOf("RECORD_TYPE", others),
      several.services.length > 0 ? { Not: oneOf("SERVICE", several.services) } : null,
    );
    add(await ask((window) => linesQuery(window, filter), otherRows), (service) => single.get(service) ?? movedOn());
  }
  for (const [lane, types] of several.lanes) {
    const filter = allOf(mine, oneOf("RECORD_TYPE", types), oneOf("SERVICE", several.services));
    add(await ask((window) => linesQuery(window, filter), otherRows), () => lane);
  }
  for (const { keys, ...group } of await ask((window) => regionsQuery(window, usage), breakdownRows))
    detail.breakdowns.push({ ...group, by: "region", key: keys[0], service: keys[1] });
  for (const tagKey of tagKeys)
    for (const { keys, ...group } of await ask((window) => tagQuery(window, tagKey, usage), breakdownRows))
      detail.breakdowns.push({ ...group, by: `tag:${tagKey}`, key: afterDollar(keys[0]), service: keys[1] });
  return detail;
}

function rowsBy(cells: readonly Cell[]): (day: Day) => number {
  const rows = new Map<Day, number>();
  for (const { day, lines } of cells) rows.set(day, (rows.get(day) ?? 0) + lines);
  return (day) => rows.get(day) ?? 0;
}

/**
 * How to ask for lanes. Cost Explorer groups by two dimensions, and a line needs three. Whatever is not in another lane is
 * usage. All others are one question, because most services have one such lane and say it by their name; those with
 * several are asked lane by lane.
 */
function lanesOf(services: readonly Group[]) {
  const types = new Map<ChargeCategory, Set<string>>();
  const lanes = new Map<string, Set<ChargeCategory>>();
  for (const {
    keys: [service, type],
  } of services) {
    const lane = laneOf(type);
    if (lane === "Usage") continue;
    types.set(lane, (types.get(lane) ?? new Set()).add(type));
    lanes.set(service, (lanes.get(service) ?? new Set()).add(lane));
  }
  const single = new Map([...lanes].flatMap(([name, [lane, ...more]]) => (lane && !more.length ? [[name, lane]] : [])));
  const names = [...lanes.keys()].filter((name) => !single.has(name)).sort();
  const needed = new Set(names.flatMap((name) => [...(lanes.get(name) ?? [])]));
  return {
    others: [...types.values()].flatMap((set) => [...set]).sort(),
    single,
    several: {
      services: names,
      lanes: [...types].flatMap(([lane, set]): [ChargeCategory, string[]][] =>
        needed.has(lane) ? [[lane, [...set].sort()]] : [],
      ),
    },
  };
}

const movedOn = (): never => {
  throw new Expected(
    "SERVICE_UNAVAILABLE",
    "Cost Explorer's figures moved on between two questions. We try again by ourselves.",
  );
};

const oneOf = (Key: "RECORD_TYPE" | "SERVICE" | "LINKED_ACCOUNT", Values: readonly string[]): Filter => ({
  Dimensions: { Key, Values: [...Values] },
});
const withoutAccounts = (ids: readonly string[]): Filter | null =>
  ids.length > 0 ? { Not: oneOf("LINKED_ACCOUNT", ids) } : null;
/** `And` takes two expressions at least. */
function allOf(...filters: (Filter | null)[]): Filter | null {
  const present = filters.filter((filter) => filter !== null);
  const [first, ...more] = present;
  return first && more.length > 0 ? { And: present } : (first ?? null);
}

/** "Owner$payments" → "payments", "Owner$" → "" (untagged). A value may hold dollars of its own. */
const afterDollar = (key: string) => key.slice(key.indexOf("$") + 1);
