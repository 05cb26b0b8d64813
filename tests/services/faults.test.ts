import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { waitUntil } from "../../dev/listen.ts";
import { fillResources } from "./fill.ts";
import { startClients, summarise } from "./load.ts";
import { familyOf, type Member, type Part, type Stack, signalAll, startStack } from "./stack.ts";

const CLIENTS = 24;
const BEFORE_MS = 700;
const FREEZE_MS = 6_000;
const AFTER_MS = 3_500;
/** The promises: an answer within this time whatever is down, and normal answers within that time after it is back. */
const ANSWER_MS = 1_500;
const RECOVERY_MS = 3_000;

let stack: Stack;
let acme: Member;
beforeAll(async () => {
  stack = await startStack();
  acme = await stack.signUp("Acme");
  await fillResources(stack, acme.organizationId, 200);
  const [row] = await stack.sql<{ version: string }>("select version()");
  console.log(row?.version.split(" on ")[0]);
}, 120_000);
afterAll(() => stack?.stop(), 30_000);

const kill = async (part: Part) => {
  const pid = stack.pidOf(part);
  process.kill(pid, "SIGKILL");
  return performance.now();
};

/** Each does harm and says when the harm was over: at once where nobody but the supervisor mends it. */
const FAULTS: Record<string, () => Promise<number>> = {
  "one Postgres backend killed": async () => {
    const [, ...children] = familyOf(stack.pidOf("postgres"));
    const [{ pid } = { pid: 0 }] = await stack.sql<{ pid: number }>(
      "select pid from pg_stat_activity where usename = 'app_user' limit 1",
    );
    expect(children).toContain(pid);
    process.kill(pid, "SIGKILL");
    return performance.now();
  },
  "Postgres killed": () => kill("postgres"),
  "Postgres stopped": async () => {
    process.kill(stack.pidOf("postgres"), "SIGINT");
    return performance.now();
  },
  "Postgres frozen": async () => {
    const family = familyOf(stack.pidOf("postgres"));
    signalAll(family, "SIGSTOP");
    await Bun.sleep(FREEZE_MS);
    signalAll(family, "SIGCONT");
    return performance.now();
  },
  "the Neon proxy killed": () => kill("neon"),
  "the Neon proxy frozen": async () => {
    const pid = stack.pidOf("neon");
    process.kill(pid, "SIGSTOP");
    await Bun.sleep(FREEZE_MS);
    process.kill(pid, "SIGCONT");
    return performance.now();
  },
  "workerd killed": () => kill("workerd"),
};

const isWell = async () => (await stack.ask("/healthz").catch(() => undefined))?.status === 200;

describe.each(Object.entries(FAULTS))("%s", (name, harm) => {
  test(`${CLIENTS} readers see 200, or 503 with Retry-After, soon; and 200 again soon`, async () => {
    expect(await waitUntil(isWell, { limitMs: 10_000 })).toBe(true);
    const clients = startClients(CLIENTS, () => acme.query("inventory.resources.list", { limit: 20 }));
    await Bun.sleep(BEFORE_MS);
    const returnedAt = await harm();
    await Bun.sleep(AFTER_MS);
    const seen = summarise(await clients.stop(), returnedAt);
    console.log(`${name}, reading: ${JSON.stringify(seen)}`);
    expect(seen).toMatchObject({ others: [], withoutRetryAfter: 0 });
    expect(seen.slowestMs).toBeLessThanOrEqual(ANSWER_MS);
    expect(seen.recoveryMs).toBeLessThanOrEqual(RECOVERY_MS);
    expect(seen.answeredAfterwards).toBeGreaterThan(0);
  }, 60_000);
});
