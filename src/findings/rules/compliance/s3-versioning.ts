import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "S3-008",
  pack: "compliance",
  title: "Bucket should have versioning",
  category: "resilience",
  severity: "medium",
  resourceType: "AWS::S3::Bucket",
  remedy: "Turn on versioning, with a lifecycle rule for old versions.",
  cli: "aws s3api put-bucket-versioning --bucket <id> --versioning-configuration Status=Enabled",
  config: z.object({ Versioning: z.object({ Status: z.string().nullish() }) }),
  evaluate({ Versioning: { Status } }) {
    if (Status === "Enabled") return pass("Keeps versions.");
    return fail(Status ? `Versioning is ${Status.toLowerCase()}.` : "Keeps no versions.");
  },
  examples: {
    pass: [{ Versioning: { Status: "Enabled" } }],
    fail: [{ Versioning: {} }, { Versioning: { Status: "Suspended" } }],
  },
  requirements: related({
    "pci-dss-3.2.1": "3.1 3.1.c 10.5 10.5.2 10.5.3 10.5.5",
    "pci-dss-4.0": "10.3.4",
    soc2: "CC7.4 A1.2 C1.2 PI1.5",
    hipaa:
      "164.308(a)(1)(ii)(B) 164.308(a)(7)(i) 164.308(a)(7)(ii)(A) 164.308(a)(7)(ii)(B) 164.308(a)(7)(ii)(C) 164.312(a)(2)(ii) 164.312(c)(1) 164.312(c)(2)",
    "nist-800-53-r5":
      "au_9_2 cp_1_2 cp_2_5 cp_6_a cp_6_1 cp_6_2 cp_9_a cp_9_b cp_9_c cp_10 cp_10_2 pm_11_b pm_17_b sc_5_2 sc_16_1 si_1_a_2 si_13_5",
    "aws-well-architected-security": "protect-data-rest:sec_protect_data_rest_access_control",
    "iso-27001-2022": "A.8.3 A.8.10",
  }),
});
