import * as z from "zod";
import type {
  CommitmentPart,
  CommitmentReading,
  Coverage,
  CoverageDay,
  Holding,
  UseDay,
} from "../../db/schema/commitments.ts";
import { addAmounts, subtractAmounts } from "../base/money.ts";
import { type AwsCalls, AwsError } from "../ports/aws.ts";
import { Amount, type Asking } from "./cost-explorer.ts";
import { addDays, type Day, dayOf, type Window } from "./days.ts";
import { everyAnswer } from "./every-answer.ts";

/** A commitment's habits, and what the savings study's p10 is taken of. */
const DAYS = 30;
/** Use of commitments arrives a day later than other costs do. */
const ARRIVING_DAYS = 1;

/** Services that AWS sells reservations of, by Cost Explorer's names (GetReservationUtilization, filter SERVICE). */
export const RESERVABLE = [
  "Amazon Elastic Compute Cloud - Compute",
  "Amazon Relational Database Service",
  "Amazon ElastiCache",
  "Amazon Redshift",
  "Amazon Elasticsearch Service",
  "Amazon OpenSearch Service",
] as const;

export const commitmentWindow = (now: Date): Window => {
  const until = addDays(dayOf(now), -ARRIVING_DAYS);
  return { from: addDays(until, -DAYS), until };
};

/** Which kind of plan pays for a service (AWS's four: COMPUTE_SP, EC2_INSTANCE_SP, SAGEMAKER_SP, DATABASE_SP). */
export function planProduct(service: string): "compute" | "database" | "machine-learning" {
  if (/sagemaker/i.test(service)) return "machine-learning";
  return /database|relational|aurora|dynamodb|elasticache|documentdb|neptune|keyspaces|timestream/i.test(service)
    ? "database"
    : "compute";
}

/** What a connection has promised to AWS and what of it is used. Each request is counted; a part that is refused says why. */
export async function fetchCommitments(
  asking: Asking,
  window: Window,
  reserved: readonly string[],
): Promise<{ reading: CommitmentReading; requests: number }> {
  let requests = 0;
  const counting: Asking = {
    ...asking,
    meter: async () => {
      await asking.meter();
      requests++;
    },
  };
  const plans = await readable(() => fetchPlans(counting, window));
  const reservations = await readable(() => fetchReservations(counting, window, reserved));
  return { reading: { ...window, plans, reservations }, requests };
}

type Part = Omit<CommitmentPart, "problem">;

async function readable(read: () => Promise<Part>): Promise<CommitmentPart> {
  try {
    return { ...(await read()), problem: null };
  } catch (error) {
    if (!(error instanceof AwsError) || error.failure !== "refused") throw error;
    return {
      use: null,
      coverage: null,
      holdings: null,
      problem: `The role may not call ${error.call}. Update its policy: AWS accounts shows the current one.`,
    };
  }
}

/** What cannot be told because there is nothing of the kind: AWS answers with an error instead of an empty list. */
async function orNothing<T>(read: () => Promise<T[]>): Promise<T[]> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof AwsError && error.failure === "absent") return [];
    throw error;
  }
}

const Period = z.object({ Start: z.string().transform((text) => text.slice(0, 10)) });
const period = ({ from, until }: Window) => ({ Start: from, End: until });
const DAILY = { Granularity: "DAILY" } as const;
const ofService = (...Values: string[]) => ({ Dimensions: { Key: "SERVICE" as const, Values } });
const token = z.string().min(1).nullish();
const Attributes = z.record(z.string(), z.string()).default({});

const Utilization = z.object({ TotalCommitment: Amount, UsedCommitment: Amount });
const PlanUse = z.object({
  SavingsPlansUtilizationsByTime: z.array(z.object({ TimePeriod: Period, Utilization })).default([]),
});
const PlanDetails = z.object({
  SavingsPlansUtilizationDetails: z
    .array(
      z.object({
        SavingsPlanArn: z.string().min(1),
        Attributes,
        Utilization,
        Savings: z.object({ NetSavings: Amount.optional(), OnDemandCostEquivalent: Amount.optional() }).default({}),
      }),
    )
    .default([]),
  NextToken: token,
});
const PlanCoverage = z.object({
  SavingsPlansCoverages: z
    .array(
      z.object({
        Attributes,
        TimePeriod: Period,
        Coverage: z.object({ SpendCoveredBySavingsPlans: Amount, OnDemandCost: Amount, TotalCost: Amount }),
      }),
    )
    .default([]),
  NextToken: token,
});

