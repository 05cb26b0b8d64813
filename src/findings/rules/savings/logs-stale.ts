import * as z from "zod";
import { scaled, unit, units } from "../../../inventory/prices.ts";
import { fail, pass, rule } from "../../rule.ts";
import { gib, keptBy, noData, young } from "./measured.ts";
import { saves } from "./saving.ts";

const DAYS = 60;
const OLD = { creationTime: Date.parse("2026-01-01T00:00:00Z") };

export default rule({
  id: "logs-stale",
  pack: "savings",
  title: "Nothing writes to the log group any more",
  category: "idle",
  severity: "low",
  resourceType: "AWS::Logs::LogGroup",
  remedy: "Export what must be kept, then delete the log group.",
  cli: "aws logs delete-log-group --log-group-name <id>",
  needs: ["tags", "metrics"],
  config: z.object({ creationTime: z.number().nullish() }),
  evaluate({ creationTime }, context) {
    const { incomingBytes60d: incoming, storedBytes } = context.metrics;
    if (incoming == null || storedBytes == null) return noData("what is written to it");
    if (incoming > 0) return pass(`Took ${Math.round(incoming / 1e6)} MB within 60 days.`);
    if (storedBytes === 0) return pass("Is empty.");
    const guard =
      keptBy(context.tags) ?? young(creationTime ? new Date(creationTime).toISOString() : null, DAYS, context);
    if (guard) return guard;
    const size = gib(storedBytes);
    const facts = `Took nothing within 60 days and holds ${size} GiB.`;
    const price = scaled(unit(units.logs.storedGb, context.region), size);
    return price ? saves(price, facts, `${size} GiB × ${units.logs.storedGb}`) : fail(facts);
  },
  examples: {
    pass: [
      { config: OLD, context: { metrics: { incomingBytes60d: 1, storedBytes: 1 } } },
      { config: OLD, context: { metrics: { incomingBytes60d: 0, storedBytes: 0 } } },
    ],
    fail: [
      {
        config: OLD,
        context: { metrics: { incomingBytes60d: 0, storedBytes: 100 * 2 ** 30 } },
        saves: "100 × 0.03 = 3",
      },
      { config: OLD, context: { metrics: { incomingBytes60d: 0, storedBytes: 100 * 2 ** 30 }, region: "cn-north-1" } },
    ],
    notApplicable: [
      {
        config: { creationTime: Date.parse("2026-11-01T00:00:00Z") },
        context: { metrics: { incomingBytes60d: 0, storedBytes: 1 } },
      },
      { config: OLD, context: { metrics: { incomingBytes60d: 0, storedBytes: 1 }, tags: { keep: "1" } } },
    ],
    unknown: [
      { config: OLD, context: { metrics: { storedBytes: 1 } } },
      { config: {}, context: { metrics: { incomingBytes60d: 0, storedBytes: 100 * 2 ** 30 } } },
      OLD,
      { config: OLD, context: { metrics: { incomingBytes60d: 1 } } },
    ],
  },
  requirements: {},
});
