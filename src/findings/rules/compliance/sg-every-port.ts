import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { coversEveryPort, EVERY_PORT, IpPermission, internetSources } from "./open-ports.ts";
import { related } from "./related.ts";

export default rule({
  id: EVERY_PORT,
  pack: "compliance",
  title: "Security group must not open every port to the internet",
  category: "network",
  severity: "critical",
  isCauseOn: "resource",
  resourceType: "AWS::EC2::SecurityGroup",
  remedy: "Replace the rule by the exact ports and sources that the workload needs.",
  cli: "aws ec2 revoke-security-group-ingress --group-id <id> --protocol all --cidr 0.0.0.0/0",
  config: z.object({ IpPermissions: z.array(IpPermission) }),
  evaluate({ IpPermissions }) {
    const sources = internetSources(IpPermissions.filter(coversEveryPort));
    return sources.length > 0
      ? fail(`Every port is open to ${sources.join(" and ")}.`)
      : pass("No rule opens every port to the internet.");
  },
  examples: {
    pass: [
      { IpPermissions: [{ IpProtocol: "tcp", FromPort: 2, ToPort: 65535, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] },
      { IpPermissions: [{ IpProtocol: "tcp", FromPort: 0, ToPort: 65534, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] },
      { IpPermissions: [{ IpProtocol: "icmp", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] },
      { IpPermissions: [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] },
      { IpPermissions: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "10.0.0.0/8" }] }] },
      { IpPermissions: [{ IpProtocol: "icmp", FromPort: -1, ToPort: -1, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] },
    ],
    fail: [
      {
        IpPermissions: [
          { IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/1" }] },
          { IpProtocol: "-1", IpRanges: [{ CidrIp: "128.0.0.0/1" }] },
        ],
      },
      { IpPermissions: [{ IpProtocol: "udp", FromPort: 1, ToPort: 65535, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] },
      { IpPermissions: [{ IpProtocol: "6", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] },
      { IpPermissions: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] },
      { IpPermissions: [{ IpProtocol: "-1", Ipv6Ranges: [{ CidrIpv6: "::/0" }] }] },
      { IpPermissions: [{ IpProtocol: "tcp", FromPort: 0, ToPort: 65535, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] },
    ],
  },
  requirements: related({
    "cis-aws-1.4": "5.2",
    "cis-aws-1.5": "5.2 5.3",
    "cis-aws-2.0": "5.2 5.3",
    "cis-aws-3.0": "5.2 5.3",
    "cis-aws-5.0": "5.3 5.4",
    "cis-aws-7.0": "6.3 6.4",
    "pci-dss-3.2.1": "1.1 1.1.4 1.1.4.c 1.2 1.2.1 1.2.1.a 1.2.1.b 1.2.1.c 1.2.3 1.2.3.b 1.3 1.3.2 1.3.5",
    soc2: "CC6.6",
    "aws-well-architected-security": "network-protection:sec_network_protection_auto_protect",
    "iso-27001-2022": "A.8.20 A.8.21 A.8.22",
  }),
});
