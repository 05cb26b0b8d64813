import { fail, pass, rule } from "../../rule.ts";
import { keptBy, noData, young } from "./measured.ts";
import { NAT, Nat, natMonthly } from "./nat.ts";
import { saves } from "./saving.ts";

const DAYS = 30;
const SILENT = { bytesOut30d: 0, bytesIn30d: 0, connectionsMaximum30d: 0 };

export default rule({
  id: "nat-idle",
  pack: "savings",
  title: "NAT gateway carries nothing",
  category: "idle",
  severity: "medium",
  resourceType: "AWS::EC2::NatGateway",
  remedy: "Look for route tables that name it, delete the gateway and release its address.",
  cli: "aws ec2 delete-nat-gateway --nat-gateway-id <id>",
  needs: ["tags", "metrics"],
  config: Nat,
  evaluate(nat, context) {
    const guard = keptBy(context.tags) ?? young(nat.CreateTime, DAYS, context);
    if (guard) return guard;
    const { bytesOut30d: out, bytesIn30d: back, connectionsMaximum30d: connections } = context.metrics;
    if (out == null || back == null) return noData("its traffic");
    const bytes = out + back;
    if (bytes > 0 || (connections ?? 0) > 0) return pass(`Carried ${Math.round(bytes / 1e6)} MB within 30 days.`);
    const facts = "Carried nothing within 30 days.";
    const price = natMonthly(nat, context.region);
    return price ? saves(price, facts, "the gateway and its addresses × 730 h") : fail(facts);
  },
  examples: {
    pass: [
      { config: NAT, context: { metrics: { ...SILENT, bytesOut30d: 1 } } },
      { config: NAT, context: { metrics: { ...SILENT, connectionsMaximum30d: 1 } } },
      {
        config: { ...NAT, CreateTime: "2026-10-21T12:00:00.000Z" },
        context: { metrics: { ...SILENT, bytesOut30d: 1 } },
      },
    ],
    fail: [
      { config: NAT, context: { metrics: SILENT }, saves: "0.045 × 730 + 0.005 × 730 = 36.5" },
      { config: NAT, context: { metrics: SILENT, region: "cn-north-1" } },
    ],
    notApplicable: [
      { config: { ...NAT, CreateTime: "2026-11-01T00:00:00Z" }, context: { metrics: SILENT } },
      { config: NAT, context: { tags: { dr: "1" }, metrics: SILENT } },
    ],
    unknown: [
      { config: NAT, context: { metrics: { ...SILENT, bytesOut30d: null } } },
      NAT,
      { config: { ...NAT, CreateTime: undefined }, context: { metrics: { ...SILENT, bytesOut30d: 1 } } },
      { config: NAT, context: { metrics: { bytesOut30d: 1, connectionsMaximum30d: 0 } } },
    ],
  },
  requirements: {},
});
