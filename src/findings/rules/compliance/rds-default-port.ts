import * as z from "zod";
import { fail, notApplicable, pass, rule, unknown } from "../../rule.ts";
import { DEFAULT_PORTS, engineFamily } from "./database-engine.ts";
import { related } from "./related.ts";

export default rule({
  id: "RDS-012",
  pack: "compliance",
  title: "RDS instance should not use the engine default port",
  category: "network",
  severity: "low",
  resourceType: "AWS::RDS::DBInstance",
  remedy: "Choose another port; the gain is small, so accept it as an exception where clients cannot follow.",
  cli: "aws rds modify-db-instance --db-instance-identifier <id> --apply-immediately --db-port-number <port>",
  config: z.object({ Engine: z.string(), Endpoint: z.object({ Port: z.number().optional() }).nullish() }),
  evaluate({ Engine, Endpoint }) {
    const family = engineFamily(Engine);
    if (!family) return notApplicable(`The default port of ${Engine} is not known.`);
    if (Endpoint?.Port === undefined) return unknown("Has no endpoint yet.");
    return Endpoint.Port === DEFAULT_PORTS[family]
      ? fail(`Listens on ${Endpoint.Port}, the default of ${Engine}.`)
      : pass(`Listens on ${Endpoint.Port}.`);
  },
  examples: {
    pass: [
      { Engine: "postgres", Endpoint: { Port: 5444 } },
      { Engine: "postgres", Endpoint: { Port: 3306 } },
    ],
    fail: [
      { Engine: "aurora", Endpoint: { Port: 3306 } },
      { Engine: "aurora-postgresql", Endpoint: { Port: 5432 } },
      { Engine: "postgres", Endpoint: { Port: 5432 } },
      { Engine: "aurora-mysql", Endpoint: { Port: 3306 } },
      { Engine: "sqlserver-web", Endpoint: { Port: 1433 } },
    ],
    notApplicable: [{ Engine: "neptune", Endpoint: { Port: 8182 } }],
    unknown: [{ Engine: "mysql" }, { Engine: "mysql", Endpoint: {} }],
  },
  requirements: related({
    "aws-fsbp": "RDS.23",
  }),
});
