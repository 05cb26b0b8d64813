import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { proceduresOf } from "../../src/base/trpc.ts";
import { appRouter } from "../../src/router.ts";
import { openWorld, type World } from "../world.ts";
import { CASES, IDENTITY, outcomeOf } from "./cases.ts";
import { fillEveryTable, idsOf, type Org } from "./fixture.ts";

let world: World;
let acme: Org;
let rival: Org;
const procedures = proceduresOf(appRouter);

beforeAll(async () => {
  world = await openWorld();
  [acme, rival] = [await world.org("Acme"), await world.org("Rival")];
  for (const org of [acme, rival]) await fillEveryTable(world, org);
}, 400_000);
afterAll(() => world.close());

test("every procedure has a case here and says who may call it", () => {
  expect(Object.keys(procedures).sort()).toEqual([...Object.keys(CASES), ...IDENTITY].sort());
  expect(Object.entries(procedures).filter(([, facts]) => !facts?.meta?.role || !facts.meta.title)).toEqual([]);
});

describe("each procedure", () => {
  for (const [path, make] of Object.entries(CASES))
    test(`${path} tells nothing of another organisation`, async () => {
      const type = procedures[path]?.type ?? "query";
      const own = await make(world, acme);
      const foreign = await make(world, rival);
      const call = (slug: string, input: unknown) =>
        outcomeOf(world, acme.cookieOf("owner"), { type, slug, path, input });

      // Otherwise the refusals below prove nothing.
      const accepted = await call(acme.slug, own.input);
      expect({ path, status: accepted.status, body: accepted.body.slice(0, 300) }).toMatchObject({ status: 200 });
      const canaries = (await idsOf(world, rival)).filter((id) => accepted.body.includes(id));
      expect(canaries).toEqual([]);
      await own.restore?.();

      if (own.withId) {
        const answers = await Promise.all(
          [foreign.id, crypto.randomUUID(), own.deletedId ?? crypto.randomUUID()].map((id) =>
            call(acme.slug, own.withId?.(id ?? "")),
          ),
        );
        expect(answers[0]?.status).toBeGreaterThanOrEqual(400);
        expect(answers.map(({ status, body }) => ({ status, body }))).toEqual(
          Array(3).fill({ status: answers[0]?.status, body: answers[0]?.body }),
        );
      }
      // Another organisation's address, one that does not exist, and signed out.
      const [theirs, nobodys] = [
        await call(rival.slug, foreign.input),
        await call("no-such-organisation", foreign.input),
      ];
      expect(theirs).toEqual(nobodys);
      expect(theirs.status).toBe(404);
      const signedOut = await outcomeOf(world, null, { type, slug: acme.slug, path, input: own.input });
      expect(signedOut.status).toBe(401);
      await foreign.restore?.();
    }, 60_000);
});

test("the live stream carries no other organisation's messages", async () => {
  const stop = new AbortController();
  const response = await world.fetch(`/trpc/${acme.slug}/live.events`, {
    headers: { cookie: acme.cookieOf("viewer"), accept: "text/event-stream" },
    signal: stop.signal,
  });
  expect(response.status).toBe(200);
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  // Who subscribes hears from then on, and nothing tells when that is: so the message is said until it is heard.
  const saying = setInterval(() => {
    void world.hub.publish(rival.id, [{ topic: "findings.changed", data: { canary: "rival" } }]);
    void world.hub.publish(acme.id, [{ topic: "findings.changed", data: { canary: "acme" } }]);
  }, 50);
  let text = "";
  while (!text.includes('"acme"')) text += (await reader?.read())?.value ?? "";
  clearInterval(saying);
  stop.abort();
  expect(text).not.toContain('"rival"');
});
