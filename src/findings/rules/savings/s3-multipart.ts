import * as z from "zod";
import { scaled, unit, units } from "../../../inventory/prices.ts";
import { fail, pass, rule } from "../../rule.ts";
import { gib, noData } from "./measured.ts";
import { saves } from "./saving.ts";

const Lifecycle = z
  .object({
    Rules: z.array(z.object({ Status: z.string().nullish(), AbortIncompleteMultipartUpload: z.unknown().optional() })),
  })
  .nullable();
const ABORTS = { Rules: [{ Status: "Enabled", AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }] };

export default rule({
  id: "s3-multipart",
  pack: "savings",
  title: "Unfinished uploads are stored for ever",
  category: "storage",
  severity: "low",
  resourceType: "AWS::S3::Bucket",
  remedy: "Add a lifecycle rule that aborts incomplete multipart uploads after 7 days.",
  cli: "aws s3api put-bucket-lifecycle-configuration --bucket <id> --lifecycle-configuration file://lifecycle.json",
  needs: ["metrics"],
  config: z.object({ Lifecycle }),
  evaluate(bucket, { metrics, region }) {
    const rules = bucket.Lifecycle?.Rules ?? [];
    if (rules.some((one) => one.Status !== "Disabled" && one.AbortIncompleteMultipartUpload))
      return pass("A lifecycle rule aborts them.");
    const { abandonedUploads: count, abandonedBytesMeasured: bytes } = metrics;
    if (count == null || bytes == null) return noData("its unfinished uploads");
    if (count === 0) return pass("No lifecycle rule aborts them, and there are none older than 7 days.");
    const facts = `${count} uploads older than 7 days hold at least ${gib(bytes)} GiB.`;
    const price = scaled(unit(units.s3.standard, region), gib(bytes));
    return price
      ? saves(price, facts, `${gib(bytes)} GiB × ${units.s3.standard}, of the uploads that were measured`)
      : fail(facts);
  },
  examples: {
    pass: [
      { config: { Lifecycle: ABORTS }, context: { metrics: { abandonedUploads: 3, abandonedBytesMeasured: 1 } } },
      { config: { Lifecycle: null }, context: { metrics: { abandonedUploads: 0, abandonedBytesMeasured: 0 } } },
    ],
    fail: [
      {
        config: { Lifecycle: null },
        context: { metrics: { abandonedUploads: 3, abandonedBytesMeasured: 200 * 2 ** 30 } },
        saves: "200 × 0.023 = 4.6",
      },
      {
        config: { Lifecycle: { Rules: [{ Status: "Enabled" }] } },
        context: { metrics: { abandonedUploads: 3, abandonedBytesMeasured: 1 } },
      },
      {
        config: { Lifecycle: null },
        context: { metrics: { abandonedUploads: 3, abandonedBytesMeasured: 200 * 2 ** 30 }, region: "cn-north-1" },
      },
      {
        config: {
          Lifecycle: { Rules: [{ Status: "Disabled", AbortIncompleteMultipartUpload: { DaysAfterInitiation: 7 } }] },
        },
        context: { metrics: { abandonedUploads: 3, abandonedBytesMeasured: 1 } },
      },
    ],
    unknown: [
      { config: { Lifecycle: null }, context: { metrics: { abandonedBytesMeasured: 0 } } },
      { Lifecycle: null },
      { config: { Lifecycle: null }, context: { metrics: { abandonedUploads: 0 } } },
    ],
  },
  requirements: {},
});
