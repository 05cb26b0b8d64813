import * as z from "zod";
import { scaled, unit, units } from "../../../inventory/prices.ts";
import { fail, pass, rule } from "../../rule.ts";
import { gib, noData } from "./measured.ts";
import { difference, savesUpTo } from "./saving.ts";

const GIB_MIN = 10;
const stored = (gigabytes: number) => ({ metrics: { standardBytes: gigabytes * 2 ** 30 } });

export default rule({
  id: "efs-ia",
  pack: "savings",
  title: "File system keeps everything in the dearest class",
  category: "storage",
  severity: "low",
  resourceType: "AWS::EFS::FileSystem",
  remedy: "Add a lifecycle policy that moves what was not read for 30 days to infrequent access.",
  cli: "aws efs put-lifecycle-configuration --file-system-id <id> --lifecycle-policies TransitionToIA=AFTER_30_DAYS",
  needs: ["metrics"],
  config: z.object({ LifecyclePolicies: z.array(z.object({ TransitionToIA: z.string().nullish() })) }),
  evaluate({ LifecyclePolicies }, { metrics, region }) {
    if (LifecyclePolicies.some(({ TransitionToIA }) => TransitionToIA)) return pass("Moves what is seldom read.");
    if (metrics.standardBytes == null) return noData("its size");
    const size = gib(metrics.standardBytes);
    const facts = `Holds ${size} GiB of the standard class without a lifecycle policy.`;
    if (size <= GIB_MIN) return pass(facts);
    const each = difference(unit(units.efs.standard, region), unit(units.efs.infrequent, region));
    const most = scaled(each, size);
    const formula = `0 to ${size} GiB × (${units.efs.standard} − ${units.efs.infrequent}): what is seldom read, AWS does not say`;
    return most ? savesUpTo({ most }, facts, formula) : fail(facts);
  },
  examples: {
    pass: [
      { config: { LifecyclePolicies: [{ TransitionToIA: "AFTER_30_DAYS" }] }, context: stored(500) },
      { config: { LifecyclePolicies: [] }, context: stored(10) },
    ],
    fail: [
      { config: { LifecyclePolicies: [] }, context: stored(100), saves: "0 to 100 × (0.3 − 0.025) = 27.5" },
      {
        config: { LifecyclePolicies: [] },
        context: { metrics: { standardBytes: 100 * 2 ** 30 }, region: "cn-north-1" },
      },
      { config: { LifecyclePolicies: [] }, context: stored(10.5) },
    ],
    unknown: [{ LifecyclePolicies: [] }],
  },
  requirements: {},
});
