/** What an RDS engine name belongs to: "sqlserver-ex" → sqlserver, "aurora-postgresql" → postgres. */
export type EngineFamily = "mysql" | "mariadb" | "postgres" | "oracle" | "sqlserver" | "db2";

export function engineFamily(engine: string): EngineFamily | null {
  if (engine === "aurora" || engine === "aurora-mysql") return "mysql";
  if (engine === "aurora-postgresql") return "postgres";
  const name = engine.replace(/^custom-/, "");
  return FAMILIES.find((family) => name === family || name.startsWith(`${family}-`)) ?? null;
}
const FAMILIES: readonly EngineFamily[] = ["mysql", "mariadb", "postgres", "oracle", "sqlserver", "db2"];

export const DEFAULT_PORTS: Record<EngineFamily, number> = {
  mysql: 3306,
  mariadb: 3306,
  postgres: 5432,
  oracle: 1521,
  sqlserver: 1433,
  db2: 50_000,
};

/** The parameter that refuses connections without TLS; Oracle and Db2 do it through options and ports instead. */
export const TLS_PARAMETERS: Partial<Record<EngineFamily, string>> = {
  postgres: "rds.force_ssl",
  sqlserver: "rds.force_ssl",
  mysql: "require_secure_transport",
  mariadb: "require_secure_transport",
};
