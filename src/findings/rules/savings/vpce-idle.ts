import * as z from "zod";
import { monthly, scaled, unit, units } from "../../../inventory/prices.ts";
import { fail, pass, rule } from "../../rule.ts";
import { keptBy, noData, young } from "./measured.ts";
import { saves } from "./saving.ts";

const DAYS = 30;
const ENDPOINT = {
  VpcEndpointType: "Interface",
  SubnetIds: ["subnet-1", "subnet-2"],
  CreationTimestamp: "2026-01-01T00:00:00Z",
};

export default rule({
  id: "vpce-idle",
  pack: "savings",
  title: "Interface endpoint carries nothing",
  category: "idle",
  severity: "low",
  resourceType: "AWS::EC2::VPCEndpoint",
  remedy: "Ask who resolves its names (another site may), then delete the endpoint.",
  cli: "aws ec2 delete-vpc-endpoints --vpc-endpoint-ids <id>",
  needs: ["tags", "metrics"],
  config: z.object({
    VpcEndpointType: z.string(),
    SubnetIds: z.array(z.string()).nullish(),
    CreationTimestamp: z.string().nullish(),
  }),
  evaluate({ VpcEndpointType, SubnetIds, CreationTimestamp }, context) {
    if (VpcEndpointType !== "Interface") return pass(`A ${VpcEndpointType} endpoint is not billed by the hour.`);
    const guard = keptBy(context.tags) ?? young(CreationTimestamp, DAYS, context);
    if (guard) return guard;
    const bytes = context.metrics.bytes30d;
    if (bytes == null) return noData("its traffic");
    if (bytes > 0) return pass(`Carried ${Math.round(bytes / 1e6)} MB within 30 days.`);
    const zones = SubnetIds?.length ?? 0;
    const facts = `Carried nothing within 30 days in ${zones} zones.`;
    const price = zones > 0 ? scaled(monthly(unit(units.interfaceEndpointZoneHour, context.region)), zones) : null;
    return price ? saves(price, facts, `${zones} zones × ${units.interfaceEndpointZoneHour} × 730 h`) : fail(facts);
  },
  examples: {
    pass: [
      { config: { ...ENDPOINT, VpcEndpointType: "Gateway" }, context: { metrics: {} } },
      { config: ENDPOINT, context: { metrics: { bytes30d: 5e6 } } },
      { config: ENDPOINT, context: { metrics: { bytes30d: 1 } } },
      {
        config: { ...ENDPOINT, CreationTimestamp: "2026-10-21T12:00:00.000Z" },
        context: { metrics: { bytes30d: 5000000 } },
      },
    ],
    fail: [
      { config: ENDPOINT, context: { metrics: { bytes30d: 0 } }, saves: "2 × 0.01 × 730 = 14.6" },
      { config: { ...ENDPOINT, SubnetIds: undefined }, context: { metrics: { bytes30d: 0 } } },
      {
        config: { ...ENDPOINT, SubnetIds: ["subnet-1"] },
        context: { metrics: { bytes30d: 0 } },
        saves: "1 × 0.01 × 730 = 7.3",
      },
    ],
    notApplicable: [
      { config: { ...ENDPOINT, CreationTimestamp: "2026-11-10T00:00:00Z" }, context: { metrics: { bytes30d: 0 } } },
      { config: ENDPOINT, context: { metrics: { bytes30d: 0 }, tags: { keep: "1" } } },
    ],
    unknown: [
      { config: { ...ENDPOINT, CreationTimestamp: undefined }, context: { metrics: { bytes30d: 5000000 } } },
      ENDPOINT,
    ],
  },
  requirements: {},
});
