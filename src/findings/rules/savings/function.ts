import * as z from "zod";
import type { RuleContext } from "../../rule.ts";

/** What the Lambda saving rules read. */
export const Lambda = z.object({
  FunctionName: z.string(),
  MemorySize: z.number(),
  Architectures: z.array(z.string()).nullish(),
  LastModified: z.string().nullish(),
});
export type Lambda = z.infer<typeof Lambda>;

/** Gigabyte-seconds of 30 days; null = the time was not measured. */
export function gbSeconds({ MemorySize }: Lambda, { metrics }: RuleContext): number | null {
  const { durationMs30d: milliseconds } = metrics;
  return milliseconds == null ? null : (milliseconds / 1000) * (MemorySize / 1024);
}

/** For the examples: 1 GB on x86. */
export const FUNCTION: Lambda = {
  FunctionName: "checkout",
  MemorySize: 1024,
  Architectures: ["x86_64"],
  LastModified: "2026-01-01T00:00:00Z",
};
