import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { loadavg } from "node:os";
import { waitUntil } from "../../dev/listen.ts";
import { fillResources } from "./fill.ts";
import { startClients, summarise } from "./load.ts";
import { type Answer, familyOf, type Member, type Part, type Stack, signalAll, startStack, UNSURE } from "./stack.ts";

const CLIENTS = 24;
const WRITERS = 4;
const BEFORE_MS = 700;
const FREEZE_MS = 6_000;
const AFTER_MS = 3_500;
/** The promises: an answer within this time whatever is down, and normal answers within that time after it is back. */
const ANSWER_MS = 1_500;
const RECOVERY_MS = 3_000;
const TRIES = 3;

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
    // One that serves the pool of reads: it stays while we look.
    const [{ pid } = { pid: 0 }] = await stack.sql<{ pid: number }>(
      "select pid from pg_stat_activity where usename = 'app_user' order by backend_start limit 1",
    );
    expect(familyOf(stack.pidOf("postgres"))).toContain(pid);
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

type Summary = ReturnType<typeof summarise>;

/** One fault while clients ask. What they may never see, they never see; the figures are returned. */
async function under(harm: () => Promise<number>, count: number, ask: Parameters<typeof startClients>[1]) {
  expect(await waitUntil(isWell, { limitMs: 10_000 })).toBe(true);
  const clients = startClients(count, ask);
  await Bun.sleep(BEFORE_MS);
  const returnedAt = await harm().finally(() => Bun.sleep(AFTER_MS).then(clients.stop));
  const seen = summarise(clients.seen, returnedAt);
  expect(seen).toMatchObject({ others: [], withoutRetryAfter: 0 });
  return seen;
}

/** A busy machine is late for reasons of its own: the times must hold in one of TRIES, all else in each. */
async function timely(run: () => Promise<Summary>) {
  for (let left = TRIES - 1; ; left--) {
    const { slowestMs, recoveryMs, answeredAfterwards } = await run();
    const isGood = slowestMs <= ANSWER_MS && recoveryMs <= RECOVERY_MS && answeredAfterwards > 0;
    if (isGood) return;
    console.log(`late: slowest ${slowestMs} ms, back after ${recoveryMs} ms; load average ${loadavg()[0]?.toFixed(1)}`);
    if (left === 0)
      throw new Error(`Not within ${ANSWER_MS} ms, or not back within ${RECOVERY_MS} ms, in ${TRIES} tries.`);
  }
}

describe.each(Object.entries(FAULTS))("%s", (name, harm) => {
  test(`${CLIENTS} readers see 200, or 503 with Retry-After, soon; and 200 again soon`, async () => {
    await timely(async () => {
      const seen = await under(harm, CLIENTS, () => acme.query("inventory.resources.list", { limit: 20 }));
      console.log(`${name}, reading: ${JSON.stringify(seen)}`);
      return seen;
    });
  }, 90_000);

  test("a write is acknowledged and there once, or refused and not there", async () => {
    await timely(async () => {
      const run = crypto.randomUUID().slice(0, 8);
      const answers = new Map<string, Answer>();
      const seen = await under(harm, WRITERS, async (client, turn) => {
        const written = `${run} ${client} ${turn}`;
        const answer = await acme.mutate("organizations.rename", { name: written });
        answers.set(written, answer);
        return answer;
      });
      console.log(`${name}, writing: ${JSON.stringify(seen)}; ${await balance(run, answers)}`);
      return seen;
    });
  }, 90_000);
});

test("a defect shows its request id and nothing else: no cause, no SQL, no stack", async () => {
  expect(await waitUntil(isWell, { limitMs: 10_000 })).toBe(true);
  await stack.sql("alter table events rename column request_id to planted_defect");
  try {
    const { status, text, body } = await acme.mutate("organizations.rename", { name: "Never" });
    expect(status).toBe(500);
    expect(body).toEqual({
      error: {
        code: expect.any(Number),
        message: "Something went wrong on our side. Try again; if it stays, report the request id.",
        data: { code: "INTERNAL_SERVER_ERROR", httpStatus: 500, requestId: expect.any(String) },
      },
    });
    expect(text).not.toMatch(/stack|worker\.js|insert into|request_id|planted|column| {4}at /);
  } finally {
    await stack.sql("alter table events rename column planted_defect to request_id");
  }
});

/** What people were told against what is there. */
async function balance(run: string, answers: Map<string, Answer>): Promise<string> {
  expect(await waitUntil(isWell, { limitMs: 10_000 })).toBe(true);
  const rows = await stack.sql<{ name: string; count: number }>(
    `select data->'after'->>'name' as name, count(*)::int as count from events
      where organization_id = $1 and action = 'organization.rename' and data->'after'->>'name' like $2 group by 1`,
    [acme.organizationId, `${run} %`],
  );
  const counts = new Map(rows.map((row) => [row.name, row.count]));
  const those = (isMeant: (answer: Answer) => boolean) =>
    [...answers].filter(([, answer]) => isMeant(answer)).map(([written]) => written);
  const isUnsure = ({ text }: Answer) => text.includes(UNSURE);
  const acknowledged = those(({ status }) => status === 200);
  const refused = those((answer) => answer.status === 503 && !isUnsure(answer));
  const unsure = those((answer) => answer.status === 503 && isUnsure(answer));
  expect(acknowledged.filter((written) => counts.get(written) !== 1)).toEqual([]);
  expect(refused.filter((written) => counts.has(written))).toEqual([]);
  expect(rows.filter(({ count }) => count !== 1)).toEqual([]);
  const there = unsure.filter((written) => counts.has(written)).length;
  return `${acknowledged.length} acknowledged and there; ${refused.length} refused and not there; ${unsure.length} told to look, ${there} there`;
}
