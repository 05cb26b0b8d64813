import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "EKS-001",
  pack: "compliance",
  title: "EKS API endpoint must not be open to the internet",
  category: "public-exposure",
  severity: "high",
  resourceType: "AWS::EKS::Cluster",
  remedy: "Close the public endpoint, or list the networks that may reach it.",
  cli: "aws eks update-cluster-config --name <id> --resources-vpc-config endpointPublicAccess=false,endpointPrivateAccess=true",
  config: z.object({
    Vpc: z.object({ endpointPublicAccess: z.boolean(), publicAccessCidrs: z.array(z.string()).nullish() }),
  }),
  evaluate({ Vpc: { endpointPublicAccess, publicAccessCidrs } }) {
    if (!endpointPublicAccess) return pass("The API answers inside the VPC only.");
    const cidrs = publicAccessCidrs ?? [];
    // No list means everyone.
    const isOpen = cidrs.length === 0 || cidrs.some((cidr) => cidr === "0.0.0.0/0" || cidr === "::/0");
    return isOpen ? fail("The API answers the whole internet.") : pass(`The API answers ${cidrs.join(", ")}.`);
  },
  examples: {
    pass: [
      { Vpc: { endpointPublicAccess: false } },
      { Vpc: { endpointPublicAccess: true, publicAccessCidrs: ["192.0.2.0/24"] } },
    ],
    fail: [
      { Vpc: { endpointPublicAccess: true, publicAccessCidrs: ["192.0.2.0/24", "0.0.0.0/0"] } },
      { Vpc: { endpointPublicAccess: true, publicAccessCidrs: ["0.0.0.0/0"] } },
      { Vpc: { endpointPublicAccess: true, publicAccessCidrs: ["::/0"] } },
      { Vpc: { endpointPublicAccess: true } },
    ],
  },
  requirements: related({
    "aws-fsbp": "EKS.1",
    "pci-dss-4.0": "1.2.8 1.3.1 1.3.2 1.4.2 1.5.1 A1.1.3",
    "aws-well-architected-security":
      "permissions:sec_permissions_analyze_cross_account network-protection:sec_network_protection_create_layers",
    "iso-27001-2022": "A.8.1",
  }),
});
