import * as z from "zod";
import { fail, notApplicable, pass, rule, unknown } from "../../rule.ts";
import { related } from "./related.ts";

const MODE = "routing.http.desync_mitigation_mode";
const DROPS = "routing.http.drop_invalid_header_fields.enabled";

export default rule({
  id: "ELB-005",
  pack: "compliance",
  title: "ALB must use defensive or strictest desync mode",
  category: "network",
  severity: "medium",
  resourceType: "AWS::ElasticLoadBalancingV2::LoadBalancer",
  remedy: "Set the desync mitigation mode to defensive or strictest.",
  cli: "aws elbv2 modify-load-balancer-attributes --load-balancer-arn <arn> --attributes Key=routing.http.desync_mitigation_mode,Value=defensive",
  config: z.object({ Type: z.string(), Attributes: z.record(z.string(), z.string()) }),
  evaluate({ Type, Attributes }) {
    if (Type !== "application") return notApplicable(`Not for a ${Type} load balancer.`);
    const mode = Attributes[MODE];
    if (Attributes[DROPS] === "true") return pass("Invalid headers are dropped.");
    if (mode === undefined) return unknown("AWS did not name the desync mitigation mode.");
    if (["defensive", "strictest"].includes(mode)) return pass(`The desync mitigation mode is ${mode}.`);
    return fail(`The desync mitigation mode is ${mode} and invalid headers pass.`);
  },
  examples: {
    pass: [
      { Type: "application", Attributes: { [MODE]: "defensive" } },
      { Type: "application", Attributes: { [MODE]: "strictest" } },
      { Type: "application", Attributes: { [MODE]: "monitor", [DROPS]: "true" } },
    ],
    fail: [{ Type: "application", Attributes: { [MODE]: "monitor", [DROPS]: "false" } }],
    unknown: [{ Type: "application", Attributes: {} }],
    notApplicable: [{ Type: "network", Attributes: {} }],
  },
  requirements: related({
    "aws-fsbp": "ELB.12",
    "pci-dss-3.2.1": "6.6",
    "aws-well-architected-security": "network-protection:sec_network_protection_auto_protect",
  }),
});
