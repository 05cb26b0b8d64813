import { portsRule } from "./open-ports.ts";
import { related } from "./related.ts";

export default portsRule({
  id: "EC2-016",
  title: "Security group must not open other high-risk ports to the internet",
  severity: "high",
  remedy: "Close the port or allow only the sources that need it.",
  ports: {
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
  },
  requirements: related({
    "aws-fsbp": "EC2.19",
    soc2: "CC6.6",
    "iso-27001-2022": "A.8.20 A.8.21 A.8.22",
  }),
});
