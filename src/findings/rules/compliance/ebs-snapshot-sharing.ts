import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "EC2-005",
  pack: "compliance",
  title: "Public sharing of EBS snapshots must be blocked for the account and region",
  category: "public-exposure",
  severity: "high",
  resourceType: "AWS::EC2::Account",
  remedy: "Block public access for EBS snapshots in the region.",
  cli: "aws ec2 enable-snapshot-block-public-access --state block-all-sharing",
  config: z.object({ SnapshotSharing: z.string() }),
  evaluate: ({ SnapshotSharing }) =>
    SnapshotSharing === "block-all-sharing"
      ? pass("Snapshots cannot be shared with everyone.")
      : fail(`Public sharing is ${SnapshotSharing}.`),
  examples: {
    pass: [{ SnapshotSharing: "block-all-sharing" }],
    fail: [{ SnapshotSharing: "unblocked" }, { SnapshotSharing: "block-new-sharing" }],
  },
  requirements: related({
    "pci-dss-4.0": "10.3.2 3.5.1.3 A1.1.2 A3.4.1",
    soc2: "CC6.6",
  }),
});
