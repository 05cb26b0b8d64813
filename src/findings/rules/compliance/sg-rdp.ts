import * as z from "zod";
import { rule } from "../../rule.ts";
import { closedToInternet, IpPermission } from "./open-ports.ts";
import { related } from "./related.ts";

const PORTS = { 3389: "RDP" };

export default rule({
  id: "EC2-012",
  pack: "compliance",
  title: "Security group must not open RDP (3389) to the internet",
  category: "network",
  severity: "high",
  resourceType: "AWS::EC2::SecurityGroup",
  remedy: "Revoke the open rule and reach hosts through Fleet Manager or a VPN.",
  cli: "aws ec2 revoke-security-group-ingress --group-id <id> --protocol tcp --port 3389 --cidr 0.0.0.0/0",
  config: z.object({ IpPermissions: z.array(IpPermission) }),
  evaluate: ({ IpPermissions }) => closedToInternet(IpPermissions, PORTS),
  examples: {
    pass: [
      { IpPermissions: [] },
      { IpPermissions: [{ IpProtocol: "tcp", FromPort: 3389, ToPort: 3389, IpRanges: [{ CidrIp: "10.0.0.0/8" }] }] },
      { IpPermissions: [{ IpProtocol: "tcp", FromPort: 3390, ToPort: 3390, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] },
      { IpPermissions: [{ IpProtocol: "udp", FromPort: 3389, ToPort: 3389, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] },
    ],
    fail: [
      { IpPermissions: [{ IpProtocol: "tcp", FromPort: 3389, ToPort: 3389, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] },
      { IpPermissions: [{ IpProtocol: "tcp", FromPort: 3387, ToPort: 3389, Ipv6Ranges: [{ CidrIpv6: "::/0" }] }] },
      { IpPermissions: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] },
    ],
  },
  requirements: related({
    "cis-aws-1.4": "5.2",
    "cis-aws-1.5": "5.2 5.3",
    "cis-aws-2.0": "5.2 5.3",
    "cis-aws-3.0": "5.2 5.3",
    "cis-aws-5.0": "5.3 5.4",
    "cis-aws-7.0": "6.3 6.4",
    soc2: "CC6.6",
    "aws-well-architected-security": "network-protection:sec_network_protection_auto_protect",
    "iso-27001-2022": "A.8.20 A.8.21 A.8.22",
  }),
});
