import { afterAll, beforeAll, expect, test } from "bun:test";
import { waitUntil } from "../../dev/listen.ts";
import { type Digest, digest } from "./digest.ts";
import { type Member, type Part, type Stack, startStack, UNSURE } from "./stack.ts";

/** Of each part. */
const KILLS = Number(process.env.KILLS ?? 25);
/** KILLS_OF=workerd leaves the database alone. */
const KILLED: Part[] = process.env.KILLS_OF === "workerd" ? ["workerd"] : ["workerd", "postgres"];
const SEED = Number(process.env.SEED ?? Date.now() % 1_000_000);
const PAUSE_MS_MAX = 700;
const WRITERS = 2;
const SETTLED_MS = 300_000;
const HOUR_MS = 3_600_000;
/** About as long as all of it takes. */
const RUN_MS = 150_000 + KILLS * KILLED.length * 4_000;

let stack: Stack;
beforeAll(async () => {
  stack = await startStack();
}, 120_000);
afterAll(() => stack?.stop(), 30_000);

/** mulberry32: the same seed, the same moments. */
function randomOf(seed: number) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Job = { id: string; state: string; why: string | null };
const jobsOf = ({ organizationId }: Member) =>
  stack.sql<Job>(
    "select id, state, name || ': ' || (error ->> 'message') as why from jobs where organization_id = $1",
    [organizationId],
  );
const isOpen = ({ state }: Pick<Job, "state">) => state === "queued" || state === "running";

const isWell = async () => (await stack.ask("/healthz").catch(() => undefined))?.status === 200;

/** Asks until it is taken: what is refused was not done, so asking again is right. */
async function insist(member: Member, path: string, input?: unknown) {
  for (;;) {
    const { status, text } = await member.mutate(path, input);
    // 409: an earlier try whose answer was lost had been done.
    if (status === 200 || status === 409) return;
    if (status !== 503) throw new Error(`${path} answers ${status} ${text}`);
    await Bun.sleep(200);
  }
}

/**
 * The organisation's jobs have ended. Those that were killed at every attempt are dead letters; a person presses "run
 * again". @returns how often.
 */
async function settle(member: Member): Promise<number> {
  let again = 0;
  const isSettled = async () => {
    const jobs = await jobsOf(member).catch(() => undefined);
    if (!jobs || jobs.length === 0 || jobs.some(isOpen)) return false;
    const failed = jobs.filter(({ state }) => state === "failed");
    for (const { id, why } of failed) {
      console.log(`run again: ${why}`);
      await insist(member, "operations.jobs.retry", { id });
      again++;
    }
    return failed.length === 0;
  };
  const isDone = await waitUntil(isSettled, { limitMs: SETTLED_MS, everyMs: 250 });
  if (!isDone) throw new Error(`jobs do not end: ${JSON.stringify(await jobsOf(member))}`);
  return again;
}

async function kill(part: Part) {
  await waitUntil(
    () => {
      try {
        return process.kill(stack.pidOf(part), "SIGKILL");
      } catch {
        return false; // It is just being started again.
      }
    },
    { limitMs: 10_000, everyMs: 10 },
  );
}

/** Kills them at random moments, never waiting for more than that somebody answers again. */
async function storm(random: () => number) {
  const parts = KILLED.flatMap((part) => Array<Part>(KILLS).fill(part));
  const order = parts.map((part) => ({ part, at: random() })).sort((a, b) => a.at - b.at);
  let slowestMs = 0;
  for (const { part } of order) {
    await Bun.sleep(random() * PAUSE_MS_MAX);
    const killedAt = performance.now();
    await kill(part);
    if (!(await waitUntil(isWell, { limitMs: 20_000, everyMs: 20 }))) throw new Error(`not well after ${part}`);
    slowestMs = Math.max(slowestMs, performance.now() - killedAt);
    // Who ran the jobs is dead, or has lost its connection: the test does not wait a minute for each lease. A run that
    // does live on has an old token now.
    await stack.sql("update jobs set lease_until = now() where state = 'running'").catch(() => {});
  }
  return Math.round(slowestMs);
}

