import type { CommitmentBooks, PlanBook, ReservationBook } from "./commitment-answers.ts";
import { ACCOUNT_ID, DAY_MS, startOfDay } from "./company.ts";
import { type CostLine, costLines, PLAN, PLAN_OF_FAMILY, RESERVATION, UNITS } from "./cost-lines.ts";

const RDS = "Amazon Relational Database Service";
/** Services that a Savings Plan could pay for. */
const ELIGIBLE = [
  "Amazon Elastic Compute Cloud - Compute",
  "AWS Lambda",
  "Amazon Elastic Container Service",
  RDS,
  "Amazon DynamoDB",
];
/** Database instances that run in all of the account's regions, reserved or not. */
const DATABASE_INSTANCES = 9;
/** What was bought for a year ends soon, whenever somebody looks: on the next 1st or 15th that is at least so far. */
const ENDS_AFTER_DAYS = 5;

/** The commitments that the sample account's bill shows: what it says of a day and what these books say is the same money. */
export function sampleCommitments(now: Date): CommitmentBooks {
  const view = startOfDay(now).getTime() / DAY_MS;
  const soon = nextEnd(now);
  const plan = (name: string, attributes: Record<string, string>, on: PlanBook["on"]): PlanBook => ({
    arn: `arn:aws:savingsplans::${ACCOUNT_ID}:savingsplan/${name}`,
    attributes: { AccountId: ACCOUNT_ID, AccountName: "juniper-goods", Status: "Active", ...attributes },
    on,
  });
  const plans: PlanBook[] = [
    plan(
      "4f1d6a0e-2a77-4a3b-9d0c-0d6c5b8f1e21",
      {
        SavingsPlansType: "ComputeSavingsPlans",
        PaymentOption: "NoUpfront",
        PurchaseTerm: "1yr",
        HourlyCommitment: (PLAN.fee / 24).toFixed(4),
        StartDateTime: yearsBefore(soon, 1),
        EndDateTime: soon.toISOString(),
      },
      () => ({ committed: PLAN.fee, used: PLAN.fee, onDemand: PLAN.covers }),
    ),
    plan(
      "b7c9e3f2-6d15-4e8a-8a44-91f7c2d05b6d",
      {
        SavingsPlansType: "EC2InstanceSavingsPlans",
        InstanceFamily: "m6g",
        Region: "eu-west-1",
        PaymentOption: "AllUpfront",
        PurchaseTerm: "3yr",
        HourlyCommitment: (PLAN_OF_FAMILY.fee / 24).toFixed(4),
        StartDateTime: "2025-03-01T00:00:00.000Z",
        EndDateTime: "2028-03-01T00:00:00.000Z",
      },
      () => ({
        committed: PLAN_OF_FAMILY.fee,
        used: PLAN_OF_FAMILY.fee * PLAN_OF_FAMILY.used,
        onDemand: PLAN_OF_FAMILY.covers,
      }),
    ),
  ];
  const reservations: ReservationBook[] = [
    {
      id: "8140327715",
      service: RDS,
      attributes: {
        accountId: ACCOUNT_ID,
        accountName: "juniper-goods",
        instanceType: "db.r6g.large",
        numberOfInstances: String(RESERVATION.instances),
        region: "us-east-1",
        platform: "PostgreSQL",
        offeringType: "Standard",
        subscriptionType: "All Upfront",
        subscriptionStatus: "Active",
        startDateTime: "2025-02-11T00:00:00.000Z",
        endDateTime: "2028-02-11T00:00:00.000Z",
      },
      on: () => ({
        committed: RESERVATION.fee,
        used: RESERVATION.fee * RESERVATION.used,
        onDemand: RESERVATION.covers,
        hours: 24 * RESERVATION.instances,
        hoursUsed: 24 * RESERVATION.instances * RESERVATION.used,
      }),
    },
  ];
  const linesOf = (day: string): CostLine[] => {
    const at = Date.parse(day) / DAY_MS;
    return costLines({ from: at, until: at + 1, view });
  };
  const sum = (lines: readonly CostLine[], service: string, record: string) =>
    lines.reduce((all, line) => (line.service === service && line.record === record ? all + line.unblended : all), 0) /
    UNITS;
  return {
    plans,
    eligible(day) {
      const lines = linesOf(day);
      return ELIGIBLE.map((service) => ({
        service,
        covered: sum(lines, service, "SavingsPlanCoveredUsage"),
        onDemand: sum(lines, service, "Usage"),
      }));
    },
    reservations,
    hours: (service, day) => ({
      total: service === RDS ? 24 * DATABASE_INSTANCES : 0,
      onDemandCost: sum(linesOf(day), service, "Usage"),
    }),
  };
}

function nextEnd(now: Date): Date {
  const then = new Date(startOfDay(now).getTime() + ENDS_AFTER_DAYS * DAY_MS);
  const [year, month] = [then.getUTCFullYear(), then.getUTCMonth()];
  return new Date(then.getUTCDate() <= 15 ? Date.UTC(year, month, 15) : Date.UTC(year, month + 1, 1));
}

const yearsBefore = (date: Date, years: number) =>
  new Date(Date.UTC(date.getUTCFullYear() - years, date.getUTCMonth(), date.getUTCDate())).toISOString();
