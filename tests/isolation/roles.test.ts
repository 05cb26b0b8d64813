import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { ROLES, type Role } from "../../db/schema/organizations.ts";
import { mayCall, permissionsOf } from "../../src/base/permissions.ts";
import { proceduresOf } from "../../src/base/trpc.ts";
import { appRouter } from "../../src/router.ts";
import { openWorld, type World } from "../world.ts";
import { CASES, IDENTITY } from "./cases.ts";
import { fillEveryTable, type Org } from "./fixture.ts";

let world: World;
let acme: Org;
let rival: Org;
/** Of acme: for each role a key that may read and one that may write; of the rival: one that may everything. */
let keys: Record<Role, { read: string; write: string }>;
let foreignKey: string;
let cells = 0;
const procedures = proceduresOf(appRouter);
const table = new Map(permissionsOf(appRouter).map((permission) => [permission.path, permission]));

beforeAll(async () => {
  world = await openWorld();
  [acme, rival] = [await world.org("Acme"), await world.org("Rival")];
  await fillEveryTable(world, acme);
  const make = async (org: Org, role: Role, scopes: string[]) =>
    (await org.as("owner").organizations.apiKeys.create.mutate({ name: "table", role, scopes, days: 1 })).key;
  const pair = async (role: Role) =>
    [role, { read: await make(acme, role, ["read"]), write: await make(acme, role, ["write"]) }] as const;
  keys = Object.fromEntries(await Promise.all(ROLES.map(pair))) as typeof keys;
  foreignKey = await make(rival, "owner", ["read", "write"]);
  undoWrites(world);
}, 400_000);
afterAll(() => {
  console.log(`roles: ${cells} cells of procedure × caller`);
  return world.close();
});

/** Each cell meets what the one before has met: while this is on, a write is answered as if it stayed, and undone. */
let isUndoing = false;
function undoWrites({ database }: World) {
  const { write } = database;
  const undo = new Error("undo");
  Object.assign(database, {
    write: async (...[key, work]: Parameters<typeof write>) => {
      if (!isUndoing) return write(key, work);
      const done: unknown[] = [];
      await write(key, async (tx, entered) => {
        done.push(await work(tx, entered));
        throw undo;
      }).catch((error) => {
        if (error !== undo) throw error;
      });
      return done.at(-1);
    },
  });
}

/** The status of one call. */
async function statusOf(path: string, input: unknown, headers: Record<string, string>): Promise<number> {
  const isChange = procedures[path.split("/").at(-1) ?? ""]?.type === "mutation";
  const inUrl = !isChange && input !== undefined ? `?input=${encodeURIComponent(JSON.stringify(input))}` : "";
  const answer = await world.fetch(`/trpc/${path}${inUrl}`, {
    method: isChange ? "POST" : "GET",
    headers: { "content-type": "application/json", ...headers },
    ...(isChange && { body: JSON.stringify(input ?? {}) }),
  });
  if (answer.headers.get("content-type")?.startsWith("text/event-stream")) return statusInStream(answer);
  await answer.body?.cancel();
  return answer.status;
}

/** A stream begins with 200 and tells a refusal in it; who is let in hears what is said. */
async function statusInStream({ body }: Response): Promise<number> {
  const reader = body?.pipeThrough(new TextDecoderStream()).getReader();
  const saying = setInterval(
    () => void world.hub.publish(acme.id, [{ topic: "jobs.changed", data: { is: "canary" } }]),
    20,
  );
  let text = "";
  while (!/canary|"httpStatus":\d+/.test(text)) text += (await reader?.read())?.value ?? "";
  clearInterval(saying);
  await reader?.cancel();
  return Number(/"httpStatus":(\d+)/.exec(text)?.[1] ?? 200);
}
const asPerson = (cookie: string) => ({ cookie, "sec-fetch-site": "same-origin" });

type Cell = [caller: string, expected: number, ask: () => Promise<number>];
const expectCells = async (asked: Cell[]) => {
  const said: Record<string, number> = {};
  const wanted: Record<string, number> = {};
  for (const [caller, expected, ask] of asked) {
    cells++;
    said[caller] = await ask();
    wanted[caller] = expected;
  }
  expect(said).toEqual(wanted);
};

/** Who may is read from the permission table, which people are shown; here every caller asks. */
describe("the role table", () => {
  const inside: typeof CASES = { ...CASES, "live.events": async () => ({}) };
  for (const [path, makeCase] of Object.entries(inside))
    test(`${path} answers each caller as the table says`, async () => {
      const permission = table.get(path);
      if (!permission) throw new Error(`${path} is not in the table`);
      const { input, restore } = await makeCase(world, acme);
      const by = (headers: Record<string, string>) => () => statusOf(`${acme.slug}/${path}`, input, headers);
      const byKey = (key: string) => by({ "x-api-key": key });
      const isForPeople = permission.scope === null;
      const [scope, otherScope] = permission.isChange ? (["write", "read"] as const) : (["read", "write"] as const);
      const asked: Cell[] = [
        ["signed out", 401, by({})],
        ["key of another organisation", isForPeople ? 403 : 404, byKey(foreignKey)],
      ];
      for (const role of ROLES) {
        const expected = mayCall(role, permission) ? 200 : 403;
        asked.push(
          [role, expected, by(asPerson(acme.cookieOf(role)))],
          [`${role} of another organisation`, 404, by(asPerson(rival.cookieOf(role)))],
          [`key of a ${role} with the scope`, isForPeople ? 403 : expected, byKey(keys[role][scope])],
          [`key of a ${role} without the scope`, 403, byKey(keys[role][otherScope])],
        );
      }
      isUndoing = true;
      await expectCells(asked).finally(() => {
        isUndoing = false;
      });
      await restore?.();
    }, 60_000);
});

/** Outside organisations there is no role. An input that is none is refused only to who may ask: 400, not 401. */
describe("outside organisations", () => {
  const outside = permissionsOf(appRouter).filter(({ needs }) => needs === "anyone" || needs === "signed-in");
  for (const { path, needs } of outside)
    test(`${path} lets in whom the table says`, async () => {
      const person = await world.person();
      const isLetIn = async (headers: Record<string, string>) =>
        (await statusOf(path, { "this is": "no input" }, headers)) === 401 ? 401 : 200;
      const strangers = needs === "anyone" ? 200 : 401;
      await expectCells([
        ["signed out", strangers, () => isLetIn({})],
        ["a key", strangers, () => isLetIn({ "x-api-key": keys.owner.write })],
        ["a person", 200, () => isLetIn(asPerson(person.cookie))],
      ]);
    }, 30_000);

  test("is every procedure that is not inside", () => {
    expect([...outside.map(({ path }) => path), "live.events"].sort()).toEqual([...IDENTITY].sort());
  });
});
