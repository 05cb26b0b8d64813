import { and, eq } from "drizzle-orm";
import type { ReadDb } from "../../db/client.ts";
import { costExportPlaces, type costImports } from "../../db/schema/cost-imports.ts";
import { awsAccounts } from "../../db/schema/inventory.ts";
import type { JobContext } from "../base/jobs.ts";
import { openAccount } from "../inventory/index.ts";
import { Unreadable } from "./focus/csv.ts";
import { type Parts, partsOf } from "./import-parts.ts";
import { partsOfObject } from "./s3-parts.ts";

type Row = Pick<typeof costImports.$inferSelect, "id" | "parts" | "sizeBytes" | "origin" | "cursor">;

/** The file that an import goes on with: what was uploaded, or an object of the customer's bucket. */
export async function sourceOf(context: JobContext<unknown>, row: Row): Promise<Parts> {
  if (!row.origin) return partsOf(context, row.id, row.parts, row.sizeBytes);
  const { placeId, files } = row.origin;
  const opened = await context.read(
    (db) => [placeWithAccount(db, placeId)],
    ([[found]]) => found,
  );
  const file = files[row.cursor?.file ?? 0];
  if (!opened || !file) throw new Unreadable(1, "The folder that it came from is not read any more.");
  const { place, account } = opened;
  const aws = await openAccount(context.ports, account, context.now, [place]);
  return partsOfObject({ aws, region: place.region, bucket: place.bucket }, file);
}

export const placeWithAccount = (db: ReadDb, placeId: string) =>
  db
    .select({ place: costExportPlaces, account: awsAccounts })
    .from(costExportPlaces)
    .innerJoin(
      awsAccounts,
      and(
        eq(awsAccounts.organizationId, costExportPlaces.organizationId),
        eq(awsAccounts.id, costExportPlaces.accountId),
      ),
    )
    .where(eq(costExportPlaces.id, placeId));
