import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "LAM-006",
  pack: "compliance",
  title: "Lambda function that touches private data should run in a VPC",
  category: "network",
  severity: "low",
  resourceType: "AWS::Lambda::Function",
  remedy:
    "Attach subnets and security groups where the function touches private data; it adds cost and is no gain by itself.",
  config: z.object({ VpcConfig: z.object({ VpcId: z.string().nullish() }).nullish() }),
  // AWS answers with an empty VpcId once a function has left its VPC.
  evaluate: ({ VpcConfig }) => (VpcConfig?.VpcId ? pass(`Runs in ${VpcConfig.VpcId}.`) : fail("Runs outside any VPC.")),
  examples: { pass: [{ VpcConfig: { VpcId: "vpc-1" } }], fail: [{}, { VpcConfig: { VpcId: "" } }] },
  requirements: related({
    "pci-dss-3.2.1": "1.2 1.2.1 1.2.1.a 1.2.1.b 1.2.1.c 1.3 1.3.1 1.3.2 1.3.4 2.2 2.2.2",
    "pci-dss-4.0": "1.2.8 1.3.1 1.3.2 1.4.2 1.5.1 A1.1.3",
    "iso-27001-2022": "A.8.20 A.8.21 A.8.22",
  }),
});
