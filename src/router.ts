import { activity, live } from "./activity/index.ts";
import { type Permission, permissionsOf } from "./base/permissions.ts";
import { router } from "./base/trpc.ts";
import { catalog } from "./catalog/index.ts";
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
  organizations: organizations({ onSettingsChanged: judgeAgain, permissions }),
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
