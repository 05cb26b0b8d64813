import type { ChargeCategory } from "../../../db/schema/costs.ts";
import { addDays, firstOfMonth } from "../days.ts";
import { serviceCategoryOf } from "../service-categories.ts";

export type LedgerLine = {
  day: string;
  subAccountId: string;
  subAccountName: string | null;
  billingAccountId: string | null;
  service: string;
  chargeCategory: ChargeCategory;
  chargeClass: string;
  region: string;
  resourceId: string;
  usageType: string;
  tags: Record<string, string>;
  currency: string;
  unblended: string;
  amortized: string;
  netUnblended: string;
  netAmortized: string;
  listCost: string | null;
  contractedCost: string | null;
  source: string;
};

const at = (day: string) => `${day}T00:00:00Z`;

/** A line of the ledger in FOCUS 1.2's words, by column. */
const COLUMNS: Record<string, (line: LedgerLine) => string> = {
  BilledCost: ({ netUnblended }) => netUnblended,
  BillingAccountId: ({ billingAccountId, subAccountId }) => billingAccountId ?? subAccountId,
  BillingAccountName: () => "",
  BillingCurrency: ({ currency }) => currency,
  BillingPeriodEnd: ({ day }) => at(firstOfMonth(day, 1)),
  BillingPeriodStart: ({ day }) => at(firstOfMonth(day)),
  ChargeCategory: ({ chargeCategory }) => chargeCategory,
  ChargeClass: ({ chargeClass }) => chargeClass,
  ChargeDescription: ({ service, usageType }) => (usageType ? `${service}: ${usageType}` : service),
  ChargePeriodEnd: ({ day }) => at(addDays(day, 1)),
  ChargePeriodStart: ({ day }) => at(day),
  // FOCUS allows no null here. Where the source does not tell prices, x_PriceBasis says what stands in for them.
  ContractedCost: ({ contractedCost, listCost, unblended }) => contractedCost ?? listCost ?? unblended,
  EffectiveCost: ({ netAmortized }) => netAmortized,
  InvoiceIssuerName: () => "Amazon Web Services, Inc.",
  ListCost: ({ listCost, unblended }) => listCost ?? unblended,
  PricingQuantity: () => "",
  PricingUnit: () => "",
  ProviderName: () => "AWS",
  PublisherName: () => "Amazon Web Services, Inc.",
  RegionId: ({ region }) => region,
  ResourceId: ({ resourceId }) => resourceId,
  ServiceCategory: ({ service }) => serviceCategoryOf(service),
  ServiceName: ({ service }) => service,
  SubAccountId: ({ subAccountId }) => subAccountId,
  SubAccountName: ({ subAccountName }) => subAccountName ?? "",
  Tags: ({ tags }) => (Object.keys(tags).length > 0 ? JSON.stringify(tags) : ""),
  x_AmortizedCost: ({ amortized }) => amortized,
  x_PriceBasis: ({ listCost }) => (listCost === null ? "unblended" : "list"),
  x_Source: ({ source }) => source,
  x_UnblendedCost: ({ unblended }) => unblended,
  x_UsageType: ({ usageType }) => usageType,
};

export const FOCUS_HEADER = Object.keys(COLUMNS);

/** FOCUS 1.2 as CSV, without its header. Machines read it: values are as they are. */
export const toFocusCsv = (lines: readonly LedgerLine[]): string =>
  lines
    .map(
      (line) =>
        `${Object.values(COLUMNS)
          .map((read) => cell(read(line)))
          .join(",")}\r\n`,
    )
    .join("");

const cell = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
