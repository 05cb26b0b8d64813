import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { noData, young } from "./measured.ts";

const AGE_DAYS_MIN = 30;
const EMPTY = { MinSize: 0, CreatedTime: "2026-01-01T00:00:00Z" };

/** Costs nothing by itself: what is left over is told, and no money is claimed. */
export default rule({
  id: "asg-zero",
  pack: "savings",
  title: "Auto Scaling group holds nothing",
  category: "hygiene",
  severity: "low",
  resourceType: "AWS::AutoScaling::AutoScalingGroup",
  remedy: "Delete the group with its launch template, unless a batch or spot workload fills it at times.",
  cli: "aws autoscaling delete-auto-scaling-group --auto-scaling-group-name <id>",
  needs: ["metrics"],
  config: z.object({ MinSize: z.number(), CreatedTime: z.string().nullish() }),
  evaluate({ MinSize, CreatedTime }, context) {
    const { desired } = context.metrics;
    if (desired == null) return noData("how many instances it wants");
    if (MinSize > 0 || desired > 0) return pass(`Wants ${desired} instances, at least ${MinSize}.`);
    return young(CreatedTime, AGE_DAYS_MIN, context) ?? fail("Wants no instance and needs none.");
  },
  examples: {
    pass: [
      { config: EMPTY, context: { metrics: { desired: 2 } } },
      { config: { ...EMPTY, MinSize: 1 }, context: { metrics: { desired: 0 } } },
      { config: EMPTY, context: { metrics: { desired: 1 } } },
    ],
    fail: [
      { config: EMPTY, context: { metrics: { desired: 0 } } },
      { config: { ...EMPTY, CreatedTime: "2026-10-21T12:00:00.000Z" }, context: { metrics: { desired: 0 } } },
    ],
    notApplicable: [
      { config: { ...EMPTY, CreatedTime: "2026-11-01T00:00:00Z" }, context: { metrics: { desired: 0 } } },
    ],
    unknown: [{ config: { MinSize: 0 }, context: { metrics: { desired: 0 } } }, EMPTY],
  },
  requirements: {},
});
