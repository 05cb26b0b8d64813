import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { ROLES, type Role } from "../../db/schema/organizations.ts";
import { proceduresOf } from "../../src/base/trpc.ts";
import { appRouter } from "../../src/router.ts";
import { openWorld, type World } from "../world.ts";
import { CASES, type Case, outcomeOf } from "./cases.ts";
import { fillEveryTable, type Org } from "./fixture.ts";

let world: World;
let acme: Org;
let rival: Org;
let keys: { full: string; reader: string; writer: string; elsewhere: string };
const procedures = proceduresOf(appRouter);
const rank = (role: Role) => ROLES.indexOf(role);
const isRole = (role: string | undefined): role is Role => ROLES.some((each) => each === role);
let cells = 0;

beforeAll(async () => {
  world = await openWorld();
  [acme, rival] = [await world.org("Acme"), await world.org("Rival")];
  await fillEveryTable(world, acme);
  const make = async (org: Org, scopes: string[]) =>
    (await org.as("owner").organizations.apiKeys.create.mutate({ name: "table", role: "owner", scopes, days: 1 })).key;
  keys = {
    full: await make(acme, ["read", "write"]),
    reader: await make(acme, ["read"]),
    writer: await make(acme, ["write"]),
    elsewhere: await make(rival, ["read", "write"]),
  };
}, 120_000);
afterAll(() => {
  console.log(`roles: ${cells} cells of procedure × caller`);
  return world.close();
});

async function withKey(key: string, path: string, { input }: Case, type: string): Promise<number> {
  const isChange = type === "mutation";
  const inUrl = !isChange && input !== undefined ? `?input=${encodeURIComponent(JSON.stringify(input))}` : "";
  const answer = await world.fetch(`/trpc/${acme.slug}/${path}${inUrl}`, {
    method: isChange ? "POST" : "GET",
    headers: { "x-api-key": key, "content-type": "application/json" },
    ...(isChange && { body: JSON.stringify(input ?? {}) }),
  });
  await answer.text();
  return answer.status;
}

/**
 * Who may is read from the procedure's own words. That a mutation lets in whoever may is proven once, by the owner,
 * beside this: each cell here would change what the next one meets.
 */
describe("the role table", () => {
  for (const [path, makeCase] of Object.entries(CASES))
    test(`${path} answers each caller as its meta says`, async () => {
      const { type = "query", meta } = procedures[path] ?? {};
      if (!isRole(meta?.role)) throw new Error(`${path} names no role`);
      const needed = meta.role;
      const made = await makeCase(world, acme);
      const said: Record<string, number> = {};
      const wanted: Record<string, number> = {};
      const cell = (caller: string, status: number, expected: number) => {
        cells++;
        said[caller] = status;
        wanted[caller] = expected;
      };
      for (const role of ROLES) {
        const isIn = rank(role) >= rank(needed);
        if (isIn && type === "mutation") continue;
        const { status } = await outcomeOf(world, acme.cookieOf(role), {
          type,
          slug: acme.slug,
          path,
          input: made.input,
        });
        cell(role, status, isIn ? 200 : 403);
        const foreign = await outcomeOf(world, rival.cookieOf(role), {
          type,
          slug: acme.slug,
          path,
          input: made.input,
        });
        cell(`${role} of another organisation`, foreign.status, 404);
      }
      const signedOut = await outcomeOf(world, null, { type, slug: acme.slug, path, input: made.input });
      cell("signed out", signedOut.status, 401);
      const isForPeople = meta.isForPeople === true;
      const [withScope, without] = type === "mutation" ? [keys.writer, keys.reader] : [keys.reader, keys.writer];
      cell("key without the scope", await withKey(without, path, made, type), 403);
      cell("key of another organisation", await withKey(keys.elsewhere, path, made, type), isForPeople ? 403 : 404);
      if (isForPeople || type === "query") {
        cell("key with the scope", await withKey(withScope, path, made, type), isForPeople ? 403 : 200);
        cell("key with every scope", await withKey(keys.full, path, made, type), isForPeople ? 403 : 200);
      }
      await made.restore?.();
      expect(said).toEqual(wanted);
    }, 60_000);
});