async function fetchPlans(asking: Asking, window: Window): Promise<Part> {
  const { aws, region } = asking;
  const TimePeriod = period(window);
  const use = await orNothing(async () => {
    const { answers } = await everyAnswer(asking, {
      ask: () => aws.call("ce:GetSavingsPlansUtilization", { TimePeriod, ...DAILY }, region),
      Page: PlanUse,
      next: () => null,
    });
    return answers.flatMap(({ SavingsPlansUtilizationsByTime: days }) =>
      days.map((day): UseDay => ({ day: day.TimePeriod.Start, ...usedOf(day.Utilization) })),
    );
  });
  const holdings = use.length === 0 ? [] : await fetchPlanDetails(asking, window);
  // Granularity and groups exclude each other: first which services there are, then the days of each product.
  const services = await fetchCoverage(asking, { TimePeriod, GroupBy: [{ Type: "DIMENSION", Key: "SERVICE" }] });
  const byProduct = Map.groupBy(
    services.flatMap(({ Attributes: { SERVICE = "" } }) => (SERVICE ? [SERVICE] : [])),
    planProduct,
  );
  const coverage: Coverage[] = [];
  for (const [product, names] of byProduct) {
    const days = await fetchCoverage(asking, { TimePeriod, ...DAILY, Filter: ofService(...new Set(names)) });
    coverage.push({
      product,
      unit: "money",
      days: days.map(
        ({
          TimePeriod: { Start },
          Coverage: { SpendCoveredBySavingsPlans, OnDemandCost, TotalCost },
        }): CoverageDay => ({
          day: Start,
          covered: SpendCoveredBySavingsPlans,
          total: TotalCost,
          onDemandCost: OnDemandCost,
        }),
      ),
    });
  }
  return { use, coverage, holdings };
}

const usedOf = ({ TotalCommitment, UsedCommitment }: z.infer<typeof Utilization>) => ({
  committed: TotalCommitment,
  used: UsedCommitment,
});

const fetchCoverage = (asking: Asking, query: AwsCalls["ce:GetSavingsPlansCoverage"]["input"]) =>
  orNothing(async () => {
    const { aws, region } = asking;
    const { answers } = await everyAnswer(asking, {
      ask: (NextToken) => aws.call("ce:GetSavingsPlansCoverage", { ...query, NextToken }, region),
      Page: PlanCoverage,
      next: (answer) => answer.NextToken,
    });
    return answers.flatMap(({ SavingsPlansCoverages }) => SavingsPlansCoverages);
  });

async function fetchPlanDetails(asking: Asking, window: Window): Promise<Holding[]> {
  const { aws, region } = asking;
  const { answers } = await everyAnswer(asking, {
    ask: (NextToken) =>
      aws.call("ce:GetSavingsPlansUtilizationDetails", { TimePeriod: period(window), NextToken }, region),
    Page: PlanDetails,
    next: (answer) => answer.NextToken,
  });
  return answers.flatMap(({ SavingsPlansUtilizationDetails: plans }) =>
    plans.map(({ SavingsPlanArn, Attributes: of, Utilization: use, Savings }): Holding => {
      const type = of.SavingsPlansType ?? "";
      return {
        id: SavingsPlanArn,
        product: planProduct(type),
        type,
        scope: [of.InstanceFamily, of.Region].filter(Boolean).join(", "),
        subAccountId: of.AccountId ?? "",
        payment: of.PaymentOption ?? "",
        startsAt: instantOf(of.StartDateTime),
        endsAt: instantOf(of.EndDateTime),
        ...usedOf(use),
        netSavings: Savings.NetSavings ?? null,
        onDemandEquivalent: Savings.OnDemandCostEquivalent ?? null,
      };
    }),
  );
}

/** AWS writes these instants in ISO 8601, with or without fractions; what is none is not known. */
function instantOf(text: string | undefined): string | null {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? null : new Date(time).toISOString();
}

const Aggregates = z.object({
  TotalAmortizedFee: Amount,
  RICostForUnusedHours: Amount,
  NetRISavings: Amount.optional(),
  OnDemandCostOfRIHoursUsed: Amount.optional(),
});
const ReservationUse = z.object({
  UtilizationsByTime: z
    .array(
      z.object({
        TimePeriod: Period,
        Groups: z.array(z.object({ Value: z.string(), Attributes, Utilization: Aggregates })).default([]),
        Total: Aggregates.optional(),
      }),
    )
    .default([]),
  NextPageToken: token,
});
const Hours = z.object({ ReservedHours: Amount, TotalRunningHours: Amount });
const ReservationCoverage = z.object({
  CoveragesByTime: z
    .array(
      z.object({
        TimePeriod: Period,
        Total: z
          .object({ CoverageHours: Hours, CoverageCost: z.object({ OnDemandCost: Amount.optional() }).default({}) })
          .optional(),
      }),
    )
    .default([]),
  NextPageToken: token,
});

