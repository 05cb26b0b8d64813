import * as z from "zod";
import { rule } from "../../rule.ts";
import { closedToInternet, IpPermission } from "./open-ports.ts";
import { related } from "./related.ts";

const PORTS = {
  1433: "SQL Server",
  1434: "SQL Server browser",
  1521: "Oracle",
  2483: "Oracle",
  3306: "MySQL",
  5432: "PostgreSQL",
};

export default rule({
  id: "EC2-014",
  pack: "compliance",
  title: "Security group must not open relational database ports to the internet",
  category: "network",
  severity: "high",
  resourceType: "AWS::EC2::SecurityGroup",
  remedy: "Allow only the application's security group as source.",
  config: z.object({ IpPermissions: z.array(IpPermission) }),
  evaluate: ({ IpPermissions }) => closedToInternet(IpPermissions, PORTS),
  examples: {
    pass: [
      { IpPermissions: [] },
      { IpPermissions: [{ IpProtocol: "tcp", FromPort: 5432, ToPort: 5432, IpRanges: [{ CidrIp: "10.0.0.0/8" }] }] },
      { IpPermissions: [{ IpProtocol: "tcp", FromPort: 5433, ToPort: 5433, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] },
      { IpPermissions: [{ IpProtocol: "udp", FromPort: 5432, ToPort: 5432, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] },
    ],
    fail: [
      { IpPermissions: [{ IpProtocol: "tcp", FromPort: 5432, ToPort: 5432, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] },
      { IpPermissions: [{ IpProtocol: "tcp", FromPort: 5430, ToPort: 5432, Ipv6Ranges: [{ CidrIpv6: "::/0" }] }] },
      { IpPermissions: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] },
    ],
  },
  requirements: related({
    "aws-fsbp": "EC2.19",
    soc2: "CC6.6",
    "aws-well-architected-security": "network-protection:sec_network_protection_auto_protect",
    "iso-27001-2022": "A.8.20 A.8.21 A.8.22",
  }),
});
