import * as z from "zod";
import { monthly, unit, units } from "../../../inventory/prices.ts";
import { fail, pass, rule } from "../../rule.ts";
import { difference, savesUpTo } from "./saving.ts";

const WEB = ["HTTP", "HTTPS"];
const listening = (Protocol: string) => ({ Listeners: [{ Protocol, LoadBalancerPort: 443 }] });

export default rule({
  id: "elb-clb-migrate",
  pack: "savings",
  title: "Classic load balancer could be an application load balancer",
  category: "generation",
  severity: "low",
  resourceType: "AWS::ElasticLoadBalancing::LoadBalancer",
  remedy: "Make an application load balancer with the same listeners, move the names, then delete the old one.",
  cli: "aws elb describe-load-balancers --load-balancer-names <id>",
  config: z.object({ Listeners: z.array(z.object({ Protocol: z.string().nullish() })) }),
  evaluate({ Listeners }, { region }) {
    if (!Listeners.some(({ Protocol }) => WEB.includes(Protocol ?? "")))
      return pass("Passes on bytes, which a network load balancer does.");
    const facts = "Is of the previous generation.";
    const most = difference(
      monthly(unit(units.loadBalancer.classic, region)),
      monthly(unit(units.loadBalancer.application, region)),
    );
    const formula = "0 to (classic − application) × 730 h: gigabytes against capacity units decide";
    return most ? savesUpTo({ most }, facts, formula) : fail(facts);
  },
  examples: {
    pass: [listening("TCP"), { Listeners: [] }],
    fail: [
      { config: listening("HTTPS"), saves: "0 to 0.025 × 730 − 0.0225 × 730 = 1.825" },
      { config: listening("HTTPS"), context: { region: "cn-north-1" } },
    ],
  },
  requirements: {},
});
