import * as z from "zod";
import { monthly, onDemand, scaled, total, unit, units } from "../../../inventory/prices.ts";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { keptBy, noData, young } from "./measured.ts";
import { saves } from "./saving.ts";

const DAYS = 7;
const REQUESTS_MIN = 700;
const BALANCER = {
  Type: "application",
  Scheme: "internal",
  CreatedTime: "2026-01-01T00:00:00Z",
  AvailabilityZones: [{}, {}],
  Listeners: [{}],
};

export default rule({
  id: "elb-alb-idle",
  pack: "savings",
  title: "Load balancer serves nothing",
  category: "idle",
  severity: "low",
  resourceType: "AWS::ElasticLoadBalancingV2::LoadBalancer",
  remedy: "Ask whether it stands by for a deployment, then delete the load balancer.",
  cli: "aws elbv2 delete-load-balancer --load-balancer-arn <arn>",
  needs: ["tags", "metrics"],
  config: z.object({
    Type: z.string(),
    Scheme: z.string().nullish(),
    CreatedTime: z.string().nullish(),
    AvailabilityZones: z.array(z.object({})),
    Listeners: z.array(z.object({})),
  }),
  evaluate({ Type, Scheme, CreatedTime, AvailabilityZones, Listeners }, context) {
    if (Type !== "application" && Type !== "network") return notApplicable(`A ${Type} load balancer is not judged.`);
    const guard = keptBy(context.tags) ?? young(CreatedTime, DAYS, context);
    if (guard) return guard;
    const { healthyTargets, requests7d } = context.metrics;
    if (Listeners.length > 0 && (healthyTargets == null || requests7d == null)) return noData("its requests");
    const facts = `${Listeners.length} listeners, ${healthyTargets ?? 0} healthy targets, ${Math.round(requests7d ?? 0)} requests within 7 days.`;
    if (Listeners.length > 0 && (healthyTargets ?? 0) > 0 && (requests7d ?? 0) >= REQUESTS_MIN) return pass(facts);
    // What faces the internet has an address in each zone.
    const addresses = Scheme === "internet-facing" ? AvailabilityZones.length : 0;
    const price = total(
      monthly(onDemand({ service: "load-balancer", type: Type, region: context.region })),
      scaled(monthly(unit(units.publicIpv4Hour, context.region)), addresses),
    );
    return price ? saves(price, facts, `the load balancer and ${addresses} public addresses × 730 h`) : fail(facts);
  },
  examples: {
    pass: [
      { config: BALANCER, context: { metrics: { healthyTargets: 2, requests7d: 700 } } },
      { config: BALANCER, context: { metrics: { healthyTargets: 1, requests7d: 700 } } },
      {
        config: { ...BALANCER, CreatedTime: "2026-11-13T12:00:00.000Z" },
        context: { metrics: { healthyTargets: 2, requests7d: 700 } },
      },
    ],
    fail: [
      {
        config: BALANCER,
        context: { metrics: { healthyTargets: 0, requests7d: 900 } },
        saves: "0.0225 × 730 = 16.425",
      },
      {
        config: { ...BALANCER, Scheme: "internet-facing" },
        context: { metrics: { healthyTargets: 2, requests7d: 0 } },
        saves: "0.0225 × 730 + 2 × 0.005 × 730 = 23.725",
      },
      { config: { ...BALANCER, Listeners: [] }, context: { metrics: {} } },
      { config: { ...BALANCER, Listeners: [] }, context: { metrics: { healthyTargets: 2, requests7d: 700 } } },
      { config: BALANCER, context: { metrics: { healthyTargets: 0, requests7d: 900 }, region: "cn-north-1" } },
      { config: { ...BALANCER, Type: "network" }, context: { metrics: { healthyTargets: 0, requests7d: 900 } } },
    ],
    notApplicable: [
      { config: { ...BALANCER, Type: "gateway" }, context: { metrics: {} } },
      { config: { ...BALANCER, CreatedTime: "2026-11-19T00:00:00Z" }, context: { metrics: {} } },
      { config: BALANCER, context: { metrics: { healthyTargets: 0, requests7d: 0 }, tags: { keep: "1" } } },
    ],
    unknown: [
      BALANCER,
      { config: BALANCER, context: { metrics: { requests7d: 700 } } },
      { config: { ...BALANCER, CreatedTime: undefined }, context: { metrics: { healthyTargets: 2, requests7d: 700 } } },
      { config: BALANCER, context: { metrics: { healthyTargets: 2 } } },
    ],
  },
  requirements: {},
});
