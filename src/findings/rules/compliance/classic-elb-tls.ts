import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "ELB-009",
  pack: "compliance",
  title: "Classic load balancer must use HTTPS or SSL listeners",
  category: "encryption",
  severity: "medium",
  resourceType: "AWS::ElasticLoadBalancing::LoadBalancer",
  remedy: "Replace the listener by one with HTTPS or SSL and a certificate, or move to an application load balancer.",
  config: z.object({ Listeners: z.array(z.object({ Protocol: z.string(), LoadBalancerPort: z.number().optional() })) }),
  evaluate({ Listeners }) {
    const clear = Listeners.filter(({ Protocol }) => !["HTTPS", "SSL"].includes(Protocol.toUpperCase()));
    if (clear.length === 0) return pass("Every listener speaks TLS.");
    return fail(
      `Speaks in clear: ${clear.map(({ Protocol, LoadBalancerPort }) => `${Protocol} on port ${LoadBalancerPort ?? "?"}`).join(", ")}.`,
    );
  },
  examples: {
    pass: [
      {
        Listeners: [
          { Protocol: "HTTPS", LoadBalancerPort: 443 },
          { Protocol: "ssl", LoadBalancerPort: 8443 },
        ],
      },
    ],
    fail: [
      { Listeners: [{ Protocol: "HTTP", LoadBalancerPort: 80 }] },
      {
        Listeners: [
          { Protocol: "HTTPS", LoadBalancerPort: 443 },
          { Protocol: "TCP", LoadBalancerPort: 25 },
        ],
      },
    ],
  },
  requirements: related({
    "aws-fsbp": "ELB.3",
    "pci-dss-3.2.1": "2.3 4.1 4.1.a 4.1.g 8.2 8.2.1 8.2.1.a",
    "pci-dss-4.0": "1.2.5 2.2.5 2.2.7 4.2.1.1 4.2.1 8.3.2",
    hipaa: "164.308(a)(1)(ii)(B) 164.308(a)(4)(ii)(A) 164.312(e)(1) 164.312(e)(2)(i) 164.312(e)(2)(ii)",
    "nist-800-53-r5":
      "ac_4 ac_4_22 ac_17_2 ac_24_1 au_9_3 ca_9_b ia_5_1_c pm_17_b sc_7_4_b sc_7_4_g sc_7_5 sc_8 sc_8_1 sc_8_2 sc_8_3 sc_8_4 sc_8_5 sc_13_a sc_23 sc_23_5 si_1_a_2",
    "aws-well-architected-security": "protect-data-transit:sec_protect_data_transit_encrypt",
  }),
});
