import type { AwsCall } from "../ports/aws.ts";

/** What the cost sync asks; part of the connector policy, which this capability generates. */
export const COST_CALLS = [
  "ce:GetCostAndUsage",
  "ce:GetReservationCoverage",
  "ce:GetReservationUtilization",
  "ce:GetSavingsPlansCoverage",
  "ce:GetSavingsPlansUtilization",
  "ce:GetSavingsPlansUtilizationDetails",
] as const satisfies readonly AwsCall[];
/** What a management account is asked besides: which accounts belong to it. */
export const ORGANIZATION_CALLS = ["organizations:ListAccounts"] as const satisfies readonly AwsCall[];
