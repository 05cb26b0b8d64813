import * as z from "zod";
import { scaled, unit, units } from "../../../inventory/prices.ts";
import { fail, pass, rule } from "../../rule.ts";
import { gib, noData } from "./measured.ts";
import { difference, savesUpTo } from "./saving.ts";

const GIB_MIN = 100;
const stored = (gigabytes: number) => ({ metrics: { standardBytes: gigabytes * 2 ** 30 } });

export default rule({
  id: "s3-no-lifecycle",
  pack: "savings",
  title: "Large bucket keeps everything in the dearest class",
  category: "sizing",
  severity: "low",
  resourceType: "AWS::S3::Bucket",
  remedy: "Add a lifecycle rule: expire what nobody needs, move what is seldom read to a cheaper class.",
  cli: "aws s3api put-bucket-lifecycle-configuration --bucket <id> --lifecycle-configuration file://lifecycle.json",
  needs: ["metrics"],
  config: z.object({ Lifecycle: z.object({ Rules: z.array(z.unknown()) }).nullable() }),
  evaluate({ Lifecycle }, { metrics, region }) {
    if (Lifecycle && Lifecycle.Rules.length > 0) return pass(`Has ${Lifecycle.Rules.length} lifecycle rules.`);
    if (metrics.standardBytes == null) return noData("its size");
    const size = gib(metrics.standardBytes);
    if (size <= GIB_MIN) return pass(`Has no lifecycle rule, and holds ${size} GiB.`);
    const facts = `Holds ${size} GiB of the standard class without a lifecycle rule.`;
    const each = difference(unit(units.s3.standard, region), unit(units.s3.infrequent, region));
    const most = scaled(each, size);
    const formula = `0 to ${size} GiB × (${units.s3.standard} − ${units.s3.infrequent}): what is seldom read, AWS does not say here`;
    return most ? savesUpTo({ most }, facts, formula) : fail(facts);
  },
  examples: {
    pass: [
      { config: { Lifecycle: { Rules: [{}] } }, context: stored(5000) },
      { config: { Lifecycle: null }, context: stored(100) },
    ],
    fail: [
      { config: { Lifecycle: null }, context: stored(1000), saves: "0 to 1000 × (0.023 − 0.0125) = 10.5" },
      { config: { Lifecycle: { Rules: [] } }, context: { metrics: { standardBytes: 5000 * 2 ** 30 } } },
      { config: { Lifecycle: null }, context: { metrics: { standardBytes: 1000 * 2 ** 30 }, region: "cn-north-1" } },
      { config: { Lifecycle: null }, context: stored(100.5) },
    ],
    unknown: [{ Lifecycle: null }],
  },
  requirements: {},
});
