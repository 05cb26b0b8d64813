import * as z from "zod";
import { fail, pass, rule, unknown } from "../../rule.ts";
import { related } from "./related.ts";

const ReplicationRule = z.object({
  Status: z.string().optional(),
  /** Region is added by the discovery for buckets of the same account. */
  Destination: z.object({ Bucket: z.string().optional(), Region: z.string().optional() }).optional(),
});
const replicateTo = (region: string) => ({
  Status: "Enabled",
  Destination: { Bucket: "arn:aws:s3:::copy", Region: region },
});

export default rule({
  id: "S3-015",
  pack: "compliance",
  title: "Bucket should replicate to another region",
  category: "resilience",
  severity: "low",
  resourceType: "AWS::S3::Bucket",
  remedy: "Replicate to a versioned bucket in another region.",
  config: z.object({
    Replication: z.object({ Rules: z.array(ReplicationRule) }).nullable(),
    Versioning: z.object({ Status: z.string().nullish() }),
  }),
  evaluate({ Replication, Versioning }, { region }) {
    const destinations = (Replication?.Rules ?? []).filter((r) => r.Status === "Enabled").map((r) => r.Destination);
    if (destinations.length === 0) return fail("Has no enabled replication rule.");
    if (Versioning.Status !== "Enabled") return fail("Has a replication rule, but versioning is off.");
    const away = destinations.find((destination) => destination?.Region && destination.Region !== region);
    if (away) return pass(`Replicates to ${away.Bucket ?? "a bucket"} in ${away.Region}.`);
    // A destination is an ARN without a region, and replication inside a region exists too.
    if (destinations.some((destination) => !destination?.Region))
      return unknown("Replicates, but the region of the destination bucket was not read.");
    return fail(`Replicates inside ${region} only.`);
  },
  examples: {
    pass: [{ Replication: { Rules: [replicateTo("eu-west-1")] }, Versioning: { Status: "Enabled" } }],
    fail: [
      { Replication: null, Versioning: { Status: "Enabled" } },
      { Replication: { Rules: [replicateTo("us-east-1")] }, Versioning: { Status: "Enabled" } },
      { Replication: { Rules: [replicateTo("eu-west-1")] }, Versioning: { Status: "Suspended" } },
      { Replication: { Rules: [{ Status: "Disabled" }] }, Versioning: { Status: "Enabled" } },
    ],
    unknown: [
      {
        Replication: { Rules: [{ Status: "Enabled", Destination: { Bucket: "arn:aws:s3:::copy" } }] },
        Versioning: { Status: "Enabled" },
      },
      {
        Replication: {
          Rules: [replicateTo("us-east-1"), { Status: "Enabled", Destination: { Bucket: "arn:aws:s3:::copy" } }],
        },
        Versioning: { Status: "Enabled" },
      },
      { Replication: { Rules: [{ Status: "Enabled" }] }, Versioning: { Status: "Enabled" } },
    ],
  },
  requirements: related({
    "pci-dss-3.2.1": "2.2 3.1 3.1.c 10.5 10.5.3",
    "iso-27001-2022": "A.8.14",
  }),
});
