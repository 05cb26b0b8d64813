import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";

const VERSIONED = { Versioning: { Status: "Enabled" }, ObjectLock: null };
const rules = (rule: object) => ({ Rules: [{ Status: "Enabled", ...rule }] });

/** How much old versions take is told by S3 Inventory only: found, and no money claimed. */
export default rule({
  id: "s3-noncurrent",
  pack: "savings",
  title: "Old versions of objects are kept for ever",
  category: "versions",
  severity: "medium",
  resourceType: "AWS::S3::Bucket",
  remedy: "Add a lifecycle rule that expires noncurrent versions after the days you might need them.",
  cli: "aws s3api put-bucket-lifecycle-configuration --bucket <id> --lifecycle-configuration file://lifecycle.json",
  config: z.object({
    Versioning: z.object({ Status: z.string().nullish() }).nullable(),
    ObjectLock: z.unknown(),
    Lifecycle: z
      .object({
        Rules: z.array(z.object({ Status: z.string().nullish(), NoncurrentVersionExpiration: z.unknown().optional() })),
      })
      .nullable(),
  }),
  evaluate({ Versioning, ObjectLock, Lifecycle }) {
    if (Versioning?.Status !== "Enabled") return pass("Keeps no versions.");
    if (ObjectLock) return notApplicable("Object Lock keeps its versions.");
    const expires = (Lifecycle?.Rules ?? []).some(
      (one) => one.Status !== "Disabled" && one.NoncurrentVersionExpiration,
    );
    return expires
      ? pass("A lifecycle rule expires noncurrent versions.")
      : fail("Keeps every version of every object; how much they take, only S3 Inventory tells.");
  },
  examples: {
    pass: [
      { Versioning: null, ObjectLock: null, Lifecycle: null },
      { ...VERSIONED, Lifecycle: rules({ NoncurrentVersionExpiration: { NoncurrentDays: 30 } }) },
    ],
    fail: [
      { ...VERSIONED, Lifecycle: null },
      { ...VERSIONED, Lifecycle: rules({}) },
      {
        ...VERSIONED,
        Lifecycle: { Rules: [{ Status: "Disabled", NoncurrentVersionExpiration: { NoncurrentDays: 30 } }] },
      },
    ],
    notApplicable: [{ ...VERSIONED, ObjectLock: { ObjectLockEnabled: "Enabled" }, Lifecycle: null }],
  },
  requirements: {},
});
