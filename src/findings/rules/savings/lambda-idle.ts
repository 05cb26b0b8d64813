import { fail, pass, rule } from "../../rule.ts";
import { FUNCTION, Lambda } from "./function.ts";
import { keptBy, noData, young } from "./measured.ts";

const DAYS = 30;

/** A function that nobody calls costs nothing: told as a leftover, and no money claimed. */
export default rule({
  id: "lambda-idle",
  pack: "savings",
  title: "Function was not called",
  category: "hygiene",
  severity: "low",
  resourceType: "AWS::Lambda::Function",
  remedy: "Ask whether it waits for a disaster or runs once a year; if not, delete it.",
  cli: "aws lambda delete-function --function-name <id>",
  needs: ["tags", "metrics"],
  config: Lambda,
  evaluate({ LastModified }, context) {
    const calls = context.metrics.invocations30d;
    if (calls == null) return noData("its invocations");
    if (calls > 0) return pass(`Was called ${Math.round(calls)} times within 30 days.`);
    return keptBy(context.tags) ?? young(LastModified, DAYS, context) ?? fail("Was not called within 30 days.");
  },
  examples: {
    pass: [{ config: FUNCTION, context: { metrics: { invocations30d: 1 } } }],
    fail: [
      { config: FUNCTION, context: { metrics: { invocations30d: 0 } } },
      {
        config: { ...FUNCTION, LastModified: "2026-10-21T12:00:00.000Z" },
        context: { metrics: { invocations30d: 0 } },
      },
    ],
    notApplicable: [
      { config: { ...FUNCTION, LastModified: "2026-11-01T00:00:00Z" }, context: { metrics: { invocations30d: 0 } } },
      { config: FUNCTION, context: { metrics: { invocations30d: 0 }, tags: { dr: "1" } } },
    ],
    unknown: [
      { config: { ...FUNCTION, LastModified: undefined }, context: { metrics: { invocations30d: 0 } } },
      FUNCTION,
    ],
  },
  requirements: {},
});
