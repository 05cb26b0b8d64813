import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "CFR-002",
  pack: "compliance",
  title: "CloudFront must talk TLS to custom origins",
  category: "encryption",
  severity: "medium",
  resourceType: "AWS::CloudFront::Distribution",
  remedy: "Set the protocol policy of the origin to https-only.",
  config: z.object({
    ViewerPolicies: z.array(z.string()),
    Origins: z.array(z.object({ DomainName: z.string(), ProtocolPolicy: z.string().nullable() })),
  }),
  evaluate({ ViewerPolicies, Origins }) {
    const acceptsHttp = ViewerPolicies.includes("allow-all");
    const clear = Origins.filter(
      ({ ProtocolPolicy }) => ProtocolPolicy === "http-only" || (ProtocolPolicy === "match-viewer" && acceptsHttp),
    );
    return clear.length === 0
      ? pass("Custom origins are asked over TLS.")
      : fail(`Asked over plain HTTP: ${clear.map(({ DomainName }) => DomainName).join(", ")}.`);
  },
  examples: {
    pass: [
      {
        ViewerPolicies: ["allow-all"],
        Origins: [
          { DomainName: "a", ProtocolPolicy: "https-only" },
          { DomainName: "b", ProtocolPolicy: null },
        ],
      },
      { ViewerPolicies: ["https-only"], Origins: [{ DomainName: "a", ProtocolPolicy: "match-viewer" }] },
    ],
    fail: [
      { ViewerPolicies: ["https-only"], Origins: [{ DomainName: "a", ProtocolPolicy: "http-only" }] },
      { ViewerPolicies: ["allow-all"], Origins: [{ DomainName: "a", ProtocolPolicy: "match-viewer" }] },
    ],
  },
  requirements: related({
    "aws-fsbp": "CloudFront.9",
    "pci-dss-3.2.1": "4.1 4.1.a 4.1.g",
    "pci-dss-4.0": "1.2.5 2.2.5 2.2.7 4.2.1.1 4.2.1 8.3.2",
    "iso-27001-2022": "A.8.24",
  }),
});
