import { scaled, unit, units } from "../../../inventory/prices.ts";
import { fail, pass, rule } from "../../rule.ts";
import { noData } from "./measured.ts";
import { NAT, Nat } from "./nat.ts";
import { savesUpTo } from "./saving.ts";

const GB_MIN = 100;

export default rule({
  id: "nat-gateway-s3",
  pack: "savings",
  title: "Traffic to S3 or DynamoDB may go through a NAT gateway",
  category: "traffic",
  severity: "medium",
  resourceType: "AWS::EC2::NatGateway",
  remedy: "Add gateway endpoints for S3 and DynamoDB to the VPC's route tables: they cost nothing.",
  cli: "aws ec2 create-vpc-endpoint --vpc-id <vpc> --service-name com.amazonaws.<region>.s3 --route-table-ids <tables>",
  needs: ["metrics"],
  config: Nat,
  evaluate({ GatewayEndpoints }, { metrics, region }) {
    const missing = ["s3", "dynamodb"].filter((name) => !GatewayEndpoints.some((one) => one.endsWith(`.${name}`)));
    if (missing.length === 0) return pass("S3 and DynamoDB are reached by gateway endpoints.");
    const { bytesOut30d: out, bytesIn30d: back } = metrics;
    if (out == null || back == null) return noData("its traffic");
    const gb = Math.round((out + back) / 1e7) / 100;
    const facts = `Carried ${gb} GB within 30 days, and its VPC has no gateway endpoint for ${missing.join(" and ")}.`;
    if (gb <= GB_MIN) return pass(facts);
    const most = scaled(unit(units.nat.gb, region), gb);
    const formula = `0 to ${gb} GB × ${units.nat.gb}: the share that goes there is told by flow logs only`;
    return most ? savesUpTo({ most }, facts, formula, { gb }) : fail(facts);
  },
  examples: {
    pass: [
      { config: NAT, context: { metrics: { bytesOut30d: 60e9, bytesIn30d: 40e9 } } },
      {
        config: { ...NAT, GatewayEndpoints: ["com.amazonaws.us-east-1.s3", "com.amazonaws.us-east-1.dynamodb"] },
        context: { metrics: { bytesOut30d: 1e12, bytesIn30d: 0 } },
      },
    ],
    fail: [
      {
        config: NAT,
        context: { metrics: { bytesOut30d: 400e9, bytesIn30d: 100e9 } },
        saves: "0 to 500 × 0.045 = 22.5",
      },
      { config: NAT, context: { metrics: { bytesOut30d: 10000000, bytesIn30d: 100000000000 } } },
      {
        config: NAT,
        context: { metrics: { bytesOut30d: 400000000000, bytesIn30d: 100000000000 }, region: "cn-north-1" },
      },
    ],
    unknown: [
      { config: NAT, context: { metrics: { bytesIn30d: 40000000000 } } },
      NAT,
      { config: NAT, context: { metrics: { bytesOut30d: 60000000000 } } },
    ],
  },
  requirements: {},
});
