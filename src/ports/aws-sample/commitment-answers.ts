import type {
  Expression,
  GetReservationCoverageCommandInput,
  GetReservationCoverageCommandOutput,
  GetReservationUtilizationCommandInput,
  GetReservationUtilizationCommandOutput,
  GetSavingsPlansCoverageCommandInput,
  GetSavingsPlansCoverageCommandOutput,
  GetSavingsPlansUtilizationCommandInput,
  GetSavingsPlansUtilizationCommandOutput,
  GetSavingsPlansUtilizationDetailsCommandInput,
  GetSavingsPlansUtilizationDetailsCommandOutput,
  SavingsPlansCoverage,
} from "@aws-sdk/client-cost-explorer";
import { type Asked, absent, invalid, pageOf } from "./paging.ts";

/** Dollars of one commitment on one day. */
export type Used = { committed: number; used: number; onDemand: number };
export type PlanBook = { arn: string; attributes: Record<string, string>; on(day: string): Used };
export type ReservationBook = {
  id: string;
  service: string;
  attributes: Record<string, string>;
  /** `hours` that were paid for, and of them used. */
  on(day: string): Used & { hours: number; hoursUsed: number };
};
export type CommitmentBooks = {
  plans: readonly PlanBook[];
  /** By service: what plans paid for that day, at on-demand price, and what ran on demand. */
  eligible(day: string): readonly { service: string; covered: number; onDemand: number }[];
  reservations: readonly ReservationBook[];
  /** Hours of a service's instances that ran, reserved or not, and what those without a reservation cost. */
  hours(service: string, day: string): { total: number; onDemandCost: number };
};

const DAY_MS = 86_400_000;
const HISTORY_MONTHS = 13;
const RESERVABLE_DEFAULT = "Amazon Elastic Compute Cloud - Compute";
type Output<T> = Omit<T, "$metadata">;

/**
 * Cost Explorer's five answers about commitments, as strict as AWS's reference: what is refused, which of the two names a
 * token has, that granularity and groups exclude each other, that no plan is an error and not an empty list.
 */
