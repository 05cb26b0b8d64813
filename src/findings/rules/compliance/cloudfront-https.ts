import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "CFR-001",
  pack: "compliance",
  title: "CloudFront must require HTTPS from viewers",
  category: "encryption",
  severity: "medium",
  resourceType: "AWS::CloudFront::Distribution",
  remedy: "Set the viewer protocol policy of each behaviour to redirect-to-https.",
  config: z.object({ ViewerPolicies: z.array(z.string()) }),
  evaluate({ ViewerPolicies }) {
    const clear = ViewerPolicies.filter((policy) => policy !== "redirect-to-https" && policy !== "https-only").length;
    return clear === 0
      ? pass("Every behaviour asks viewers for HTTPS.")
      : fail(`${clear} of ${ViewerPolicies.length} behaviours answer plain HTTP.`);
  },
  examples: {
    pass: [{ ViewerPolicies: ["redirect-to-https", "https-only"] }],
    fail: [{ ViewerPolicies: ["allow-all"] }, { ViewerPolicies: ["https-only", "allow-all"] }],
  },
  requirements: related({
    "aws-fsbp": "CloudFront.3",
    "pci-dss-4.0": "1.2.5 2.2.5 2.2.7 4.2.1.1 4.2.1 8.3.2",
    hipaa: "164.308(a)(4)(ii)(A) 164.312(e)(1)",
    "aws-well-architected-security": "protect-data-transit:sec_protect_data_transit_encrypt",
  }),
});
