import type { AwsCall } from "../ports/aws.ts";

/** What the cost sync asks; part of the connector policy, which this capability generates. */
export const COST_CALLS = ["ce:GetCostAndUsage"] as const satisfies readonly AwsCall[];
