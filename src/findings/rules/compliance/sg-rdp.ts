import { portsRule } from "./open-ports.ts";
import { related } from "./related.ts";

export default portsRule({
  id: "EC2-012",
  title: "Security group must not open RDP (3389) to the internet",
  severity: "high",
  remedy: "Revoke the open rule and reach hosts through Fleet Manager or a VPN.",
  cli: "aws ec2 revoke-security-group-ingress --group-id <id> --protocol tcp --port 3389 --cidr 0.0.0.0/0",
  ports: { 3389: "RDP" },
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
