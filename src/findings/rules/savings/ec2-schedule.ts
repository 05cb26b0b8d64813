import { ec2Hour, isListPriced, monthly, scaled } from "../../../inventory/prices.ts";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { environmentOf } from "./environment.ts";
import { Instance, RUNNING } from "./instance.ts";
import { noData } from "./measured.ts";
import { saves } from "./saving.ts";

const QUIET_SHARE_MIN = 0.8;
/** (168 − 60) ÷ 168 hours of a week lie outside five days of twelve hours. */
const OFF_SHARE = 0.64;
const DEV = { tags: { Environment: "dev" } };

export default rule({
  id: "ec2-schedule",
  pack: "savings",
  title: "Instance outside production runs through nights and weekends",
  category: "schedule",
  severity: "medium",
  resourceType: "AWS::EC2::Instance",
  remedy: "With its owner's consent, stop it from 19 to 7 o'clock and on weekends by a schedule.",
  cli: "aws ec2 stop-instances --instance-ids <id>",
  needs: ["tags", "metrics"],
  config: Instance,
  evaluate(instance, { tags, metrics, region }) {
    if (instance.State.Name !== "running") return notApplicable(`Is ${instance.State.Name}.`);
    if (instance.InstanceLifecycle) return notApplicable(`A ${instance.InstanceLifecycle} instance ends by itself.`);
    if (tags?.["aws:autoscaling:groupName"]) return notApplicable("Its Auto Scaling group decides how many run.");
    const environment = environmentOf(tags);
    if (environment === "production") return pass("Is in production.");
    if (environment === null) return notApplicable("No Environment tag says whether it is production.");
    const quiet = metrics.quietOffHours28d;
    if (quiet == null) return noData("its nights and weekends");
    const facts = `CPU was below 5 % in ${Math.round(quiet * 100)} % of its nights and weekends over 28 days.`;
    if (quiet < QUIET_SHARE_MIN) return pass(facts);
    const price = isListPriced(instance) ? scaled(monthly(ec2Hour(instance.InstanceType, region)), OFF_SHARE) : null;
    return price ? saves(price, facts, `${instance.InstanceType} × 730 h × ${OFF_SHARE}`, { quiet }) : fail(facts);
  },
  examples: {
    pass: [
      { config: RUNNING, context: { ...DEV, metrics: { quietOffHours28d: 0.79 } } },
      { config: RUNNING, context: { tags: { env: "prod" }, metrics: { quietOffHours28d: 1 } } },
    ],
    fail: [
      {
        config: RUNNING,
        context: { ...DEV, metrics: { quietOffHours28d: 0.8 } },
        saves: "0.096 × 730 × 0.64 = 44.8512",
      },
      {
        config: { ...RUNNING, InstanceType: "x" },
        context: { tags: { Environment: "dev" }, metrics: { quietOffHours28d: 0.8 } },
      },
    ],
    notApplicable: [
      { config: RUNNING, context: { tags: {}, metrics: { quietOffHours28d: 1 } } },
      { config: { ...RUNNING, InstanceLifecycle: "spot" }, context: { ...DEV, metrics: {} } },
      {
        config: { ...RUNNING, State: { Name: "stopped" } },
        context: { tags: { Environment: "dev" }, metrics: { quietOffHours28d: 0.79 } },
      },
      {
        config: RUNNING,
        context: { tags: { ...DEV.tags, "aws:autoscaling:groupName": "g" }, metrics: { quietOffHours28d: 1 } },
      },
    ],
    unknown: [{ config: RUNNING, context: { tags: { Environment: "dev" } } }],
  },
  requirements: {},
});
