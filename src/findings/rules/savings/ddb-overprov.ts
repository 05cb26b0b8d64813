import { scaled, total, unit, units } from "../../../inventory/prices.ts";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { noData, round } from "./measured.ts";
import { saves } from "./saving.ts";
import { TABLE, Table } from "./table.ts";

const USED_SHARE_MAX = 0.4;
const SAFETY = 1.5;
const peaks = (read: number, write: number) => ({ metrics: { readUnitsP99: read, writeUnitsP99: write } });

export default rule({
  id: "ddb-overprov",
  pack: "savings",
  title: "Table pays for capacity that it does not use",
  category: "sizing",
  severity: "medium",
  resourceType: "AWS::DynamoDB::Table",
  remedy: "Lower the provisioned capacity, add auto scaling, or change to on-demand.",
  cli: "aws dynamodb update-table --table-name <id> --provisioned-throughput ReadCapacityUnits=<n>,WriteCapacityUnits=<n>",
  needs: ["metrics"],
  config: Table,
  evaluate({ BillingMode, Provisioned, ScalableDimensions }, { metrics, region }) {
    if (BillingMode === "PAY_PER_REQUEST") return pass("Pays by request.");
    if (ScalableDimensions.length > 0) return notApplicable("Auto scaling follows its load.");
    const { readUnitsP99: reads, writeUnitsP99: writes } = metrics;
    if (reads == null || writes == null) return noData("its load");
    const { ReadCapacityUnits: paidReads = 0, WriteCapacityUnits: paidWrites = 0 } = Provisioned;
    const needed = (used: number, paid: number) =>
      used >= paid * USED_SHARE_MAX ? paid : Math.min(paid, Math.max(1, Math.ceil(used * SAFETY)));
    const [needReads, needWrites] = [needed(reads, paidReads), needed(writes, paidWrites)];
    const facts = `Uses ${round(reads)} of ${paidReads} read and ${round(writes)} of ${paidWrites} write units in 99 of 100 spells.`;
    if (needReads === paidReads && needWrites === paidWrites) return pass(facts);
    const price = total(
      scaled(unit(units.dynamodb.rcu, region), paidReads - needReads),
      scaled(unit(units.dynamodb.wcu, region), paidWrites - needWrites),
    );
    const formula = `${paidReads - needReads} read × ${units.dynamodb.rcu} + ${paidWrites - needWrites} write × ${units.dynamodb.wcu}`;
    return price ? saves(price, facts, formula, { needReads, needWrites }) : fail(facts);
  },
  examples: {
    pass: [
      { config: { ...TABLE, BillingMode: "PAY_PER_REQUEST" }, context: { metrics: {} } },
      { config: TABLE, context: peaks(400, 80) },
    ],
    fail: [
      { config: TABLE, context: peaks(100, 20), saves: "(1000 − 150) × 0.095 + (200 − 30) × 0.4745 = 161.415" },
      { config: TABLE, context: peaks(100, 190), saves: "(1000 − 150) × 0.095 = 80.75" },
      {
        config: { ...TABLE, Provisioned: { ReadCapacityUnits: 1000, WriteCapacityUnits: 400 } },
        context: { metrics: { readUnitsP99: 400, writeUnitsP99: 80 } },
      },
      { config: TABLE, context: { metrics: { readUnitsP99: 100, writeUnitsP99: 20 }, region: "cn-north-1" } },
    ],
    notApplicable: [
      { config: { ...TABLE, ScalableDimensions: ["dynamodb:table:ReadCapacityUnits"] }, context: peaks(1, 1) },
    ],
    unknown: [
      { config: TABLE, context: { metrics: { writeUnitsP99: 80 } } },
      TABLE,
      { config: TABLE, context: { metrics: { readUnitsP99: 400 } } },
    ],
  },
  requirements: {},
});
