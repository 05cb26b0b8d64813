import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { related } from "./related.ts";

const Entry = z.object({
  RuleNumber: z.number(),
  Egress: z.boolean(),
  RuleAction: z.string(),
  Protocol: z.string(),
  PortRange: z.object({ From: z.number().optional(), To: z.number().optional() }).nullish(),
  CidrBlock: z.string().nullish(),
  Ipv6CidrBlock: z.string().nullish(),
});
type Entry = z.infer<typeof Entry>;

const SSH = 22;
const RDP = 3389;
const SOURCES = ["0.0.0.0/0", "::/0"];
const ALLOW: Entry = {
  RuleNumber: 100,
  Egress: false,
  RuleAction: "allow",
  Protocol: "6",
  PortRange: { From: 22, To: 22 },
  CidrBlock: "0.0.0.0/0",
};

/** Entries are walked by number, and the first that matches decides. Protocol 6 is TCP, -1 is every one. */
function lets(entries: readonly Entry[], port: number, source: string): boolean {
  const first = entries
    .filter(({ Egress, Protocol, PortRange, CidrBlock, Ipv6CidrBlock }) => {
      if (Egress || (CidrBlock !== source && Ipv6CidrBlock !== source)) return false;
      if (Protocol === "-1") return true;
      return Protocol === "6" && (PortRange?.From ?? 0) <= port && port <= (PortRange?.To ?? 65_535);
    })
    .sort((a, b) => a.RuleNumber - b.RuleNumber)[0];
  return first?.RuleAction === "allow";
}

export default rule({
  id: "EC2-019",
  pack: "compliance",
  title: "Network ACL must not allow SSH or RDP from the internet",
  category: "network",
  severity: "medium",
  resourceType: "AWS::EC2::NetworkAcl",
  remedy: "Deny ports 22 and 3389 from the internet before the entry that allows them.",
  config: z.object({ Entries: z.array(Entry) }),
  evaluate({ Entries }) {
    const ways = [SSH, RDP].flatMap((port) =>
      SOURCES.filter((source) => lets(Entries, port, source)).map((source) => `${port} from ${source}`),
    );
    return ways.length === 0
      ? pass("Neither SSH nor RDP comes in from the internet.")
      : fail(`Lets in ${ways.join(", ")}.`);
  },
  examples: {
    pass: [
      { Entries: [{ ...ALLOW, Protocol: "17" }] },
      { Entries: [{ ...ALLOW, CidrBlock: "10.0.0.0/8" }] },
      {
        Entries: [
          { ...ALLOW, RuleNumber: 200 },
          { ...ALLOW, RuleAction: "deny" },
        ],
      },
      { Entries: [{ ...ALLOW, Egress: true }] },
      { Entries: [{ ...ALLOW, PortRange: { From: 443, To: 443 } }] },
    ],
    fail: [
      { Entries: [{ ...ALLOW, PortRange: undefined }] },
      { Entries: [ALLOW] },
      { Entries: [{ ...ALLOW, Protocol: "-1", PortRange: undefined }] },
      { Entries: [{ ...ALLOW, CidrBlock: undefined, Ipv6CidrBlock: "::/0" }] },
      { Entries: [{ ...ALLOW, PortRange: { From: 3000, To: 4000 } }] },
      { Entries: [ALLOW, { ...ALLOW, RuleNumber: 200, RuleAction: "deny" }] },
    ],
  },
  requirements: related({
    "cis-aws-1.4": "5.1",
    "cis-aws-1.5": "5.1",
    "cis-aws-2.0": "5.1",
    "cis-aws-3.0": "5.1",
    "cis-aws-5.0": "5.2",
    "cis-aws-7.0": "6.2",
    "aws-fsbp": "EC2.21",
    "pci-dss-3.2.1": "1.2 1.2.1 1.2.1.a 1.2.1.b 1.2.1.c 1.2.3 1.2.3.b 1.3 1.3.2",
    "pci-dss-4.0": "1.2.8 1.3.1 1.3.2 1.4.2 1.5.1 A1.1.3",
    soc2: "CC6.6",
    "aws-well-architected-security":
      "network-protection:sec_network_protection_layered network-protection:sec_network_protection_auto_protect",
    "iso-27001-2022": "A.8.20 A.8.21 A.8.22",
  }),
});
