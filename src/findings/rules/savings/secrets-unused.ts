import * as z from "zod";
import { unit, units } from "../../../inventory/prices.ts";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { daysSinceSeconds } from "../compliance/age.ts";
import { keptBy, young } from "./measured.ts";
import { saves } from "./saving.ts";

const DAYS = 90;
const OLD = { CreatedDate: "2026-01-01T00:00:00Z" };
const read = (iso: string) => ({ metrics: { accessedAt: Date.parse(iso) / 1000 } });

export default rule({
  id: "secrets-unused",
  pack: "savings",
  title: "Nobody reads the secret",
  category: "idle",
  severity: "low",
  resourceType: "AWS::SecretsManager::Secret",
  remedy: "Ask whether it breaks a glass in an emergency; if not, delete it: it can be restored for 30 days.",
  cli: "aws secretsmanager delete-secret --secret-id <id> --recovery-window-in-days 30",
  needs: ["tags", "metrics"],
  config: z.object({ CreatedDate: z.string().nullish(), OwningService: z.string().nullish() }),
  evaluate({ CreatedDate, OwningService }, context) {
    if (OwningService) return notApplicable(`Belongs to ${OwningService}.`);
    const days = daysSinceSeconds(context.metrics.accessedAt, context.now);
    if (days !== null && days <= DAYS) return pass("Was read within 90 days.");
    const guard = keptBy(context.tags) ?? young(CreatedDate, DAYS, context);
    if (guard) return guard;
    const facts = days === null ? "Was never read." : `Was last read ${Math.floor(days)} days ago.`;
    const price = unit(units.secretMonth, context.region);
    return price ? saves(price, facts, "one secret") : fail(facts);
  },
  examples: {
    pass: [
      { config: OLD, context: read("2026-11-01T00:00:00Z") },
      { config: OLD, context: read("2026-08-22T12:00:00Z") },
    ],
    fail: [
      { config: OLD, context: read("2026-08-01T00:00:00Z"), saves: "1 × 0.4 = 0.4" },
      { config: OLD, context: { metrics: { accessedAt: null } }, saves: "1 × 0.4 = 0.4" },
      { config: { CreatedDate: "2026-08-22T12:00:00.000Z" }, context: { metrics: { accessedAt: 1785542400 } } },
      { config: OLD, context: { metrics: { accessedAt: 1785542400 }, region: "cn-north-1" } },
      { config: OLD, context: read("2026-08-22T11:59:59Z") },
    ],
    notApplicable: [
      { config: { ...OLD, OwningService: "rds" }, context: { metrics: { accessedAt: null } } },
      { config: { CreatedDate: "2026-10-01T00:00:00Z" }, context: { metrics: { accessedAt: null } } },
      { config: OLD, context: { metrics: { accessedAt: null }, tags: { keep: "1" } } },
    ],
    unknown: [{ config: {}, context: { metrics: { accessedAt: 1785542400 } } }],
  },
  requirements: {},
});
