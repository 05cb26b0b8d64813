import { scaled, total, unit, units } from "../../../inventory/prices.ts";
import { fail, pass, rule } from "../../rule.ts";
import { gib, keptBy, noData, young } from "./measured.ts";
import { saves } from "./saving.ts";
import { TABLE, Table } from "./table.ts";

const DAYS = 30;
const silent = (gigabytes: number) => ({
  metrics: { reads30d: 0, writes30d: 0, sizeBytes: gigabytes * 2 ** 30 },
});

export default rule({
  id: "ddb-unused",
  pack: "savings",
  title: "Table is neither read nor written",
  category: "idle",
  severity: "low",
  resourceType: "AWS::DynamoDB::Table",
  remedy: "Take a backup, then delete the table.",
  cli: "aws dynamodb delete-table --table-name <id>",
  needs: ["tags", "metrics"],
  config: Table,
  evaluate({ BillingMode, Provisioned, CreationDateTime }, context) {
    const { reads30d: reads, writes30d: writes, sizeBytes } = context.metrics;
    if (reads == null || writes == null || sizeBytes == null) return noData("its load and size");
    if (reads + writes > 0) return pass(`Used ${Math.round(reads + writes)} capacity units within 30 days.`);
    const guard = keptBy(context.tags) ?? young(CreationDateTime, DAYS, context);
    if (guard) return guard;
    const facts = `Was neither read nor written within 30 days; holds ${gib(sizeBytes)} GiB.`;
    const pays = BillingMode !== "PAY_PER_REQUEST";
    const price = total(
      scaled(unit(units.dynamodb.gb, context.region), gib(sizeBytes)),
      scaled(unit(units.dynamodb.rcu, context.region), pays ? (Provisioned.ReadCapacityUnits ?? 0) : 0),
      scaled(unit(units.dynamodb.wcu, context.region), pays ? (Provisioned.WriteCapacityUnits ?? 0) : 0),
    );
    return price ? saves(price, facts, `GiB × ${units.dynamodb.gb} and its provisioned capacity`) : fail(facts);
  },
  examples: {
    pass: [{ config: TABLE, context: { metrics: { reads30d: 1, writes30d: 0, sizeBytes: 0 } } }],
    fail: [
      { config: TABLE, context: silent(40), saves: "40 × 0.25 + 1000 × 0.095 + 200 × 0.4745 = 199.9" },
      { config: { ...TABLE, BillingMode: "PAY_PER_REQUEST" }, context: silent(40), saves: "40 × 0.25 = 10" },
      {
        config: { ...TABLE, Provisioned: { WriteCapacityUnits: 200 } },
        context: { metrics: { reads30d: 0, writes30d: 0, sizeBytes: 40 * 2 ** 30 } },
      },
      {
        config: { ...TABLE, Provisioned: { ReadCapacityUnits: 1000 } },
        context: { metrics: { reads30d: 0, writes30d: 0, sizeBytes: 40 * 2 ** 30 } },
      },
      {
        config: { ...TABLE, CreationDateTime: "2026-10-21T12:00:00.000Z" },
        context: { metrics: { reads30d: 0, writes30d: 0, sizeBytes: 40 * 2 ** 30 } },
      },
      {
        config: TABLE,
        context: { metrics: { reads30d: 0, writes30d: 0, sizeBytes: 40 * 2 ** 30 }, region: "cn-north-1" },
      },
    ],
    notApplicable: [
      { config: { ...TABLE, CreationDateTime: "2026-11-10T00:00:00Z" }, context: silent(1) },
      { config: TABLE, context: { ...silent(1), tags: { keep: "1" } } },
    ],
    unknown: [
      { config: TABLE, context: { metrics: { writes30d: 0, sizeBytes: 0 } } },
      TABLE,
      {
        config: { ...TABLE, CreationDateTime: undefined },
        context: { metrics: { reads30d: 0, writes30d: 0, sizeBytes: 40 * 2 ** 30 } },
      },
      { config: TABLE, context: { metrics: { reads30d: 1, sizeBytes: 0 } } },
      { config: TABLE, context: { metrics: { reads30d: 1, writes30d: 0 } } },
    ],
  },
  requirements: {},
});
