import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { environmentOf } from "./environment.ts";
import { NAT, Nat, natMonthly } from "./nat.ts";
import { saves } from "./saving.ts";

const DEV = { tags: { Environment: "dev" } };
const SECOND = { ...NAT, Siblings: [{ NatGatewayId: "nat-1", Zone: "us-east-1a" }] };

export default rule({
  id: "nat-dup-az",
  pack: "savings",
  title: "VPC outside production has several NAT gateways",
  category: "standby",
  severity: "medium",
  resourceType: "AWS::EC2::NatGateway",
  remedy: "Send the subnets' routes through one gateway, then delete the others.",
  cli: "aws ec2 delete-nat-gateway --nat-gateway-id <id>",
  needs: ["tags"],
  config: Nat,
  evaluate(nat, { tags, region }) {
    // Of several the first by id stays.
    const first = nat.Siblings.filter(({ NatGatewayId }) => NatGatewayId < nat.NatGatewayId)[0];
    if (!first) return pass(nat.Siblings.length > 0 ? "Is the first of its VPC." : "Is the only one of its VPC.");
    const environment = environmentOf(tags);
    if (environment === "production") return pass("Is in production, where each zone has its own.");
    if (environment === null) return notApplicable("No Environment tag says whether it is production.");
    const facts = `Stands beside ${first.NatGatewayId} in a VPC outside production.`;
    const price = natMonthly(nat, region);
    return price
      ? saves(price, facts, "the gateway and its addresses × 730 h", { beside: first.NatGatewayId })
      : fail(facts);
  },
  examples: {
    pass: [
      { config: NAT, context: DEV },
      { config: SECOND, context: { tags: { env: "prod" } } },
      { config: { ...NAT, Siblings: [{ NatGatewayId: "nat-3", Zone: "us-east-1b" }] }, context: DEV },
      {
        config: { ...NAT, NatGatewayId: "nat-3", Siblings: [{ NatGatewayId: "nat-3", Zone: "us-east-1b" }] },
        context: { tags: { Environment: "dev" } },
      },
    ],
    fail: [
      { config: SECOND, context: DEV, saves: "0.045 × 730 + 0.005 × 730 = 36.5" },
      { config: SECOND, context: { tags: { Environment: "dev" }, region: "cn-north-1" } },
    ],
    notApplicable: [{ config: SECOND, context: { tags: {} } }],
  },
  requirements: {},
});
