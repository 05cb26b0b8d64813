import * as z from "zod";
import { fail, notApplicable, pass, rule, unknown } from "../../rule.ts";
import { related } from "./related.ts";

/** Names say the oldest protocol: "…TLS-1-2-…", "…FS-1-2-…", "…TLS13-1-2-…" (Elastic Load Balancing, "Security policies"). */
const CURRENT = /^ELBSecurityPolicy-(?:TLS-1-2|FS-1-2|TLS13-1-[23])-/;

export default rule({
  id: "ELB-002",
  pack: "compliance",
  title: "TLS listener must use a current security policy",
  category: "encryption",
  severity: "medium",
  resourceType: "AWS::ElasticLoadBalancingV2::Listener",
  remedy: "Choose a security policy that starts at TLS 1.2.",
  cli: "aws elbv2 modify-listener --listener-arn <arn> --ssl-policy ELBSecurityPolicy-TLS13-1-2-2021-06",
  config: z.object({ Protocol: z.string(), SslPolicy: z.string().nullish() }),
  evaluate({ Protocol, SslPolicy }) {
    if (Protocol !== "HTTPS" && Protocol !== "TLS")
      return notApplicable(`Speaks ${Protocol}, which has no security policy.`);
    if (!SslPolicy) return unknown("AWS did not name the security policy.");
    return CURRENT.test(SslPolicy)
      ? pass(`${SslPolicy} allows TLS 1.2 and later.`)
      : fail(`${SslPolicy} allows protocols before TLS 1.2.`);
  },
  examples: {
    pass: [
      { Protocol: "HTTPS", SslPolicy: "ELBSecurityPolicy-TLS13-1-2-2021-06" },
      { Protocol: "TLS", SslPolicy: "ELBSecurityPolicy-TLS-1-2-2017-01" },
      { Protocol: "HTTPS", SslPolicy: "ELBSecurityPolicy-FS-1-2-Res-2020-10" },
      { Protocol: "HTTPS", SslPolicy: "ELBSecurityPolicy-TLS13-1-3-2021-06" },
    ],
    fail: [
      { Protocol: "HTTPS", SslPolicy: "ELBSecurityPolicy-2016-08" },
      { Protocol: "HTTPS", SslPolicy: "ELBSecurityPolicy-TLS-1-1-2017-01" },
      { Protocol: "TLS", SslPolicy: "ELBSecurityPolicy-TLS13-1-0-2021-06" },
    ],
    notApplicable: [{ Protocol: "HTTP" }],
    unknown: [{ Protocol: "TLS" }],
  },
  requirements: related({
    "nist-800-53-r5": "sc_8_1 sc_23_5",
    "aws-well-architected-security": "protect-data-transit:sec_protect_data_transit_encrypt",
  }),
});
