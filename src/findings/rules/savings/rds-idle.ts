import * as z from "zod";
import { databaseInstanceMonthly } from "../../../inventory/prices.ts";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { AVAILABLE, Database, isPriced } from "./database.ts";
import { keptBy, noData, young } from "./measured.ts";
import { saves } from "./saving.ts";

const DAYS = 7;
const OLD = { ...AVAILABLE, InstanceCreateTime: "2026-01-01T00:00:00Z" };

export default rule({
  id: "rds-idle",
  pack: "savings",
  title: "Nobody connects to the database",
  category: "idle",
  severity: "high",
  resourceType: "AWS::RDS::DBInstance",
  remedy: "Ask its owner, take a final snapshot, then delete it; a stopped one is started again after 7 days.",
  cli: "aws rds delete-db-instance --db-instance-identifier <id> --final-db-snapshot-identifier <id>-final",
  needs: ["tags", "metrics"],
  config: Database.extend({
    InstanceCreateTime: z.string().nullish(),
    ReadReplicaSourceDBInstanceIdentifier: z.string().nullish(),
  }),
  evaluate(database, context) {
    if (database.DBInstanceStatus === "stopped") return notApplicable("Is stopped.");
    if (database.ReadReplicaSourceDBInstanceIdentifier) return notApplicable("Is a replica: its source decides.");
    const guard = keptBy(context.tags) ?? young(database.InstanceCreateTime, DAYS, context);
    if (guard) return guard;
    const connections = context.metrics.connectionsMaximum7d;
    if (connections == null) return noData("its connections");
    if (connections > 0) return pass(`Had up to ${connections} connections within 7 days.`);
    const facts = "Had no connection within 7 days.";
    const price = isPriced(database) ? databaseInstanceMonthly(database, context.region) : context.billed;
    if (!price) return fail(facts);
    const formula = `${database.DBInstanceClass} × 730 h${database.MultiAZ ? " × 2 for Multi-AZ" : ""}; its storage until it is deleted`;
    return saves(price, facts, formula, { connections });
  },
  examples: {
    pass: [
      { config: OLD, context: { metrics: { connectionsMaximum7d: 1 } } },
      {
        config: { ...OLD, InstanceCreateTime: "2026-11-13T12:00:00.000Z" },
        context: { metrics: { connectionsMaximum7d: 1 } },
      },
    ],
    fail: [
      { config: OLD, context: { metrics: { connectionsMaximum7d: 0 } }, saves: "0.178 × 730 = 129.94" },
      {
        config: { ...OLD, MultiAZ: true },
        context: { metrics: { connectionsMaximum7d: 0 } },
        saves: "2 × 0.178 × 730 = 259.88",
      },
      { config: { ...OLD, Engine: "x" }, context: { metrics: { connectionsMaximum7d: 0 } } },
      {
        config: { ...OLD, Engine: "oracle-ee" },
        context: {
          metrics: { connectionsMaximum7d: 0 },
          billed: { amount: "50", basis: "effective", pricedAt: "2026-11-20" },
        },
        saves: "50 × 1 = 50",
      },
    ],
    notApplicable: [
      { config: { ...OLD, DBInstanceStatus: "stopped" }, context: { metrics: {} } },
      {
        config: { ...OLD, ReadReplicaSourceDBInstanceIdentifier: "a" },
        context: { metrics: { connectionsMaximum7d: 0 } },
      },
      { config: OLD, context: { metrics: { connectionsMaximum7d: 0 }, tags: { keep: "1" } } },
    ],
    unknown: [
      { config: { ...OLD, InstanceCreateTime: undefined }, context: { metrics: { connectionsMaximum7d: 1 } } },
      OLD,
    ],
  },
  requirements: {},
});