/** People who write all the time, each keeping what it was told. */
function startWriters(member: Member) {
  const ledger = { acknowledged: [] as string[], refused: [] as string[], unsure: [] as string[] };
  const others: string[] = [];
  let isOver = false;
  const write = async (_: unknown, writer: number) => {
    for (let turn = 0; !isOver; turn++) {
      const name = `Name ${writer} ${turn}`;
      const answer = await member.mutate("organizations.rename", { name }).catch(() => undefined);
      if (!answer || answer.text.includes(UNSURE)) ledger.unsure.push(name);
      else if (answer.status === 200) ledger.acknowledged.push(name);
      else if (answer.status === 503) ledger.refused.push(name);
      else others.push(`${answer.status} ${answer.text}`);
      await Bun.sleep(20);
    }
  };
  const writers = Promise.all(Array.from({ length: WRITERS }, write));
  return async () => {
    isOver = true;
    await writers;
    return { ...ledger, others };
  };
}

const digestOf = ({ organizationId }: Member): Promise<Digest> => digest(stack, organizationId);

test(`a scan under ${KILLS} kills of ${KILLED.join(", and as many of ")} ends as one that nobody disturbed`, async () => {
  console.log(`seed ${SEED} (SEED=${SEED} repeats the moments)`);
  // The sample's metrics belong to their hour: with a new hour between them, two scans are not the same.
  const leftMs = HOUR_MS - (Date.now() % HOUR_MS);
  if (leftMs < RUN_MS && RUN_MS < HOUR_MS / 2) await Bun.sleep(leftMs + 1_000);
  const [calm, ledger] = [await stack.signUp("Calm"), await stack.signUp("Ledger")];
  await insist(calm, "inventory.accounts.connectSample");
  expect(await settle(calm)).toBe(0);
  const expected = await digestOf(calm);
  console.log(
    `undisturbed: ${Object.entries(expected)
      .map(([name, { count }]) => `${name} ${count}`)
      .join(", ")}`,
  );

  const scanned: Member[] = [];
  let isOver = false;
  // A scan takes a few seconds and the storm longer: a fresh organisation follows each that is done.
  const scanning = (async () => {
    while (!isOver) {
      const member = await stack.signUp(`Stormy ${scanned.length}`).catch(() => undefined);
      if (!member) continue;
      await insist(member, "inventory.accounts.connectSample");
      scanned.push(member);
      const isDone = async () =>
        isOver || !((await jobsOf(member).catch(() => undefined)) ?? [{ id: "", state: "queued" }]).some(isOpen);
      await waitUntil(isDone, { limitMs: SETTLED_MS, everyMs: 100 });
    }
  })();
  const stopWriters = startWriters(ledger);
  const startedAt = performance.now();
  const slowestMs = await storm(randomOf(SEED));
  const stormMs = performance.now() - startedAt;
  isOver = true;
  await scanning;
  const written = await stopWriters();

  let again = 0;
  for (const member of scanned) again += await settle(member);
  console.log(
    `${KILLED.length * KILLS} kills of ${KILLED.join(" and ")} in ${(stormMs / 1000).toFixed(1)} s during ${scanned.length} scans; slowest return ${slowestMs} ms; ${again} dead letters run again`,
  );
  for (const member of scanned) expect(await digestOf(member)).toEqual(expected);

  const rows = await stack.sql<{ name: string; count: number }>(
    "select data->'after'->>'name' as name, count(*)::int as count from events where organization_id = $1 and action = 'organization.rename' group by 1",
    [ledger.organizationId],
  );
  const counts = new Map(rows.map(({ name, count }) => [name, count]));
  const kept = (names: string[]) => names.filter((name) => counts.has(name)).length;
  console.log(
    `writes: ${written.acknowledged.length} acknowledged, ${kept(written.acknowledged)} there; ${written.refused.length} refused, ${kept(written.refused)} there; ${written.unsure.length} told to look, ${kept(written.unsure)} there`,
  );
  expect(written.others).toEqual([]);
  expect(written.acknowledged.filter((name) => counts.get(name) !== 1)).toEqual([]);
  expect(written.refused.filter((name) => counts.has(name))).toEqual([]);
  expect(rows.filter(({ count }) => count !== 1)).toEqual([]);
  expect(written.acknowledged.length).toBeGreaterThan(0);
}, 900_000);
