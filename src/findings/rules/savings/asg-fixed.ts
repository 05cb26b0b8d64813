import * as z from "zod";
import { fail, pass, rule } from "../../rule.ts";
import { noData, round } from "./measured.ts";

const CPU_PERCENT_MAX = 20;

/** What fewer instances would cost depends on zones and peaks: nothing is claimed (so does Flexera's policy). */
export default rule({
  id: "asg-fixed",
  pack: "savings",
  title: "Auto Scaling group never scales",
  category: "hygiene",
  severity: "low",
  resourceType: "AWS::AutoScaling::AutoScalingGroup",
  remedy: "Give the group room between its smallest and largest size, and a target tracking policy.",
  cli: "aws autoscaling put-scaling-policy --auto-scaling-group-name <id> --policy-name cpu --policy-type TargetTrackingScaling",
  needs: ["metrics"],
  config: z.object({ MinSize: z.number(), MaxSize: z.number() }),
  evaluate({ MinSize, MaxSize }, { metrics }) {
    if (MinSize !== MaxSize) return pass(`May hold ${MinSize} to ${MaxSize} instances.`);
    if (MaxSize === 0) return pass("Holds nothing.");
    const average = metrics.cpuAverage30d;
    if (average == null) return noData("the CPU of its instances");
    const facts = `Always holds ${MinSize} instances, whose CPU averaged ${round(average)} % over 30 days.`;
    return average < CPU_PERCENT_MAX ? fail(facts, { evidence: { average } }) : pass(facts);
  },
  examples: {
    pass: [
      { config: { MinSize: 1, MaxSize: 4 }, context: { metrics: { cpuAverage30d: 5 } } },
      { config: { MinSize: 2, MaxSize: 2 }, context: { metrics: { cpuAverage30d: 20 } } },
      { MinSize: 0, MaxSize: 0 },
    ],
    fail: [
      { config: { MinSize: 2, MaxSize: 2 }, context: { metrics: { cpuAverage30d: 19 } } },
      { config: { MinSize: 1, MaxSize: 1 }, context: { metrics: { cpuAverage30d: 5 } } },
    ],
    unknown: [{ MinSize: 2, MaxSize: 2 }],
  },
  requirements: {},
});
