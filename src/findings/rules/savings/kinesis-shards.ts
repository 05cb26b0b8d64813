import * as z from "zod";
import { monthly, scaled, unit, units } from "../../../inventory/prices.ts";
import { fail, pass, rule } from "../../rule.ts";
import { noData } from "./measured.ts";
import { saves } from "./saving.ts";

/** What a shard takes in each second (Kinesis developer guide, "Quotas and limits"). */
const SHARD_BYTES = 1_000_000;
const SHARD_RECORDS = 1000;
const USED_SHARE_MAX = 0.25;
const SAFETY = 1.5;
const STREAM = { Mode: "PROVISIONED", OpenShardCount: 8 };
const peak = (bytes: number, records = 10) => ({
  metrics: { bytesPerSecondMaximum14d: bytes, recordsPerSecondMaximum14d: records },
});

export default rule({
  id: "kinesis-shards",
  pack: "savings",
  title: "Stream has more shards than its load takes",
  category: "sizing",
  severity: "low",
  resourceType: "AWS::Kinesis::Stream",
  remedy: "Look at the readers' throughput as well, then lower the shard count.",
  cli: "aws kinesis update-shard-count --stream-name <id> --target-shard-count <n> --scaling-type UNIFORM_SCALING",
  needs: ["metrics"],
  config: z.object({ Mode: z.string().nullable(), OpenShardCount: z.number().nullable() }),
  evaluate({ Mode, OpenShardCount: shards }, { metrics, region }) {
    if (Mode === "ON_DEMAND") return pass("Pays by use.");
    if (!shards || shards === 1) return pass("Has one shard.");
    const { bytesPerSecondMaximum14d: bytes, recordsPerSecondMaximum14d: records } = metrics;
    if (bytes == null || records == null) return noData("what is written to it");
    const used = Math.max(bytes / SHARD_BYTES, records / SHARD_RECORDS);
    const facts = `The busiest five minutes of 14 days took ${Math.round((used / shards) * 100)} % of its ${shards} shards.`;
    if (used / shards >= USED_SHARE_MAX) return pass(facts);
    const need = Math.max(1, Math.ceil(used * SAFETY));
    const price = scaled(monthly(unit(units.kinesisShardHour, region)), shards - need);
    return price
      ? saves(price, facts, `(${shards} − ${need}) shards × ${units.kinesisShardHour} × 730 h`, { need })
      : fail(facts);
  },
  examples: {
    pass: [
      { config: { ...STREAM, Mode: "ON_DEMAND" }, context: { metrics: {} } },
      { config: STREAM, context: peak(2_000_000) },
      { config: { ...STREAM, OpenShardCount: 1 }, context: peak(0) },
      {
        config: { ...STREAM, OpenShardCount: null },
        context: { metrics: { bytesPerSecondMaximum14d: 0, recordsPerSecondMaximum14d: 0 } },
      },
    ],
    fail: [
      { config: STREAM, context: peak(1_000_000), saves: "(8 − 2) × 0.015 × 730 = 65.7" },
      { config: STREAM, context: peak(0, 0), saves: "(8 − 1) × 0.015 × 730 = 76.65" },
      {
        config: STREAM,
        context: {
          metrics: { bytesPerSecondMaximum14d: 1000000, recordsPerSecondMaximum14d: 10 },
          region: "cn-north-1",
        },
      },
    ],
    unknown: [
      { config: STREAM, context: { metrics: { recordsPerSecondMaximum14d: 10 } } },
      { ...STREAM, Mode: null },
      { config: STREAM, context: { metrics: { bytesPerSecondMaximum14d: 2000000 } } },
    ],
  },
  requirements: {},
});
