import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "S3-012",
  pack: "compliance",
  title: "Bucket should have a lifecycle rule",
  category: "cost",
  severity: "low",
  resourceType: "AWS::S3::Bucket",
  remedy: "Add a lifecycle rule that expires old versions and aborts incomplete uploads.",
  config: z.object({ Lifecycle: z.object({ Rules: z.array(z.object({ Status: z.string().optional() })) }).nullable() }),
  evaluate({ Lifecycle }) {
    const enabled = (Lifecycle?.Rules ?? []).filter((r) => r.Status === "Enabled").length;
    if (enabled > 0) return pass(`Has ${enabled} enabled lifecycle rule${enabled === 1 ? "" : "s"}.`);
    return fail(Lifecycle?.Rules.length ? "Has lifecycle rules, but none is enabled." : "Has no lifecycle rule.");
  },
  examples: {
    pass: [{ Lifecycle: { Rules: [{ Status: "Disabled" }, { Status: "Enabled" }] } }],
    fail: [{ Lifecycle: null }, { Lifecycle: { Rules: [{ Status: "Disabled" }] } }],
  },
  requirements: related({
    "aws-fsbp": "S3.13",
    "pci-dss-3.2.1": "3.1 3.1.a 3.2 3.2.c 10.7 10.7.a",
    "pci-dss-4.0": "10.5.1 3.2.1 3.3.1.1 3.3.1.3 3.3.2 3.3.3",
    "iso-27001-2022": "A.8.10",
  }),
});
