import type { Aws, AwsCalls } from "../../src/ports/aws.ts";
import { AwsError, type AwsFailure } from "../../src/ports/aws.ts";

type Input = AwsCalls["ce:GetCostAndUsage"]["input"];
export type CostFault = { failure: AwsFailure; code: string; message?: string };

/**
 * Cost Explorer of another AWS (the sample account's, which is strict) that can be made to fail: the first of `faults`
 * is taken off the list and thrown instead of the next request; null = that one passes.
 */
export function faultyCostExplorer(aws: Aws, faults: (CostFault | null)[] = [], asked: Input[] = []) {
  return {
    /** Every request so far, as it was made. */
    asked,
    aws: {
      async call<C extends keyof AwsCalls>(
        call: C,
        input: AwsCalls[C]["input"],
        region: string,
      ): Promise<AwsCalls[C]["output"]> {
        if (isCostQuery(call, input)) {
          asked.push(input);
          const fault = faults.shift();
          if (fault)
            throw new AwsError(
              fault.failure,
              call,
              region,
              fault.code,
              fault.message ?? `${call} in ${region}: ${fault.code}`,
            );
        }
        return aws.call(call, input, region);
      },
    } satisfies Aws,
  };
}

/** The name of a call says what its input is; TypeScript does not follow that through a generic. */
const isCostQuery = (call: string, _input: unknown): _input is Input => call === "ce:GetCostAndUsage";
