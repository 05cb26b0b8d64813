import { portsRule } from "./open-ports.ts";
import { related } from "./related.ts";

export default portsRule({
  id: "EC2-014",
  title: "Security group must not open relational database ports to the internet",
  severity: "high",
  remedy: "Allow only the application's security group as source.",
  ports: {
    1433: "SQL Server",
    1434: "SQL Server browser",
    1521: "Oracle",
    2483: "Oracle",
    3306: "MySQL",
    5432: "PostgreSQL",
  },
  requirements: related({
    "aws-fsbp": "EC2.19",
    soc2: "CC6.6",
    "aws-well-architected-security": "network-protection:sec_network_protection_auto_protect",
    "iso-27001-2022": "A.8.20 A.8.21 A.8.22",
  }),
});
