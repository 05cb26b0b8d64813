import { expect, test } from "bun:test";
import { engineFamily } from "./database-engine.ts";

test.each<[string, string | null]>([
  ["postgres", "postgres"],
  ["aurora-postgresql", "postgres"],
  ["aurora", "mysql"],
  ["aurora-mysql", "mysql"],
  ["mysql", "mysql"],
  ["mariadb", "mariadb"],
  ["sqlserver-ex", "sqlserver"],
  ["custom-sqlserver-ee", "sqlserver"],
  ["oracle-se2-cdb", "oracle"],
  ["custom-oracle-ee", "oracle"],
  ["db2-ae", "db2"],
  ["neptune", null],
  ["docdb", null],
])("%s is %p", (engine, expected) => expect<string | null>(engineFamily(engine)).toBe(expected));