/** Reservations are told of one service a query; a service that is not on the bill has none worth a request. */
async function fetchReservations(asking: Asking, window: Window, services: readonly string[]): Promise<Part> {
  const holdings: Holding[] = [];
  const coverage: Coverage[] = [];
  const use = new Map<Day, UseDay[]>();
  for (const service of services) {
    const own = await orNothing(() => fetchSubscriptions(asking, window, service));
    if (own.length === 0) continue;
    holdings.push(...own);
    for (const day of await fetchReservedDays(asking, window, service))
      use.set(day.day, [...(use.get(day.day) ?? []), day]);
    coverage.push({ product: service, unit: "hours", days: await fetchReservedHours(asking, window, service) });
  }
  return { use: [...use.values()].map(addUse).sort((a, b) => (a.day < b.day ? -1 : 1)), coverage, holdings };
}

function addUse(days: readonly UseDay[]): UseDay {
  const [{ day } = { day: "" }] = days;
  const sum = (key: "committed" | "used") => addAmounts("0", ...days.map((each) => each[key]));
  return { day, committed: sum("committed"), used: sum("used") };
}

const feesOf = ({ TotalAmortizedFee, RICostForUnusedHours }: z.infer<typeof Aggregates>) => ({
  committed: TotalAmortizedFee,
  used: subtractAmounts(TotalAmortizedFee, RICostForUnusedHours),
});

async function fetchSubscriptions(asking: Asking, window: Window, service: string): Promise<Holding[]> {
  const { aws, region } = asking;
  const { answers } = await everyAnswer(asking, {
    ask: (NextPageToken) =>
      aws.call(
        "ce:GetReservationUtilization",
        {
          TimePeriod: period(window),
          GroupBy: [{ Type: "DIMENSION", Key: "SUBSCRIPTION_ID" }],
          Filter: ofService(service),
          NextPageToken,
        },
        region,
      ),
    Page: ReservationUse,
    next: (answer) => answer.NextPageToken,
  });
  return answers.flatMap(({ UtilizationsByTime }) =>
    UtilizationsByTime.flatMap(({ Groups }) =>
      Groups.map(
        ({ Value, Attributes: of, Utilization: told }): Holding => ({
          id: of.subscriptionId ?? Value,
          product: service,
          type: of.offeringType ?? "",
          scope: [`${of.numberOfInstances ?? "?"} × ${of.instanceType ?? "?"}`, of.region].filter(Boolean).join(", "),
          subAccountId: of.accountId ?? "",
          payment: of.subscriptionType ?? "",
          startsAt: instantOf(of.startDateTime),
          endsAt: instantOf(of.endDateTime),
          ...feesOf(told),
          netSavings: told.NetRISavings ?? null,
          onDemandEquivalent: told.OnDemandCostOfRIHoursUsed ?? null,
        }),
      ),
    ),
  );
}

async function fetchReservedDays(asking: Asking, window: Window, service: string): Promise<UseDay[]> {
  const { aws, region } = asking;
  const { answers } = await everyAnswer(asking, {
    ask: (NextPageToken) =>
      aws.call(
        "ce:GetReservationUtilization",
        { TimePeriod: period(window), ...DAILY, Filter: ofService(service), NextPageToken },
        region,
      ),
    Page: ReservationUse,
    next: (answer) => answer.NextPageToken,
  });
  return answers.flatMap(({ UtilizationsByTime }) =>
    UtilizationsByTime.flatMap(({ TimePeriod, Total }) => (Total ? [{ day: TimePeriod.Start, ...feesOf(Total) }] : [])),
  );
}

async function fetchReservedHours(asking: Asking, window: Window, service: string): Promise<CoverageDay[]> {
  const { aws, region } = asking;
  const { answers } = await everyAnswer(asking, {
    ask: (NextPageToken) =>
      aws.call(
        "ce:GetReservationCoverage",
        {
          TimePeriod: period(window),
          ...DAILY,
          Filter: ofService(service),
          Metrics: ["Hour", "Cost"],
          NextPageToken,
        },
        region,
      ),
    Page: ReservationCoverage,
    next: (answer) => answer.NextPageToken,
  });
  return answers.flatMap(({ CoveragesByTime }) =>
    CoveragesByTime.flatMap(({ TimePeriod, Total }) =>
      Total
        ? [
            {
              day: TimePeriod.Start,
              covered: Total.CoverageHours.ReservedHours,
              total: Total.CoverageHours.TotalRunningHours,
              onDemandCost: Total.CoverageCost.OnDemandCost ?? null,
            },
          ]
        : [],
    ),
  );
}
