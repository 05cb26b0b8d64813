import * as z from "zod";
import { rule } from "../../rule.ts";
import { closedToInternet, IpPermission } from "./open-ports.ts";
import { related } from "./related.ts";

const PORTS = {
  20: "FTP data",
  21: "FTP",
  23: "Telnet",
  25: "SMTP",
  110: "POP3",
  135: "RPC",
  143: "IMAP",
  445: "SMB",
  3000: "development server",
  4333: "mSQL",
  5000: "development server",
  5500: "VNC listener",
  8080: "HTTP alternative",
  8088: "HTTP alternative",
};

export default rule({
  id: "EC2-016",
  pack: "compliance",
  title: "Security group must not open other high-risk ports to the internet",
  category: "network",
  severity: "high",
  resourceType: "AWS::EC2::SecurityGroup",
  remedy: "Close the port or allow only the sources that need it.",
  config: z.object({ IpPermissions: z.array(IpPermission) }),
  evaluate: ({ IpPermissions }) => closedToInternet(IpPermissions, PORTS),
  examples: {
    pass: [
      { IpPermissions: [] },
      { IpPermissions: [{ IpProtocol: "tcp", FromPort: 25, ToPort: 25, IpRanges: [{ CidrIp: "10.0.0.0/8" }] }] },
      { IpPermissions: [{ IpProtocol: "tcp", FromPort: 26, ToPort: 26, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] },
      { IpPermissions: [{ IpProtocol: "udp", FromPort: 25, ToPort: 25, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] },
    ],
    fail: [
      { IpPermissions: [{ IpProtocol: "tcp", FromPort: 25, ToPort: 25, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] },
      { IpPermissions: [{ IpProtocol: "tcp", FromPort: 23, ToPort: 25, Ipv6Ranges: [{ CidrIpv6: "::/0" }] }] },
      { IpPermissions: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }] },
    ],
  },
  requirements: related({
    "aws-fsbp": "EC2.19",
    soc2: "CC6.6",
    "iso-27001-2022": "A.8.20 A.8.21 A.8.22",
  }),
});
