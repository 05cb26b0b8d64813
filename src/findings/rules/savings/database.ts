import * as z from "zod";

/** What the RDS saving rules read of a database. */
export const Database = z.object({
  Engine: z.string(),
  EngineVersion: z.string(),
  DBInstanceClass: z.string(),
  DBInstanceStatus: z.string(),
  MultiAZ: z.boolean(),
  StorageType: z.string().nullish(),
  AllocatedStorage: z.number(),
  Iops: z.number().nullish(),
});
export type Database = z.infer<typeof Database>;

const PRICED_ENGINES = ["mysql", "postgres", "mariadb", "aurora-mysql", "aurora-postgresql"];
/** Oracle, SQL Server and Db2 are priced by edition and licence, which the price book leaves out. */
export const isPriced = ({ Engine }: Pick<Database, "Engine">) => PRICED_ENGINES.includes(Engine);

/** For the examples. */
export const AVAILABLE: Database = {
  Engine: "postgres",
  EngineVersion: "17.4",
  DBInstanceClass: "db.m5.large",
  DBInstanceStatus: "available",
  MultiAZ: false,
  StorageType: "gp2",
  AllocatedStorage: 100,
};
