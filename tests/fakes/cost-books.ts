/** What a payer was charged, as AWS books it; amounts in units of 10⁻¹⁰ dollars. */
export type Charge = {
  day: string;
  service: string;
  account: string;
  record: string;
  region: string;
  usageType: string;
  tags: Record<string, string>;
  unblended: bigint;
  amortized: bigint;
  netUnblended: bigint;
  netAmortized: bigint;
  /** Days (of the clock) between which AWS shows it so: a restatement is one charge that ends and one that begins. */
  seenFrom: string;
  seenUntil: string;
};

const ONE = 10_000_000_000n;
const DAY_MS = 86_400_000;
const FOREVER = "9999-12-31";
const dayOf = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** Mulberry32: the same books for the same seed, everywhere. */
function dice(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const SERVICES = [
  "Amazon Elastic Compute Cloud - Compute",
  "EC2 - Other",
  "Amazon Relational Database Service",
  "Amazon Simple Storage Service",
  "AWS Lambda",
  "Amazon Virtual Private Cloud",
  "AmazonCloudWatch",
  "AWS Key Management Service",
];
const REGIONS = ["us-east-1", "eu-west-1", "ap-southeast-2"];
const TEAMS = ["payments", "search", ""];

export type BooksOf = {
  from: string;
  until: string;
  accounts: number;
  services?: number;
  regions?: number;
  seed?: number;
};

/**
 * Books of a payer with everything that makes bills hard: usage with an enterprise discount, a Savings Plan (covered
 * usage, its negation, a recurring fee that is not all used), a reserved instance (upfront fee, recurring fee,
 * discounted usage), credits, refunds, tax, support, and late corrections of days that had long settled.
 */
export function booksOf({
  from,
  until,
  accounts,
  services = SERVICES.length,
  regions = 2,
  seed = 1,
}: BooksOf): Charge[] {
  const roll = dice(seed);
  const charges: Charge[] = [];
  const named = Array.from({ length: services }, (_, at) => SERVICES[at] ?? `AWS Service ${at}`);
  const units = (dollars: number) => BigInt(Math.round(dollars * 1e10));
  const add = (
    charge: Partial<Charge> & Pick<Charge, "day" | "service" | "account" | "record">,
    gross: bigint,
    amortized = gross,
    isDiscounted = false,
  ) => {
    const net = (amount: bigint) => (isDiscounted ? amount - amount / 20n : amount);
    const booked: Charge = {
      region: "NoRegion",
      usageType: charge.record,
      tags: {},
      unblended: gross,
      amortized,
      netUnblended: net(gross),
      netAmortized: net(amortized),
      seenFrom: charge.day,
      seenUntil: FOREVER,
      ...charge,
    };
    charges.push(booked);
    return booked;
  };
  for (let at = Date.parse(from); at < Date.parse(until); at += DAY_MS) {
    const day = dayOf(at);
    const dayOfMonth = new Date(at).getUTCDate();
    for (let account = 0; account < accounts; account++) {
      const id = String(300_000_000_000 + account);
      for (const [index, service] of named.entries())
        for (let place = 0; place < regions; place++) {
          const amount = units((1 + index) * (0.3 + roll()) * (place === 0 ? 4 : 1));
          const usage = {
            day,
            service,
            account: id,
            record: "Usage",
            region: REGIONS[place] ?? `region-${place}`,
            tags: { team: TEAMS[(account + index) % 3] ?? "" },
          };
          const booked = add(usage, amount, amount, true);
          if (roll() < 0.004) {
            // Late usage records: eleven days later the day has become dearer.
            booked.seenUntil = dayOf(at + 11 * DAY_MS);
            add({ ...usage, seenFrom: booked.seenUntil }, amount + amount / 7n, amount + amount / 7n, true);
          }
        }
      const compute = { day, service: named[0] ?? "", account: id, region: "us-east-1" };
      const covered = units(2 + roll());
      add({ ...compute, record: "SavingsPlanCoveredUsage" }, covered, (covered * 7n) / 10n, true);
      add({ ...compute, record: "SavingsPlanNegation" }, -covered, 0n, true);
      add({ ...compute, record: "DiscountedUsage", usageType: "BoxUsage:m5.large" }, 0n, units(0.9));
      if (roll() < 0.05) add({ day, service: named.at(-1) ?? "", account: id, record: "Credit" }, -units(roll()));
      if (dayOfMonth === 1) add({ day, service: "Tax", account: id, record: "Tax" }, units(3.21 + roll()));
    }
    const payer = { day, account: "300000000000" };
    add(
      { ...payer, service: "Savings Plans for AWS Compute usage", record: "SavingsPlanRecurringFee" },
      units(2.4),
      units(0.35),
    );
    if (dayOfMonth === 1) {
      add({ ...payer, service: named[0] ?? "", record: "Recurring reservation fee" }, units(41.17), units(1.02));
      add({ ...payer, service: "AWS Support (Business)", record: "Support" }, units(100));
    }
    if (day.endsWith("-02-10"))
      add({ ...payer, service: named[0] ?? "", record: "Upfront reservation fee" }, units(900), 0n);
    if (dayOfMonth === 17) {
      const refund = add({ ...payer, service: named[2] ?? named[0] ?? "", record: "Refund" }, -units(12.4));
      refund.seenFrom = dayOf(at + 9 * DAY_MS);
    }
  }
  return charges;
}

/** "12.5" of 125000000000n, as Cost Explorer writes it. */
export function decimalOf(units: bigint): string {
  const absolute = units < 0n ? -units : units;
  const fraction = (absolute % ONE).toString().padStart(10, "0").replace(/0+$/, "");
  return `${units < 0n ? "-" : ""}${absolute / ONE}${fraction ? `.${fraction}` : ""}`;
}

export const seenOn = (charges: readonly Charge[], view: string) =>
  charges.filter(({ day, seenFrom, seenUntil }) => day <= view && seenFrom <= view && view < seenUntil);
