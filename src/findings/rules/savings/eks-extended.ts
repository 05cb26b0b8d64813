import * as z from "zod";
import { clusterSupport, monthly, unit, units } from "../../../inventory/prices.ts";
import { fail, pass, rule } from "../../rule.ts";
import { difference, savesBeside } from "./saving.ts";

export default rule({
  id: "eks-extended",
  pack: "savings",
  title: "Cluster pays for a Kubernetes version past its standard support",
  category: "lifecycle",
  severity: "high",
  resourceType: "AWS::EKS::Cluster",
  remedy: "Upgrade the control plane one minor version at a time, then the nodes.",
  cli: "aws eks update-cluster-version --name <id> --kubernetes-version <version>",
  config: z.object({ version: z.string() }),
  evaluate({ version }, { now, region }) {
    const support = clusterSupport("kubernetes", version, now);
    if (!support) return pass(`No extended support is published for Kubernetes ${version}.`);
    if (!support.begun) return pass(`Kubernetes ${version} is in standard support until ${support.start}.`);
    const facts = `Kubernetes ${version} has been in extended support since ${support.start}.`;
    const price = difference(monthly(unit(units.eks.extendedHour, region)), monthly(unit(units.eks.hour, region)));
    const formula = `(${units.eks.extendedHour} − ${units.eks.hour}) × 730 h`;
    return price
      ? savesBeside(price, facts, formula, { evidence: { until: support.end }, beside: "surcharge" })
      : fail(facts);
  },
  examples: {
    pass: [
      { version: "1.34" },
      { version: "1.99" },
      { config: { version: "1.33" }, context: { now: new Date("2026-07-28T12:00:00Z") } },
    ],
    fail: [
      { config: { version: "1.29" }, saves: "(0.6 − 0.1) × 730 = 365" },
      {
        config: { version: "1.33" },
        context: { now: new Date("2026-07-29T12:00:00Z") },
        saves: "(0.6 − 0.1) × 730 = 365",
      },
      { config: { version: "1.29" }, context: { region: "cn-north-1" } },
    ],
  },
  requirements: {},
});
