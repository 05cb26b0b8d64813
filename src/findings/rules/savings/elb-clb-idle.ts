import * as z from "zod";
import { monthly, unit, units } from "../../../inventory/prices.ts";
import { fail, pass, rule } from "../../rule.ts";
import { keptBy, noData, young } from "./measured.ts";
import { saves } from "./saving.ts";

const DAYS = 7;
/** Trusted Advisor: fewer than 100 requests a day for seven days. */
const REQUESTS_MIN = 700;
const OLD = { CreatedTime: "2026-01-01T00:00:00Z" };

export default rule({
  id: "elb-clb-idle",
  pack: "savings",
  title: "Classic load balancer serves nothing",
  category: "idle",
  severity: "low",
  resourceType: "AWS::ElasticLoadBalancing::LoadBalancer",
  remedy: "Ask its owner, then delete the load balancer.",
  cli: "aws elb delete-load-balancer --load-balancer-name <id>",
  needs: ["tags", "metrics"],
  config: z.object({ CreatedTime: z.string().nullish() }),
  evaluate({ CreatedTime }, context) {
    const guard = keptBy(context.tags) ?? young(CreatedTime, DAYS, context);
    if (guard) return guard;
    const { healthyTargets, requests7d } = context.metrics;
    if (healthyTargets == null || requests7d == null) return noData("its requests");
    const facts = `${healthyTargets} healthy instances, ${Math.round(requests7d)} requests within 7 days.`;
    if (healthyTargets > 0 && requests7d >= REQUESTS_MIN) return pass(facts);
    const price = monthly(unit(units.loadBalancer.classic, context.region));
    return price ? saves(price, facts, `${units.loadBalancer.classic} × 730 h`) : fail(facts);
  },
  examples: {
    pass: [
      { config: OLD, context: { metrics: { healthyTargets: 1, requests7d: 700 } } },
      {
        config: { CreatedTime: "2026-11-13T12:00:00.000Z" },
        context: { metrics: { healthyTargets: 1, requests7d: 700 } },
      },
    ],
    fail: [
      { config: OLD, context: { metrics: { healthyTargets: 0, requests7d: 5000 } }, saves: "0.025 × 730 = 18.25" },
      { config: OLD, context: { metrics: { healthyTargets: 2, requests7d: 699 } }, saves: "0.025 × 730 = 18.25" },
      { config: OLD, context: { metrics: { healthyTargets: 0, requests7d: 5000 }, region: "cn-north-1" } },
    ],
    notApplicable: [
      { config: { CreatedTime: "2026-11-18T00:00:00Z" }, context: { metrics: { healthyTargets: 0, requests7d: 0 } } },
      { config: OLD, context: { metrics: { healthyTargets: 0, requests7d: 0 }, tags: { keep: "1" } } },
    ],
    unknown: [
      { config: OLD, context: { metrics: { requests7d: 700 } } },
      OLD,
      { config: {}, context: { metrics: { healthyTargets: 1, requests7d: 700 } } },
      { config: OLD, context: { metrics: { healthyTargets: 1 } } },
    ],
  },
  requirements: {},
});
