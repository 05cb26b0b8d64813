import { scaled, unit, units } from "../../../inventory/prices.ts";
import { fail, pass, rule } from "../../rule.ts";
import { FUNCTION, gbSeconds, Lambda } from "./function.ts";
import { noData } from "./measured.ts";
import { difference, saves } from "./saving.ts";

/** Below this the test costs more than the change saves (finops study, lambda-arm). */
const DOLLARS_MIN = 10;

export default rule({
  id: "lambda-arm",
  pack: "savings",
  title: "Function could run on arm64",
  category: "architecture",
  severity: "low",
  resourceType: "AWS::Lambda::Function",
  remedy: "Build native modules and layers for arm64, test, then change the architecture.",
  cli: "aws lambda update-function-code --function-name <id> --architectures arm64 --zip-file fileb://code.zip",
  needs: ["metrics"],
  config: Lambda,
  evaluate(item, context) {
    if (item.Architectures?.includes("arm64")) return pass("Runs on arm64.");
    const used = gbSeconds(item, context);
    if (used === null) return noData("its running time");
    const x86 = scaled(unit(units.lambda.gbSecond, context.region), used);
    const saving = difference(x86, scaled(unit(units.lambda.gbSecondArm, context.region), used));
    const facts = `Ran ${Math.round(used)} GB-seconds on x86 within 30 days.`;
    if (!x86 || !saving) return fail(facts);
    if (Number(x86.amount) <= DOLLARS_MIN) return pass(facts);
    return saves(saving, facts, `GB-s × (${units.lambda.gbSecond} − ${units.lambda.gbSecondArm})`, { gbSeconds: used });
  },
  examples: {
    pass: [
      { config: { ...FUNCTION, Architectures: ["arm64"] }, context: { metrics: {} } },
      { config: FUNCTION, context: { metrics: { durationMs30d: 500_000_000 } } },
    ],
    fail: [
      {
        config: FUNCTION,
        context: { metrics: { durationMs30d: 6_000_000_000 } },
        saves: "6000000 × (0.0000166667 − 0.0000133334) = 19.9998",
      },
      { config: FUNCTION, context: { metrics: { durationMs30d: 500000000 }, region: "cn-north-1" } },
      { config: FUNCTION, context: { metrics: { durationMs30d: 630_000_000 } } },
    ],
    unknown: [{ ...FUNCTION, Architectures: undefined }],
  },
  requirements: {},
});
