import { extendedSupport, instanceType, monthly, surchargeHour } from "../../../inventory/prices.ts";
import { fail, notApplicable, pass, rule } from "../../rule.ts";
import { AVAILABLE, Database } from "./database.ts";
import { savesBeside } from "./saving.ts";

export default rule({
  id: "rds-extended-support",
  pack: "savings",
  title: "Database pays the surcharge of an engine version past its standard support",
  category: "lifecycle",
  severity: "high",
  resourceType: "AWS::RDS::DBInstance",
  remedy: "Upgrade to a major version in standard support.",
  cli: "aws rds modify-db-instance --db-instance-identifier <id> --engine-version <version> --allow-major-version-upgrade",
  config: Database,
  evaluate(database, { region, now }) {
    const { Engine, EngineVersion, DBInstanceClass, MultiAZ } = database;
    if (database.DBInstanceStatus === "stopped") return notApplicable("Is stopped.");
    const support = extendedSupport(Engine, EngineVersion, region, now);
    if (!support) return notApplicable(`No extended support is published for ${Engine} ${EngineVersion}.`);
    if (!support.begun) return pass(`${Engine} ${support.version} pays no surcharge before ${support.start}.`);
    const message = `${Engine} ${support.version} has been in extended support since ${support.start}.`;
    const vcpus = instanceType(DBInstanceClass.replace(/^db\./, ""))?.vcpus;
    if (!vcpus || !support.vcpuHour) return fail(message);
    const price = monthly({ ...support.vcpuHour, amount: surchargeHour(support.vcpuHour.amount, vcpus, MultiAZ) });
    const formula = `${vcpus} vCPU × ${support.vcpuHour.amount} × 730 h${MultiAZ ? " × 2 for Multi-AZ" : ""}`;
    return price
      ? savesBeside(price, message, formula, { evidence: { until: support.end }, beside: "surcharge" })
      : fail(message);
  },
  examples: {
    pass: [
      { ...AVAILABLE, EngineVersion: "17.4" },
      {
        config: { ...AVAILABLE, Engine: "mysql", EngineVersion: "8.0.36" },
        context: { now: new Date("2026-07-31T23:59:59Z") },
      },
    ],
    fail: [
      { ...AVAILABLE, EngineVersion: "11.22", DBInstanceClass: "db.m99.large" },
      { config: { ...AVAILABLE, EngineVersion: "11.22" }, context: { region: "eu-nowhere-1" } },
      { config: { ...AVAILABLE, EngineVersion: "13.9" }, saves: "2 × 0.1 × 730 = 146" },
      { config: { ...AVAILABLE, EngineVersion: "11.22" }, saves: "2 × 0.2 × 730 = 292" },
      { config: { ...AVAILABLE, EngineVersion: "11.22", MultiAZ: true }, saves: "2 × 2 × 0.2 × 730 = 584" },
      { ...AVAILABLE, Engine: "aurora-mysql", EngineVersion: "5.7.mysql_aurora.2.11.2" },
      {
        config: { ...AVAILABLE, Engine: "mysql", EngineVersion: "8.0.36" },
        context: { now: new Date("2026-08-01T00:00:00Z") },
      },
    ],
    notApplicable: [
      { ...AVAILABLE, Engine: "mariadb", EngineVersion: "10.6.14" },
      { ...AVAILABLE, EngineVersion: "1.1" },
      { ...AVAILABLE, EngineVersion: "11.22", DBInstanceStatus: "stopped" },
    ],
  },
  requirements: {},
});
