import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

const OLD = ["SSLv3", "TLSv1", "TLSv1.1"];

export default rule({
  id: "CFR-007",
  pack: "compliance",
  title: "CloudFront origins must not use SSLv3, TLS 1.0 or 1.1",
  category: "encryption",
  severity: "low",
  resourceType: "AWS::CloudFront::Distribution",
  remedy: "Leave only TLSv1.2 in the list of the origin.",
  config: z.object({ Origins: z.array(z.object({ DomainName: z.string(), SslProtocols: z.array(z.string()) })) }),
  evaluate({ Origins }) {
    const old = Origins.filter(({ SslProtocols }) => SslProtocols.some((protocol) => OLD.includes(protocol)));
    return old.length === 0
      ? pass("Origins are asked over TLS 1.2 or later.")
      : fail(`Asked over old protocols: ${old.map(({ DomainName }) => DomainName).join(", ")}.`);
  },
  examples: {
    pass: [
      {
        Origins: [
          { DomainName: "a", SslProtocols: ["TLSv1.2"] },
          { DomainName: "b", SslProtocols: [] },
        ],
      },
    ],
    fail: [
      { Origins: [{ DomainName: "a", SslProtocols: ["TLSv1.2", "SSLv3"] }] },
      { Origins: [{ DomainName: "a", SslProtocols: ["TLSv1.2", "TLSv1"] }] },
      { Origins: [{ DomainName: "a", SslProtocols: ["TLSv1.2", "TLSv1.1"] }] },
    ],
  },
  requirements: related({
    "aws-fsbp": "CloudFront.10",
    "pci-dss-3.2.1": "2.3 4.1 4.1.a 4.1.e 4.1.f 4.1.g",
    "pci-dss-4.0": "1.2.5 2.2.5 2.2.7 4.2.1.1 4.2.1 8.3.2",
    "aws-well-architected-security": "protect-data-transit:sec_protect_data_transit_encrypt",
  }),
});
