import * as z from "zod";
import { fromUnits, toUnits } from "../../../base/money.ts";
import { scaled, unit, units } from "../../../inventory/prices.ts";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { gib, noData } from "./measured.ts";
import { savesUpTo } from "./saving.ts";

const GIB_MIN = 1;
/** A year is what audits ask for, a month what debugging takes: the range that a retention may save. */
const [KEEP_LONG_DAYS, KEEP_SHORT_DAYS] = [365, 30];
const DAY_MS = 86_400_000;
/** 600 days before the day of the examples. */
const FOREVER = { creationTime: Date.parse("2026-11-20T12:00:00Z") - 600 * DAY_MS };
const stored = (gigabytes: number) => ({ metrics: { storedBytes: gigabytes * 2 ** 30 } });

export default rule({
  id: "logs-no-retention",
  pack: "savings",
  title: "Log group never forgets",
  category: "storage",
  severity: "low",
  resourceType: "AWS::Logs::LogGroup",
  remedy: "Ask how long it must be kept, then set the retention.",
  cli: "aws logs put-retention-policy --log-group-name <id> --retention-in-days 90",
  needs: ["metrics"],
  config: z.object({ retentionInDays: z.number().nullish(), creationTime: z.number().nullish() }),
  evaluate({ retentionInDays, creationTime }, { metrics, now, region }) {
    if (retentionInDays) return pass(`Keeps ${retentionInDays} days.`);
    if (metrics.storedBytes == null) return noData("its size");
    const size = gib(metrics.storedBytes);
    if (size <= GIB_MIN) return pass(`Keeps everything, which is ${size} GiB.`);
    if (!creationTime) return notApplicable("AWS does not say how old it is.");
    const ageDays = (now.getTime() - creationTime) / DAY_MS;
    const beyond = (keepDays: number) => Math.max(0, 1 - keepDays / ageDays);
    const facts = `Keeps ${size} GiB of ${Math.round(ageDays)} days for ever.`;
    const all = scaled(unit(units.logs.storedGb, region), size);
    const most = scaled(all, beyond(KEEP_SHORT_DAYS));
    if (!all || !most) return fail(facts);
    if (toUnits(most.amount) === 0n) return pass(facts);
    const least = fromUnits(toUnits(scaled(all, beyond(KEEP_LONG_DAYS))?.amount ?? "0"));
    const formula = `${size} GiB × ${units.logs.storedGb} × (1 − days kept ÷ age), keeping ${KEEP_LONG_DAYS} to ${KEEP_SHORT_DAYS} days`;
    return savesUpTo({ least, most }, facts, formula);
  },
  examples: {
    pass: [
      { config: { ...FOREVER, retentionInDays: 30 }, context: stored(500) },
      { config: FOREVER, context: stored(1) },
      { config: { creationTime: Date.parse("2026-11-01T00:00:00Z") }, context: stored(1000) },
    ],
    fail: [
      { config: FOREVER, context: stored(1000), saves: "0 to 1000 × 0.03 × (1 − 30 ÷ 600) = 28.5" },
      { config: { creationTime: 1743336000000 }, context: { metrics: { storedBytes: 2 * 2 ** 30 } } },
      {
        config: { creationTime: 1743336000000 },
        context: { metrics: { storedBytes: 1000 * 2 ** 30 }, region: "cn-north-1" },
      },
    ],
    notApplicable: [{ config: {}, context: stored(10) }],
    unknown: [{ creationTime: 1743336000000 }],
  },
  requirements: {},
});
