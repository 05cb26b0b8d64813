import { portsRule } from "./open-ports.ts";
import { related } from "./related.ts";

export default portsRule({
  id: "EC2-011",
  title: "Security group must not open SSH (22) to the internet",
  severity: "high",
  remedy: "Revoke the open rule and use Session Manager, EC2 Instance Connect Endpoint or a VPN.",
  cli: "aws ec2 revoke-security-group-ingress --group-id <id> --protocol tcp --port 22 --cidr 0.0.0.0/0",
  ports: { 22: "SSH" },
  requirements: related({
    "cis-aws-1.4": "5.2",
    "cis-aws-1.5": "5.2 5.3",
    "cis-aws-2.0": "5.2 5.3",
    "cis-aws-3.0": "5.2 5.3",
    "cis-aws-5.0": "5.3 5.4",
    "cis-aws-7.0": "6.3 6.4",
    "pci-dss-3.2.1": "1.2 1.2.1 1.2.1.a 1.2.1.b 1.2.1.c 1.3 1.3.1 2.2 2.2.2",
    "pci-dss-4.0": "1.2.8 1.3.1 1.3.2 1.4.2 1.5.1 A1.1.3",
    soc2: "CC6.6 CC7.2",
    hipaa: "164.308(a)(1)(ii)(B) 164.312(e)(1)",
    "nist-800-53-r5":
      "ac_17_b ac_17_1 ac_17_9 ac_17_10 cm_9_b sc_7_7 sc_7_11 sc_7_12 sc_7_16 sc_7_21 sc_7_24_b sc_7_25 sc_7_26 sc_7_27 sc_7_28 sc_7_a sc_7_c",
    "aws-well-architected-security": "network-protection:sec_network_protection_auto_protect",
    "iso-27001-2022": "A.8.20 A.8.21 A.8.22",
  }),
});
