import * as z from "zod";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "EC2-008",
  pack: "compliance",
  title: "EC2 instance should not have a public IPv4 address",
  category: "public-exposure",
  severity: "medium",
  resourceType: "AWS::EC2::Instance",
  remedy: "Move the instance to a private subnet behind a load balancer or NAT gateway and release the address.",
  config: z.object({ State: z.object({ Name: z.string() }), PublicIpAddress: z.string().nullish() }),
  evaluate({ State, PublicIpAddress }) {
    if (State.Name === "terminated") return notApplicable("Terminated.");
    return PublicIpAddress ? fail(`Has the public address ${PublicIpAddress}.`) : pass("Has no public IPv4 address.");
  },
  examples: {
    pass: [{ State: { Name: "running" } }],
    fail: [{ State: { Name: "running" }, PublicIpAddress: "203.0.113.7" }],
    notApplicable: [{ State: { Name: "terminated" } }],
  },
  requirements: related({
    "aws-fsbp": "EC2.9",
    "pci-dss-3.2.1": "1.3 2.2 2.2.2 7.2 7.2.1",
    soc2: "CC6.6",
    hipaa: "164.308(a)(1)(ii)(B) 164.308(a)(3)(i) 164.312(a)(1)",
    "nist-800-53-r5":
      "ac_2_6 ac_3 ac_3_7 ac_4_21 ac_6 ac_17_b ac_17_1 ac_17_4_a ac_17_9 ac_17_10 mp_2 sc_7_2 sc_7_3 sc_7_7 sc_7_9_a sc_7_11 sc_7_12 sc_7_16 sc_7_20 sc_7_21 sc_7_24_b sc_7_25 sc_7_26 sc_7_27 sc_7_28 sc_7_a sc_7_b sc_7_c sc_25",
    "aws-well-architected-security": "permissions:sec_permissions_analyze_cross_account",
    "iso-27001-2022": "A.8.1 A.8.20 A.8.21 A.8.22",
  }),
});
