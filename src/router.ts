import { activity, live } from "./activity/index.ts";
import type { OrgContext } from "./base/context.ts";
import { type Permission, permissionsOf } from "./base/permissions.ts";
import { router } from "./base/trpc.ts";
import { catalog, importFile, prepare, readCatalogFile } from "./catalog/index.ts";
import { costs, forgetRollups } from "./costs/index.ts";
import { findings, judgeAgain } from "./findings/index.ts";
import { identity } from "./identity/index.ts";
import { inventory } from "./inventory/index.ts";
import { JOBS } from "./jobs.ts";
import { operations } from "./operations/index.ts";
import { organizations } from "./organizations/index.ts";
import { search } from "./search/index.ts";

/** What the product can do, one line per capability. Web, SDK and the palette are made from it. */
export const appRouter = router({
  identity,
  organizations: organizations({ onSettingsChanged: judgeAgain, permissions, importCatalogFile }),
  catalog,
  inventory: inventory(forgetRollups),
  findings,
  costs,
  search,
  operations: operations(JOBS),
  activity,
  live,
});
export type AppRouter = typeof appRouter;

/** The table is made from the whole router, and is itself one of its answers. */
function permissions(): Permission[] {
  return permissionsOf(appRouter);
}

/** For teams, which are groups of the catalogue. */
async function importCatalogFile(name: string, text: string) {
  const file = readCatalogFile(text);
  const prepared = await prepare(file.entities);
  return (context: OrgContext) => importFile(context, { type: "upload", target: name }, file, prepared);
}
