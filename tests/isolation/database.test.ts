import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import { sqlState } from "../../db/client.ts";
import { openWorld, type World } from "../world.ts";
import { lint, tenantTables } from "./catalogue.ts";
import { fillEveryTable } from "./fixture.ts";
import { plantDefinerLeaks, plantTableLeaks } from "./leaks.ts";
import { probeDefiners } from "./probes.ts";

let world: World;
let acme: Awaited<ReturnType<World["org"]>>;
let rival: Awaited<ReturnType<World["org"]>>;
let tables: string[];

beforeAll(async () => {
  world = await openWorld();
  [acme, rival] = [await world.org("Acme"), await world.org("Rival")];
  for (const org of [acme, rival]) await fillEveryTable(world, org);
  tables = await tenantTables(world.owner);
}, 400_000);
afterAll(() => world.close());

/** As the Worker's login, inside one organisation. */
const inside = <T>(organizationId: string, query: string) =>
  world.database.write({ organizationId }, async (tx) => (await tx.execute(sql.raw(query))).rows as T[]);
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => "accepted",
    (error) => sqlState(error) ?? String(error),
  );

test("the catalogue holds nothing that opens a tenant", async () => {
  expect(await lint(world.owner)).toEqual([]);
});

describe("as the Worker's login inside one organisation", () => {
  test("no table shows, changes or takes a row of another", async () => {
    expect(tables.length).toBeGreaterThan(8);
    const leaks: string[] = [];
    for (const table of tables) {
      const { rows: theirs } = await world.owner.query(
        `select count(*)::int n from ${table} where organization_id = $1`,
        [rival.id],
      );
      if (theirs[0].n === 0) leaks.push(`${table}: has no row of the other organisation, so nothing is proven`);
      const seen = await inside<{ n: number }>(
        acme.id,
        `select count(*)::int n from ${table} where organization_id <> '${acme.id}'`,
      );
      if (seen[0]?.n !== 0) leaks.push(`${table}: shows rows`);
      const own = await inside<{ n: number }>(acme.id, `select count(*)::int n from ${table}`);
      if (!own[0]?.n) leaks.push(`${table}: hides its own rows`);
      for (const change of [
        `update ${table} set organization_id = organization_id where organization_id = '${rival.id}'`,
        `delete from ${table} where organization_id = '${rival.id}'`,
      ]) {
        const state = await refusal(inside(acme.id, change));
        if (state !== "accepted" && state !== "42501") leaks.push(`${table}: ${state} for ${change.slice(0, 6)}`);
      }
      const { rows: still } = await world.owner.query(
        `select count(*)::int n from ${table} where organization_id = $1`,
        [rival.id],
      );
      if (still[0].n !== theirs[0].n) leaks.push(`${table}: rows were removed`);
      const moved = await refusal(inside(acme.id, `update ${table} set organization_id = '${rival.id}'`));
      if (moved !== "42501") leaks.push(`${table}: gives rows away (${moved})`);
      const { rows: written } = await world.owner.query(
        "select string_agg(quote_ident(attname), ', ') as names from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''",
        [table],
      );
      const columns: string = written[0].names;
      const copied = await refusal(
        inside(
          acme.id,
          `insert into ${table} (${columns}) select ${columns} from (select (jsonb_populate_record(x, jsonb_build_object('organization_id', '${rival.id}'))).* from ${table} x limit 1) copy`,
        ),
      );
      if (copied !== "42501") leaks.push(`${table}: takes a row for another (${copied})`);
    }
    expect(leaks).toEqual([]);
    console.log(`isolation: ${tables.length} tables × 5 ways, 0 leaks`);
  }, 60_000);

  test("outside any organisation every table is empty", async () => {
    for (const table of tables) {
      const { rows } = await world.database.identity().execute(sql.raw(`select count(*)::int n from ${table}`));
      expect(`${table}: ${rows[0]?.n}`).toBe(`${table}: 0`);
    }
  });

  test("the log takes new events and changes none", async () => {
    expect(await refusal(inside(acme.id, "update events set action = 'x'"))).toBe("42501");
    expect(await refusal(inside(acme.id, "delete from events"))).toBe("42501");
  });
});

describe("planted leaks", () => {
  test("each dropped policy, wall, FORCE and key is found", async () => {
    const { planted, found, missed } = await plantTableLeaks(world.owner);
    console.log(`isolation: table leaks planted ${planted}, found ${found}`);
    expect(missed).toEqual([]);
    expect(await lint(world.owner)).toEqual([]);
  }, 400_000);

  test("each definer function that loses a predicate is found", async () => {
    expect(await probeDefiners(world, acme, rival)).toEqual([]);
    const { planted, found, missed } = await plantDefinerLeaks(world.owner, () => probeDefiners(world, acme, rival));
    console.log(`isolation: function leaks planted ${planted}, found ${found}`);
    expect(missed).toEqual([]);
  }, 400_000);
});
