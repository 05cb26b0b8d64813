import * as z from "zod";
import { fail, notApplicable, pass, rule, unknown } from "../../rule.ts";
import { engineFamily, TLS_PARAMETERS } from "./database-engine.ts";
import { related } from "./related.ts";

export default rule({
  id: "RDS-013",
  pack: "compliance",
  title: "RDS instance must force TLS",
  category: "encryption",
  severity: "high",
  resourceType: "AWS::RDS::DBInstance",
  remedy: "Set rds.force_ssl=1 or require_secure_transport=ON in a parameter group of its own and apply it.",
  cli: "aws rds modify-db-parameter-group --db-parameter-group-name <group> --parameters ParameterName=rds.force_ssl,ParameterValue=1,ApplyMethod=pending-reboot",
  config: z.object({
    Engine: z.string(),
    DBClusterIdentifier: z.string().nullish(),
    TlsParameters: z.record(z.string(), z.string().nullable()),
    ClusterTlsParameters: z.record(z.string(), z.string().nullable()).nullish(),
  }),
  evaluate({ Engine, DBClusterIdentifier, TlsParameters, ClusterTlsParameters }) {
    const family = engineFamily(Engine);
    const parameter = family && TLS_PARAMETERS[family];
    if (!parameter) return notApplicable(`${Engine} does not force TLS through a parameter.`);
    const value = TlsParameters[parameter] || ClusterTlsParameters?.[parameter] || null;
    if (value !== null && ["1", "on", "true"].includes(value.toLowerCase())) return pass(`${parameter} is ${value}.`);
    if (value === null && DBClusterIdentifier && !ClusterTlsParameters)
      return unknown(`The parameters of its cluster ${DBClusterIdentifier} decide, and they were not found.`);
    return fail(
      value === null ? `${parameter} is not set.` : `${parameter} is ${value}: plain connections are accepted.`,
    );
  },
  examples: {
    pass: [
      { Engine: "postgres", TlsParameters: { "rds.force_ssl": "1" } },
      { Engine: "mysql", TlsParameters: { require_secure_transport: "ON" } },
      {
        Engine: "aurora-mysql",
        DBClusterIdentifier: "c",
        TlsParameters: {},
        ClusterTlsParameters: { require_secure_transport: "ON" },
      },
      { Engine: "mariadb", TlsParameters: { require_secure_transport: "1" } },
      { Engine: "sqlserver-ex", TlsParameters: { "rds.force_ssl": "1" } },
    ],
    fail: [
      { Engine: "aurora-mysql", DBClusterIdentifier: "c", TlsParameters: { require_secure_transport: "OFF" } },
      { Engine: "postgres", TlsParameters: { "rds.force_ssl": "0" } },
      { Engine: "postgres", TlsParameters: {} },
      { Engine: "aurora-mysql", DBClusterIdentifier: "c", TlsParameters: {}, ClusterTlsParameters: {} },
      { Engine: "mysql", TlsParameters: { "rds.force_ssl": "1" } },
    ],
    notApplicable: [{ Engine: "oracle-ee", TlsParameters: {} }],
    unknown: [{ Engine: "aurora-mysql", DBClusterIdentifier: "c", TlsParameters: {} }],
  },
  requirements: related({
    "iso-27001-2022": "A.8.24",
  }),
});
