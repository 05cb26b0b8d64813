import * as z from "zod";
import { scaled, unit, units } from "../../../inventory/prices.ts";
import { fail, pass, rule } from "../../rule.ts";
import { gib, noData } from "./measured.ts";
import { difference, isSaving, savesUpTo } from "./saving.ts";

const GIB_MIN = 1024;
/** Smaller objects are not tiered (S3 user guide, Intelligent-Tiering). */
const OBJECT_BYTES_MIN = 128 * 1024;
const stored = (gigabytes: number, objects: number) => ({
  metrics: { standardBytes: gigabytes * 2 ** 30, objects },
});

export default rule({
  id: "s3-it",
  pack: "savings",
  title: "Large bucket does not use Intelligent-Tiering",
  category: "sizing",
  severity: "medium",
  resourceType: "AWS::S3::Bucket",
  remedy:
    "Move objects to Intelligent-Tiering by a lifecycle rule; it watches what is read and charges for the watching.",
  cli: "aws s3api put-bucket-lifecycle-configuration --bucket <id> --lifecycle-configuration file://lifecycle.json",
  needs: ["metrics"],
  config: z.object({
    Lifecycle: z.object({ Rules: z.array(z.object({ Transitions: z.array(z.unknown()).nullish() })) }).nullable(),
  }),
  evaluate({ Lifecycle }, { metrics, region }) {
    if ((Lifecycle?.Rules ?? []).some(({ Transitions }) => (Transitions ?? []).length > 0))
      return pass("A lifecycle rule moves objects to another class.");
    const { standardBytes, objects } = metrics;
    if (standardBytes == null || objects == null) return noData("its size");
    const size = gib(standardBytes);
    const facts = `Holds ${size} GiB of the standard class in ${objects} objects.`;
    if (size <= GIB_MIN || standardBytes / Math.max(1, objects) <= OBJECT_BYTES_MIN) return pass(facts);
    const each = difference(unit(units.s3.standard, region), unit(units.s3.infrequent, region));
    const most = difference(scaled(each, size), scaled(unit(units.s3.monitoringPerThousand, region), objects / 1000));
    if (!most) return fail(facts);
    if (!isSaving(most)) return pass(`${facts} Watching them would cost more.`);
    const formula = `0 to ${size} GiB × (${units.s3.standard} − ${units.s3.infrequent}) − objects ÷ 1,000 × ${units.s3.monitoringPerThousand}`;
    return savesUpTo({ most }, facts, formula);
  },
  examples: {
    pass: [
      { config: { Lifecycle: { Rules: [{ Transitions: [{}] }] } }, context: stored(5000, 1e6) },
      { config: { Lifecycle: null }, context: stored(1024, 1e6) },
      { config: { Lifecycle: null }, context: stored(2000, 20e6) },
      { config: { Lifecycle: null }, context: { metrics: { standardBytes: 4000 * 2 ** 30, objects: 20000000 } } },
      {
        config: { Lifecycle: null },
        context: { metrics: { standardBytes: 2000 * 2 ** 30, objects: 20000000 }, region: "cn-north-1" },
      },
      { config: { Lifecycle: null }, context: stored(2048, 2 ** 24) },
    ],
    fail: [
      {
        config: { Lifecycle: null },
        context: stored(10_000, 1e6),
        saves: "0 to 10000 × (0.023 − 0.0125) − 1000 × 0.0025 = 102.5",
      },
      {
        config: { Lifecycle: { Rules: [{}] } },
        context: { metrics: { standardBytes: 5000 * 2 ** 30, objects: 1000000 } },
      },
      {
        config: { Lifecycle: null },
        context: { metrics: { standardBytes: 10000 * 2 ** 30, objects: 1000000 }, region: "cn-north-1" },
      },
      { config: { Lifecycle: null }, context: stored(1024.5, 1e6) },
    ],
    unknown: [
      { config: { Lifecycle: null }, context: { metrics: { objects: 1000000 } } },
      { Lifecycle: null },
      { config: { Lifecycle: null }, context: { metrics: { standardBytes: 1024 * 2 ** 30 } } },
    ],
  },
  requirements: {},
});