export function commitmentAnswers(now: () => Date, books: CommitmentBooks, sizeMax: number) {
  const days = (asked: Asked, period: { Start?: string; End?: string } | undefined) => daysOf(asked, now(), period);
  const page = <T>(asked: Asked, items: readonly T[], token: string | undefined, parameters: unknown) =>
    pageOf(asked, items, {
      token,
      size: undefined,
      sizeMax,
      parameters,
      badToken: "InvalidNextTokenException",
      changed: "RequestChangedException",
    });
  const orNoData = (asked: Asked, isThere: boolean) => {
    if (!isThere) throw absent(asked, "DataUnavailableException", "The requested data is unavailable.");
  };

  return {
    savingsPlansUtilization(
      asked: Asked,
      query: GetSavingsPlansUtilizationCommandInput,
    ): Output<GetSavingsPlansUtilizationCommandOutput> {
      known(asked, query, ["TimePeriod", "Granularity", "Filter", "SortBy"]);
      const within = days(asked, query.TimePeriod);
      orNoData(asked, books.plans.length > 0);
      const byDay = within.map((day) => ({ day, used: total(books.plans.map((plan) => plan.on(day))) }));
      return {
        SavingsPlansUtilizationsByTime: byDay.map(({ day, used }) => ({
          TimePeriod: oneDay(day),
          ...planFigures(used),
        })),
        Total: planFigures(total(byDay.map(({ used }) => used))),
      };
    },

    savingsPlansUtilizationDetails(
      asked: Asked,
      { NextToken, ...query }: GetSavingsPlansUtilizationDetailsCommandInput,
    ): Output<GetSavingsPlansUtilizationDetailsCommandOutput> {
      known(asked, query, ["TimePeriod", "Filter", "DataType", "MaxResults", "SortBy"]);
      const within = days(asked, query.TimePeriod);
      orNoData(asked, books.plans.length > 0);
      const sums = books.plans.map((plan) => ({ plan, used: total(within.map((day) => plan.on(day))) }));
      const { items, next } = page(asked, sums, NextToken, query);
      return {
        SavingsPlansUtilizationDetails: items.map(({ plan, used }) => ({
          SavingsPlanArn: plan.arn,
          Attributes: plan.attributes,
          ...planFigures(used),
        })),
        Total: planFigures(total(sums.map(({ used }) => used))),
        TimePeriod: { Start: query.TimePeriod?.Start, End: query.TimePeriod?.End },
        NextToken: next,
      };
    },

    savingsPlansCoverage(
      asked: Asked,
      { NextToken, ...query }: GetSavingsPlansCoverageCommandInput,
    ): Output<GetSavingsPlansCoverageCommandOutput> {
      known(asked, query, ["TimePeriod", "GroupBy", "Granularity", "Filter", "Metrics", "MaxResults", "SortBy"]);
      const within = days(asked, query.TimePeriod);
      oneOf(asked, query.GroupBy, query.Granularity, ["SERVICE", "REGION", "INSTANCE_FAMILY"]);
      if (query.Metrics?.some((metric) => metric !== "SpendCoveredBySavingsPlans"))
        throw invalid(asked, "ValidationException", `Metrics ${query.Metrics.join(", ")} are not supported`);
      const wanted = serviceFilter(asked, query.Filter);
      const rowsOf = (day: string) => books.eligible(day).filter(({ service }) => !wanted || wanted.includes(service));
      const period = { Start: query.TimePeriod?.Start, End: query.TimePeriod?.End };
      const rows: SavingsPlansCoverage[] = query.GroupBy?.length
        ? [...Map.groupBy(within.flatMap(rowsOf), ({ service }) => service)].map(([SERVICE, own]) => ({
            Attributes: { SERVICE },
            Coverage: coverageFigures(own),
            TimePeriod: period,
          }))
        : within
            .map((day) => ({ day, own: rowsOf(day) }))
            .filter(({ own }) => own.length > 0)
            .map(({ day, own }) => ({ Attributes: {}, Coverage: coverageFigures(own), TimePeriod: oneDay(day) }));
      const { items, next } = page(asked, rows, NextToken, query);
      return { SavingsPlansCoverages: items, NextToken: next };
    },

    reservationUtilization(
      asked: Asked,
      { NextPageToken, ...query }: GetReservationUtilizationCommandInput,
    ): Output<GetReservationUtilizationCommandOutput> {
      known(asked, query, ["TimePeriod", "GroupBy", "Granularity", "Filter", "SortBy", "MaxResults"]);
      const within = days(asked, query.TimePeriod);
      oneOf(asked, query.GroupBy, query.Granularity, ["SUBSCRIPTION_ID"]);
      const own = reservationsOf(asked, query.Filter);
      orNoData(asked, own.length > 0);
      const whole = { TimePeriod: { Start: query.TimePeriod?.Start, End: query.TimePeriod?.End } };
      if (!query.GroupBy?.length) {
        const rows = within.map((day) => ({
          TimePeriod: oneDay(day),
          Groups: [],
          Total: reservationFigures(own.map((one) => one.on(day))),
        }));
        const { items, next } = page(asked, rows, NextPageToken, query);
        return { UtilizationsByTime: items, NextPageToken: next };
      }
      const groups = own.map((one) => ({
        Key: "SubscriptionId",
        Value: one.id,
        Attributes: { ...one.attributes, subscriptionId: one.id, service: one.service },
        Utilization: reservationFigures(within.map((day) => one.on(day))),
      }));
      const { items, next } = page(asked, groups, NextPageToken, query);
      return { UtilizationsByTime: [{ ...whole, Groups: items }], NextPageToken: next };
    },

    reservationCoverage(
      asked: Asked,
      { NextPageToken, ...query }: GetReservationCoverageCommandInput,
    ): Output<GetReservationCoverageCommandOutput> {
      known(asked, query, ["TimePeriod", "GroupBy", "Granularity", "Filter", "Metrics", "SortBy", "MaxResults"]);
      const within = days(asked, query.TimePeriod);
      oneOf(asked, query.GroupBy, query.Granularity, []);
      const bad = query.Metrics?.find((metric) => !["Hour", "Unit", "Cost"].includes(metric));
      if (bad) throw invalid(asked, "ValidationException", `Metric ${bad} is not one of Hour, Unit, Cost`);
      const own = reservationsOf(asked, query.Filter);
      const service = own[0]?.service ?? serviceFilter(asked, query.Filter)?.[0] ?? RESERVABLE_DEFAULT;
      const rows = within.map((day) => {
        const reserved = own.reduce((sum, one) => sum + one.on(day).hoursUsed, 0);
        const { total: running, onDemandCost } = books.hours(service, day);
        return {
          TimePeriod: oneDay(day),
          Groups: [],
          Total: {
            CoverageHours: {
              OnDemandHours: text(running - reserved),
              ReservedHours: text(reserved),
              TotalRunningHours: text(running),
              CoverageHoursPercentage: text(running > 0 ? (100 * reserved) / running : 0),
            },
            ...(query.Metrics?.includes("Cost") && { CoverageCost: { OnDemandCost: text(onDemandCost) } }),
          },
        };
      });
      const { items, next } = page(asked, rows, NextPageToken, query);
      return { CoveragesByTime: items, NextPageToken: next };
    },
  };

  /** "If not specified, the SERVICE filter defaults to EC2. … should not exceed 1" (GetReservationUtilization). */
  function reservationsOf(asked: Asked, filter: Expression | undefined) {
    const [service = RESERVABLE_DEFAULT, ...more] = serviceFilter(asked, filter) ?? [];
    if (more.length > 0) throw invalid(asked, "ValidationException", "The SERVICE filter takes one value.");
    return books.reservations.filter((one) => one.service === service);
  }
}

