import { loadavg } from "node:os";
import { neon, neonConfig } from "@neondatabase/serverless";
import { drizzle } from "drizzle-orm/neon-http";
import { ResourcesInput, resourcesPage } from "../src/inventory/resources.ts";
import { fillResources } from "../tests/faults/fill.ts";
import { type Member, type Stack, startStack } from "../tests/faults/stack.ts";
import { type Figure, measure } from "./load.ts";
import { processorMs } from "./processor.ts";

const CONCURRENCY = [1, 8, 32];
const OURS = 300;
const NEIGHBOURS = 4;
const THEIRS = 5_000;
const INPUT = { limit: 20 };

/**
 * A tenant's list over HTTP (workerd, session, row-level security) beside the same SQL through the same driver without
 * the product: entered as app_user, and as the owner without walls. Same Postgres, same proxy, same run.
 */
export async function reads() {
  const stack = await startStack();
  try {
    const acme = await stack.signUp("Acme");
    await fillResources(stack, acme.organizationId, OURS);
    for (let n = 0; n < NEIGHBOURS; n++)
      await fillResources(stack, (await stack.signUp(`Neighbour ${n}`)).organizationId, THEIRS);
    await stack.sql("analyze");
    const calls = await callsOf(stack, acme);
    console.log(
      `inventory.resources.list, limit ${INPUT.limit}, ${OURS} rows beside ${NEIGHBOURS} × ${THEIRS} of others; load average ${load()}`,
    );
    console.log(
      "what                                       c      rps  p50 ms  p95 ms  errors   ratio  CPU ms per request: workerd, neon, postgres",
    );
    for (const c of CONCURRENCY) {
      const bare = await measured(stack, c, calls.bare);
      const figures = [
        ["the product", await measured(stack, c, calls.product)],
        ["the product through the local front", await measured(stack, c, calls.front)],
        ["bare: driver, app.enter, walls", bare],
        ["bare: driver, no session, no walls", await measured(stack, c, calls.wallless)],
      ] as const;
      for (const [what, figure] of figures) console.log(line(what, c, figure, figure.rps / bare.rps));
    }
    console.log(`load average ${load()}`);
  } finally {
    await stack.stop();
  }
}

async function measured(stack: Stack, c: number, call: () => Promise<boolean>) {
  let before: number[] | undefined;
  const figure = await measure(c, call, () => {
    before = processorMs(stack);
  });
  const after = processorMs(stack);
  return { ...figure, processor: after?.map((ms, at) => (ms - (before?.[at] ?? 0)) / figure.requests) ?? [] };
}

async function callsOf(stack: Stack, { slug, cookie, organizationId }: Member) {
  const path = `/trpc/${slug}/inventory.resources.list?input=${encodeURIComponent(JSON.stringify(INPUT))}`;
  const get = (port: number) => async () => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { cookie } });
    await response.arrayBuffer();
    return response.status === 200;
  };

  neonConfig.fetchEndpoint = () => `http://127.0.0.1:${stack.portOf("neon")}/sql`;
  const app = neon(stack.appUrl);
  const owner = neon(stack.ownerUrl);
  const queries = resourcesPage(drizzle(app), ResourcesInput.parse(INPUT), new Date()).map((query) => query.toSQL());
  const [session] = await stack.sql<{ id: string }>(
    "select s.id from sessions s join memberships m using (user_id) where m.organization_id = $1 limit 1",
    [organizationId],
  );
  const entered = ["select * from app.enter($1::text, $2::text, $3::text)", [session?.id, slug, "viewer"]] as const;
  const live = '"resources"."vanished_at" is null';
  const mine = `${live} and "resources"."organization_id" = '${organizationId}'`;
  return {
    product: get(stack.portOf("workerd")),
    front: get(stack.portOf("front")),
    bare: async () => {
      const [, page = []] = await app.transaction([
        app.query(entered[0], [...entered[1]]),
        ...queries.map(({ sql, params }) => app.query(sql, params)),
      ]);
      return page.length === INPUT.limit + 1;
    },
    wallless: async () => {
      const [page = []] = await owner.transaction(
        queries.map(({ sql, params }) => owner.query(sql.replaceAll(live, mine), params)),
      );
      return page.length === INPUT.limit + 1;
    },
  };
}

type Line = Figure & { processor: number[] };
function line(what: string, c: number, { rps, p50, p95, errors, processor }: Line, ratio: number): string {
  const figures = [rps.toFixed(0), p50.toFixed(1), p95.toFixed(1), String(errors), ratio.toFixed(2)];
  const times = processor.map((ms) => ms.toFixed(2));
  return [what.padEnd(38), String(c).padStart(6), ...[...figures, ...times].map((text) => text.padStart(8))].join("");
}

const load = () =>
  loadavg()
    .map((each) => each.toFixed(1))
    .join(" ");
