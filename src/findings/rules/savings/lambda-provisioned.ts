import * as z from "zod";
import { scaled, unit, units } from "../../../inventory/prices.ts";
import { fail, pass, rule } from "../../rule.ts";
import { FUNCTION, Lambda } from "./function.ts";
import { noData } from "./measured.ts";
import { saves } from "./saving.ts";

const USED_MAX = 0.5;
const MONTH_SECONDS = 730 * 3600;
const READY = { ...FUNCTION, ProvisionedConcurrency: 10 };

export default rule({
  id: "lambda-provisioned",
  pack: "savings",
  title: "Function keeps more instances ready than it uses",
  category: "sizing",
  severity: "high",
  resourceType: "AWS::Lambda::Function",
  remedy: "Lower the provisioned concurrency, or let it follow the load by a schedule or target tracking.",
  cli: "aws lambda put-provisioned-concurrency-config --function-name <id> --qualifier <alias> --provisioned-concurrent-executions <n>",
  needs: ["metrics"],
  config: Lambda.extend({ ProvisionedConcurrency: z.number() }),
  evaluate({ ProvisionedConcurrency: ready, MemorySize }, { metrics, region }) {
    if (ready === 0) return pass("Keeps nothing ready.");
    const used = metrics.provisionedUtilization14d;
    if (used == null) return noData("how much of it is used");
    const facts = `Used at most ${Math.round(used * 100)} % of ${ready} provisioned instances within 14 days.`;
    if (used >= USED_MAX) return pass(facts);
    const gbSecond = unit(units.lambda.provisionedGbSecond, region);
    const price = scaled(gbSecond, ready * (MemorySize / 1024) * MONTH_SECONDS * (1 - used));
    const formula = `${ready} × ${MemorySize / 1024} GB × 730 × 3,600 s × ${units.lambda.provisionedGbSecond} × (1 − ${used})`;
    return price ? saves(price, facts, formula, { used }) : fail(facts);
  },
  examples: {
    pass: [
      { config: { ...READY, ProvisionedConcurrency: 0 }, context: { metrics: {} } },
      { config: READY, context: { metrics: { provisionedUtilization14d: 0.5 } } },
    ],
    fail: [
      {
        config: READY,
        context: { metrics: { provisionedUtilization14d: 0.25 } },
        saves: "10 × 1 × 730 × 3600 × 0.0000033333 × (1 − 0.25) = 65.6993",
      },
      { config: READY, context: { metrics: { provisionedUtilization14d: 0.25 }, region: "cn-north-1" } },
    ],
    unknown: [READY],
  },
  requirements: {},
});
