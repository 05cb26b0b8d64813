import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { record } from "../../src/base/events.ts";
import { later } from "../../src/base/jobs.ts";
import { org, router } from "../../src/base/trpc.ts";
import { ORIGIN, openWorld, type World } from "../world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
}, 60_000);
afterAll(() => world.close());

type Org = Awaited<ReturnType<World["org"]>>;
const SECRET = "password=hunter2";

/** Procedures that fail late, made of the same `org()` as every real one. */
const failing = router({
  afterWrites: org("viewer").mutation(({ ctx }) =>
    ctx.write(async (context) => {
      await record(context, "test.written", { type: "test" });
      await later(context, { name: "test.job", attemptsMax: 1 }, {}, { key: "k" });
      context.publish({ topic: "jobs.changed", data: { of: "test" } });
      throw new Error(`${SECRET} in /srv/app/secret.ts`);
    }),
  ),
  /** The trap: tRPC's next() hands an error on as a value, so what surrounds it must not take that for success. */
  inBadSql: org("viewer").mutation(({ ctx }) =>
    ctx.write(async (context) => {
      await record(context, "test.written", { type: "test" });
      await context.tx.execute(`select 1 / 0 as "${SECRET}"`);
    }),
  ),
  aQuery: org("viewer").query(({ ctx }) =>
    ctx.read(
      (db) => [db.execute(`select no_such_column, '${SECRET}'`)],
      ([rows]) => rows,
    ),
  ),
});

async function call({ slug, cookieOf }: Org, path: keyof typeof failing._def.record, method: "GET" | "POST") {
  const notes: Record<string, unknown> = {};
  const response = await fetchRequestHandler({
    endpoint: `/trpc/${slug}`,
    req: new Request(`${ORIGIN}/trpc/${slug}/${path}`, {
      method,
      headers: { cookie: cookieOf("owner"), "content-type": "application/json" },
    }),
    router: failing,
    createContext: () => ({
      database: world.database,
      ports: world.ports,
      now: new Date(),
      requestId: "request-1",
      slug,
      apiKey: null,
      client: { ip: null, userAgent: null, country: null },
      origin: ORIGIN,
      responseHeaders: new Headers(),
      token: cookieOf("owner").split("=")[1] ?? null,
      authenticate: async () => null,
      note: (fields) => void Object.assign(notes, fields),
      entered: () => {},
    }),
  });
  return { status: response.status, body: await response.json() };
}

/** Every row of every table of an organisation, counted. */
async function countRows({ id }: Org): Promise<Record<string, number>> {
  const { rows: tables } = await world.owner.query<{ name: string }>(
    "select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'organization_id' order by 1",
  );
  const counts = tables.map(async ({ name }) => {
    const { rows } = await world.owner.query(`select count(*)::int as count from ${name} where organization_id = $1`, [
      id,
    ]);
    return [name, rows[0].count] as const;
  });
  return Object.fromEntries(await Promise.all(counts));
}

const UNEXPECTED = {
  error: {
    code: expect.any(Number),
    message: "Something went wrong on our side. Try again; if it stays, report the request id.",
    data: { code: "INTERNAL_SERVER_ERROR", httpStatus: 500, requestId: "request-1" },
  },
};

describe("a change that fails", () => {
  test.each(["afterWrites", "inBadSql"] as const)(
    "late (%s) leaves no row, wakes nobody, and says nothing of why",
    async (path) => {
      const acme = await world.org();
      const before = await countRows(acme);
      const published = world.hub.published.length;
      expect(await call(acme, path, "POST")).toEqual({ status: 500, body: UNEXPECTED });
      expect(await countRows(acme)).toEqual(before);
      expect(world.hub.published.length).toBe(published);
    },
  );

  test("late in a real procedure leaves no row either", async () => {
    const owner = await world.org();
    await owner.as("owner").inventory.accounts.connectSample.mutate();
    const before = await countRows(owner);
    expect(before.aws_accounts).toBe(1);
    expect(before.jobs).toBeGreaterThan(0);
    // A job's limit that its table refuses: the account and its event are written by then.
    await world.owner.query(
      "alter table jobs add constraint planted check (name <> 'inventory.discover-account' or key = '') not valid",
    );
    try {
      const keys = { name: "Keys", accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "x".repeat(40) };
      await expect(owner.as("owner").inventory.accounts.connectKeys.mutate(keys)).rejects.toMatchObject({
        data: { code: "INTERNAL_SERVER_ERROR" },
      });
    } finally {
      await world.owner.query("alter table jobs drop constraint planted");
    }
    expect(await countRows(owner)).toEqual(before);
  });
});

test("a reading that fails says nothing of why", async () => {
  const acme = await world.org();
  expect(await call(acme, "aQuery", "GET")).toEqual({ status: 500, body: UNEXPECTED });
});
