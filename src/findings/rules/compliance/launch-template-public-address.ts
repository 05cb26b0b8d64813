import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

export default rule({
  id: "EC2-022",
  pack: "compliance",
  title: "Launch template must not assign public addresses",
  category: "public-exposure",
  severity: "high",
  resourceType: "AWS::EC2::LaunchTemplate",
  remedy: "Make a version without AssociatePublicIpAddress and set it as the default.",
  config: z.object({
    Versions: z.array(
      z.object({
        VersionNumber: z.number(),
        NetworkInterfaces: z.array(z.object({ AssociatePublicIpAddress: z.boolean().nullish() })),
      }),
    ),
  }),
  evaluate({ Versions }) {
    const open = Versions.filter(({ NetworkInterfaces }) =>
      NetworkInterfaces.some((one) => one.AssociatePublicIpAddress),
    );
    if (open.length === 0) return pass("Neither the default nor the latest version assigns a public address.");
    return fail(`Version ${open.map(({ VersionNumber }) => VersionNumber).join(" and ")} assigns a public address.`);
  },
  examples: {
    pass: [
      { Versions: [{ VersionNumber: 1, NetworkInterfaces: [] }] },
      { Versions: [{ VersionNumber: 1, NetworkInterfaces: [{ AssociatePublicIpAddress: false }] }] },
    ],
    fail: [
      { Versions: [{ VersionNumber: 1, NetworkInterfaces: [{ AssociatePublicIpAddress: true }] }] },
      {
        Versions: [
          { VersionNumber: 1, NetworkInterfaces: [] },
          { VersionNumber: 2, NetworkInterfaces: [{ AssociatePublicIpAddress: true }] },
        ],
      },
    ],
  },
  requirements: related({
    "aws-fsbp": "EC2.25",
    "pci-dss-4.0": "1.4.5",
    soc2: "CC6.6",
    "iso-27001-2022": "A.8.20 A.8.21 A.8.22",
  }),
});
