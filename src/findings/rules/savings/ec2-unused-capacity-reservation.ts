import * as z from "zod";
import { ec2Hour, monthly, scaled } from "../../../inventory/prices.ts";
import { fail, pass, rule } from "../../rule.ts";
import { keptBy, noData, young } from "./measured.ts";
import { saves } from "./saving.ts";

const DAYS = 7;
const RESERVED = { InstanceType: "m5.large", InstancePlatform: "Linux/UNIX", StartDate: "2026-10-01T00:00:00Z" };

export default rule({
  id: "ec2-unused-capacity-reservation",
  pack: "savings",
  title: "Capacity reservation is paid and not used",
  category: "idle",
  severity: "high",
  resourceType: "AWS::EC2::CapacityReservation",
  remedy: "Lower its count to what runs in it, or cancel it; keep what is reserved for a disaster.",
  cli: "aws ec2 cancel-capacity-reservation --capacity-reservation-id <id>",
  needs: ["tags", "metrics"],
  config: z.object({
    InstanceType: z.string(),
    InstancePlatform: z.string().nullish(),
    StartDate: z.string().nullish(),
  }),
  evaluate({ InstanceType, InstancePlatform, StartDate }, context) {
    const guard = keptBy(context.tags) ?? young(StartDate, DAYS, context);
    if (guard) return guard;
    const free = context.metrics.availableLeast7d;
    if (free == null) return noData("how much of it is used");
    if (free <= 0) return pass("All of it was used within 7 days.");
    const facts = `${free} of its ${InstanceType} stood free for 7 days.`;
    const price =
      InstancePlatform === "Linux/UNIX" ? scaled(monthly(ec2Hour(InstanceType, context.region)), free) : null;
    return price ? saves(price, facts, `${free} × ${InstanceType} × 730 h`, { free }) : fail(facts);
  },
  examples: {
    pass: [
      { config: RESERVED, context: { metrics: { availableLeast7d: 0 } } },
      { config: { ...RESERVED, StartDate: "2026-11-13T12:00:00.000Z" }, context: { metrics: { availableLeast7d: 0 } } },
    ],
    fail: [
      { config: RESERVED, context: { metrics: { availableLeast7d: 2 } }, saves: "2 × 0.096 × 730 = 140.16" },
      { config: { ...RESERVED, InstancePlatform: "Windows" }, context: { metrics: { availableLeast7d: 1 } } },
    ],
    notApplicable: [
      { config: RESERVED, context: { tags: { DR: "yes" }, metrics: { availableLeast7d: 2 } } },
      { config: { ...RESERVED, StartDate: "2026-11-15T00:00:00Z" }, context: { metrics: { availableLeast7d: 2 } } },
    ],
    unknown: [
      { config: { ...RESERVED, StartDate: undefined }, context: { metrics: { availableLeast7d: 0 } } },
      RESERVED,
    ],
  },
  requirements: {},
});