function known(asked: Asked, query: object, names: readonly string[]) {
  const strange = Object.entries(query).find(([name, value]) => value !== undefined && !names.includes(name));
  if (strange) throw invalid(asked, "ValidationException", `Unknown parameter in input: "${strange[0]}"`);
}

function oneOf(
  asked: Asked,
  groups: readonly { Key?: string }[] | undefined,
  granularity: string | undefined,
  keys: readonly string[],
) {
  if (groups?.length && granularity)
    throw invalid(asked, "ValidationException", "Granularity can't be set if GroupBy is set.");
  const bad = groups?.find(({ Key = "" }) => !keys.includes(Key));
  if (bad) throw invalid(asked, "ValidationException", `Cannot group by ${bad.Key}`);
  if (granularity && granularity !== "DAILY" && granularity !== "MONTHLY")
    throw invalid(asked, "ValidationException", `Granularity ${granularity} is not supported`);
}

/** Of these operations' expressions: only And, and one level of it. */
function serviceFilter(asked: Asked, filter: Expression | undefined): readonly string[] | undefined {
  if (!filter) return undefined;
  const { Dimensions, ...others } = filter;
  if (!Dimensions || Object.values(others).some((part) => part !== undefined) || Dimensions.Key !== "SERVICE")
    throw invalid(asked, "ValidationException", "This filter is not supported here.");
  if (!Dimensions.Values?.length) throw invalid(asked, "ValidationException", "Values of SERVICE should not be empty");
  return Dimensions.Values;
}

function daysOf(asked: Asked, now: Date, period: { Start?: string; End?: string } | undefined): string[] {
  const [from, until] = [period?.Start, period?.End].map((date) => {
    const time = /^\d{4}-\d{2}-\d{2}$/.test(date ?? "") ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
    if (Number.isNaN(time))
      throw invalid(asked, "ValidationException", `Time period '${date}' does not match yyyy-MM-dd`);
    return time;
  });
  if (from === undefined || until === undefined || from >= until)
    throw invalid(asked, "ValidationException", "Start date should be before end date");
  if (until > now.getTime()) throw invalid(asked, "ValidationException", "End date should not be in the future");
  if (from < Date.UTC(now.getUTCFullYear(), now.getUTCMonth() - HISTORY_MONTHS, 1))
    throw invalid(asked, "ValidationException", "Start date must be within 13 months");
  return Array.from({ length: (until - from) / DAY_MS }, (_, at) => dateOf(from + at * DAY_MS));
}

const dateOf = (time: number) => new Date(time).toISOString().slice(0, 10);
const oneDay = (day: string) => ({ Start: day, End: dateOf(Date.parse(day) + DAY_MS) });
const text = (value: number) => String(Math.round(value * 1e10) / 1e10);
const share = (part: number, whole: number) => text(whole > 0 ? (100 * part) / whole : 0);

const total = (parts: readonly Used[]): Used => ({
  committed: parts.reduce((sum, part) => sum + part.committed, 0),
  used: parts.reduce((sum, part) => sum + part.used, 0),
  onDemand: parts.reduce((sum, part) => sum + part.onDemand, 0),
});

const planFigures = ({ committed, used, onDemand }: Used) => ({
  Utilization: {
    TotalCommitment: text(committed),
    UsedCommitment: text(used),
    UnusedCommitment: text(committed - used),
    UtilizationPercentage: share(used, committed),
  },
  Savings: { NetSavings: text(onDemand - committed), OnDemandCostEquivalent: text(onDemand) },
  AmortizedCommitment: {
    AmortizedRecurringCommitment: text(committed),
    AmortizedUpfrontCommitment: "0",
    TotalAmortizedCommitment: text(committed),
  },
});

function coverageFigures(rows: readonly { covered: number; onDemand: number }[]) {
  const covered = rows.reduce((sum, row) => sum + row.covered, 0);
  const onDemand = rows.reduce((sum, row) => sum + row.onDemand, 0);
  return {
    SpendCoveredBySavingsPlans: text(covered),
    OnDemandCost: text(onDemand),
    TotalCost: text(covered + onDemand),
    CoveragePercentage: share(covered, covered + onDemand),
  };
}

function reservationFigures(parts: readonly ReturnType<ReservationBook["on"]>[]) {
  const { committed, used, onDemand } = total(parts);
  const hours = parts.reduce((sum, part) => sum + part.hours, 0);
  const hoursUsed = parts.reduce((sum, part) => sum + part.hoursUsed, 0);
  return {
    UtilizationPercentage: share(hoursUsed, hours),
    PurchasedHours: text(hours),
    TotalActualHours: text(hoursUsed),
    UnusedHours: text(hours - hoursUsed),
    OnDemandCostOfRIHoursUsed: text(onDemand),
    NetRISavings: text(onDemand - committed),
    TotalAmortizedFee: text(committed),
    RICostForUnusedHours: text(committed - used),
  };
}
