import { and, eq, isNull, sql } from "drizzle-orm";
import { openDatabase } from "../db/client.ts";
import { users } from "../db/schema/identity.ts";
import { awsAccounts } from "../db/schema/inventory.ts";
import { memberships, organizations } from "../db/schema/organizations.ts";
import { inOrganization, NO_CLIENT } from "../src/base/context.ts";
import { record } from "../src/base/events.ts";
import { later } from "../src/base/jobs.ts";
import { importFile, prepare, readCatalogFile, startRun } from "../src/catalog/index.ts";
import { JUDGE_SCORECARDS } from "../src/findings/index.ts";
import { DEMO_SLUG, GUEST_NAME } from "../src/identity/guest.ts";
import { DISCOVER_ACCOUNT } from "../src/inventory/index.ts";
import { decide, hire } from "./demo-acts.ts";
import { demoCatalog } from "./demo-catalog.ts";
import { SILENT, SYSTEM } from "./demo-doer.ts";
import type { Demo } from "./demo-history.ts";

const TIMEOUT_MS = 15_000;

/**
 * The demo: an organisation of kind "sample" with the sample AWS account and one guest, a viewer. What it shows is
 * made by the same jobs as anybody's. Safe to repeat.
 * @returns what its history needs; null = it was there.
 */
export async function seedDemo({
  appUrl,
  neonLocal,
  log = () => {},
}: {
  appUrl: string;
  neonLocal: string;
  log?: (line: string) => void;
}): Promise<Demo | null> {
  const database = openDatabase({ url: appUrl, neonLocal, timeoutMs: TIMEOUT_MS });
  const guestId = await guest(database);
  const { rows } = await database.identity().execute(sql`select slug from app.my_organizations(${guestId}::uuid)`);
  if (rows.length > 0) return null;
  const people = await hire(database);
  const catalogFile = readCatalogFile(demoCatalog());
  const prepared = await prepare(catalogFile.entities);
  const organizationId = await inOrganization(
    database,
    SILENT,
    "new",
    { actor: SYSTEM, now: new Date(), requestId: "seed", client: NO_CLIENT },
    async (context) => {
      const { organizationId } = context.organization;
      await context.tx
        .insert(organizations)
        .values({ id: organizationId, slug: DEMO_SLUG, name: "Juniper Goods", kind: "sample", plan: "enterprise" });
      await context.tx.insert(memberships).values({ organizationId, userId: guestId, role: "viewer" });
      const [account] = await context.tx
        .insert(awsAccounts)
        .values({ organizationId, name: "Juniper Goods", kind: "sample" })
        .returning({ id: awsAccounts.id });
      if (!account) throw new Error("insert returned no row");
      await importFile(context, { type: "upload", target: "catalog-info.yaml" }, catalogFile, prepared);
      await decide(context, people);
      await later(context, DISCOVER_ACCOUNT, { accountId: account.id }, { key: account.id });
      await startRun(context, "template:default/new-service", { name: "gift-cards", owner: "group:default/payments" });
      await later(context, JUDGE_SCORECARDS, { after: null }, { key: "seed" });
      await record(
        context,
        "organization.create",
        { type: "organization", id: organizationId },
        { after: { name: "Juniper Goods", slug: DEMO_SLUG } },
      );
      return organizationId;
    },
  );
  log("The demo organisation is made; its jobs fill it in the first seconds.");
  return { organizationId, people };
}

async function guest(database: ReturnType<typeof openDatabase>): Promise<string> {
  const db = database.identity();
  const [present] = await db
    .select({ id: users.id })
    .from(users)
    .where(and(isNull(users.email), eq(users.name, GUEST_NAME)));
  if (present) return present.id;
  const [made] = await db.insert(users).values({ name: GUEST_NAME }).returning({ id: users.id });
  if (!made) throw new Error("insert returned no row");
  return made.id;
}
