import { scaled, unit, units } from "../../../inventory/prices.ts";
import { fail, pass, rule } from "../../rule.ts";
import { FUNCTION, gbSeconds, Lambda } from "./function.ts";
import { noData, round } from "./measured.ts";
import { savesUpTo } from "./saving.ts";

const USED_PERCENT_MAX = 50;
const MEMORY_MB_MIN = 128;

export default rule({
  id: "lambda-memory",
  pack: "savings",
  title: "Function has twice the memory that it uses",
  category: "sizing",
  severity: "low",
  resourceType: "AWS::Lambda::Function",
  remedy: "Try half the memory and measure its duration first: processor time grows with memory.",
  cli: "aws lambda update-function-configuration --function-name <id> --memory-size <megabytes>",
  needs: ["metrics"],
  config: Lambda,
  evaluate(item, context) {
    if (item.MemorySize <= MEMORY_MB_MIN) return pass("Has the least memory there is.");
    const peak = context.metrics.memoryPercentMaximum14d;
    if (peak == null) return noData("its memory (Lambda Insights measures it)");
    const facts = `Used at most ${round(peak)} % of ${item.MemorySize} MB within 14 days.`;
    if (peak >= USED_PERCENT_MAX) return pass(facts);
    const used = gbSeconds(item, context);
    const arm = item.Architectures?.includes("arm64");
    const gbSecond = unit(arm ? units.lambda.gbSecondArm : units.lambda.gbSecond, context.region);
    const most = used === null ? null : scaled(gbSecond, used / 2);
    const formula = "0 to half of its GB-seconds, if it does not get slower";
    return most ? savesUpTo({ most }, facts, formula, { peak }) : fail(facts);
  },
  examples: {
    pass: [
      { config: { ...FUNCTION, MemorySize: 128 }, context: { metrics: {} } },
      { config: FUNCTION, context: { metrics: { memoryPercentMaximum14d: 50, durationMs30d: 1 } } },
    ],
    fail: [
      {
        config: FUNCTION,
        context: { metrics: { memoryPercentMaximum14d: 30, durationMs30d: 6_000_000_000 } },
        saves: "0 to 6000000 ÷ 2 × 0.0000166667 = 50.0001",
      },
      { config: FUNCTION, context: { metrics: { memoryPercentMaximum14d: 30 } } },
      {
        config: { ...FUNCTION, Architectures: ["arm64"] },
        context: { metrics: { memoryPercentMaximum14d: 30, durationMs30d: 6_000_000_000 } },
        saves: "0 to 6000000 ÷ 2 × 0.0000133334 = 40.0002",
      },
      { config: FUNCTION, context: { metrics: { memoryPercentMaximum14d: 30 } } },
    ],
    unknown: [{ ...FUNCTION, MemorySize: 129 }, FUNCTION],
  },
  requirements: {},
});
