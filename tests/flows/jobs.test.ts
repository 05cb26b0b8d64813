import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { eq } from "drizzle-orm";
import fc from "fast-check";
import * as z from "zod";
import { sqlState } from "../../db/client.ts";
import { jobs } from "../../db/schema/base.ts";
import { awsAccounts } from "../../db/schema/inventory.ts";
import { inOrganization, NO_CLIENT, type OrgContext, type Ports } from "../../src/base/context.ts";
import { backoffMs, drain, RUN_SUBREQUESTS_MAX } from "../../src/base/drain.ts";
import { badRequest, unavailable } from "../../src/base/errors.ts";
import {
  type AnyJob,
  advanced,
  anyJob,
  type Job,
  job,
  jobContext,
  later,
  progress,
  supersede,
} from "../../src/base/jobs.ts";
import { scheduleCadence } from "../../src/schedule.ts";
import { openWorld, type World } from "../world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
  // Each event asks for its seal some seconds later: not what these tests count.
  await world.owner.query(`create function unasked() returns trigger language plpgsql as 'begin return null; end'`);
  await world.owner.query(
    "create trigger unasked before insert on jobs for each row when (new.name = 'activity.seal') execute function unasked()",
  );
}, 60_000);
afterAll(() => world.close());

type Org = Awaited<ReturnType<World["org"]>>;
const WHO = { actor: { kind: "system" as const, id: null, name: "test" }, requestId: "test", client: NO_CLIENT };
const Input = z.object({});

/** A job of this test alone; tests share the world's ledger, so each finishes what it begins. */
function small(run: Job<object>["run"], more: Partial<Job<object>> = {}) {
  return job<object>({
    name: `test.${crypto.randomUUID()}`,
    title: "Test",
    input: Input,
    attemptsMax: 3,
    ...more,
    run,
  });
}
const inside = <T>({ id }: Org, work: (context: OrgContext) => Promise<T>) =>
  inOrganization(world.database, world.ports, { organizationId: id }, { ...WHO, now: new Date() }, work);
const ask = (org: Org, definition: Job<object>, key = "") =>
  inside(org, (context) => later(context, definition, {}, { key }));
const drainOf = (known: Job<object>[], jobsMax: number, subrequestsMax?: number, ports = world.ports) =>
  drain(
    {
      database: world.database,
      ports,
      jobs: known.map((each) => anyJob(each)),
      clock: () => new Date(),
      log,
    },
    { budgetMs: 10_000, jobsMax, ...(subrequestsMax && { subrequestsMax }) },
  );
/** One run and no more, so that nothing else claims a job while a test holds it. */
const run = (...known: Job<object>[]) => drainOf(known, 1);
const runAll = (...known: Job<object>[]) => drainOf(known, 50);
const logs: { level: string; fields: Record<string, unknown> }[] = [];
const log = (level: string, _: string, fields: Record<string, unknown> = {}) => void logs.push({ level, fields });

type Row = { state: string; attempts: number; error: { message: string } | null; due_at: Date };
async function rowOf(id: string): Promise<Row> {
  const { rows } = await world.owner.query<Row>("select state, attempts, error, due_at from jobs where id = $1", [id]);
  if (!rows[0]) throw new Error("no such job");
  return rows[0];
}
/** A minute passes for this lease; what waits for its backoff is due. */
const leaseEnds = (id: string) =>
  world.owner.query("update jobs set lease_until = now() - interval '1 second' where id = $1 and state = 'running'", [
    id,
  ]);
const becomesDue = (id: string) => world.owner.query("update jobs set due_at = now() where id = $1", [id]);

/** What a Worker does before it runs a job: another one that does so and dies is a claim and nothing else. */
async function claim(definition: Job<object>) {
  const { rows } = await world.database.identity().execute("select * from app.claim_jobs(1)");
  const Claimed = z.object({ id: z.string(), attempts: z.coerce.number(), lease_token: z.coerce.number() });
  const [row] = rows.map((each) => Claimed.parse(each));
  if (!row) return undefined;
  const lease = { id: row.id, leaseToken: row.lease_token, attempts: row.attempts, name: definition.name };
  return jobContext<object>(world.database, world.ports, lease, {}, new Date());
}

/** Rows that a job writes: any table of an organisation would do. */
const insert = ({ tx, organization }: OrgContext, name: string) =>
  tx.insert(awsAccounts).values({ organizationId: organization.organizationId, kind: "keys", name });
const change = ({ tx }: OrgContext, name: string, problem: string) =>
  tx.update(awsAccounts).set({ problem }).where(eq(awsAccounts.name, name));
async function written({ id }: Org): Promise<string[]> {
  const { rows } = await world.owner.query(
    "select coalesce(problem, name) as text from aws_accounts where organization_id = $1 order by id",
    [id],
  );
  return rows.map(({ text }) => text);
}
const eventsOf = async (target: string): Promise<string[]> =>
  (await world.owner.query("select action from events where target_id = $1 order by id", [target])).rows.map(
    (r) => r.action,
  );

describe("a lease", () => {
  test("lost to another run: the first can neither write, nor read, nor finish; the second's write stands", async () => {
    const acme = await world.org();
    const definition = small(async () => ({ done: {} }));
    const { id } = await ask(acme, definition);
    await inside(acme, (context) => insert(context, "thing"));

    const first = await claim(definition);
    await first?.write((context) => change(context, "thing", "by the first"));
    await leaseEnds(id);
    const second = await claim(definition);
    expect(second?.attempt).toBe(1);
    await second?.write((context) => change(context, "thing", "by the second"));

    const late = [
      () => first?.write((context) => change(context, "thing", "late")),
      () =>
        first?.read(
          (db) => [db.select().from(awsAccounts)],
          () => 1,
        ),
    ];
    for (const use of late) expect(await Promise.resolve(use()).catch(sqlState)).toBe("DC409");
    expect(await written(acme)).toEqual(["by the second"]);

    await leaseEnds(id);
    await run(definition);
    expect(await rowOf(id)).toMatchObject({ state: "done", attempts: 1 });
  });

  test("cannot be lost in the middle of a write: nobody claims the job until that is over", async () => {
    const acme = await world.org();
    const definition = small(async () => ({ done: {} }));
    const { id } = await ask(acme, definition);
    const first = await claim(definition);
    await leaseEnds(id);
    await first?.write(async (context) => {
      expect(await claim(definition)).toBeUndefined();
      await insert(context, "whole");
    });
    // Writing has made the lease longer.
    expect(await claim(definition)).toBeUndefined();
    expect(await written(acme)).toEqual(["whole"]);
    await leaseEnds(id);
    await run(definition);
    expect(await rowOf(id)).toMatchObject({ state: "done" });
  });

  test("lost during a run: what that run does afterwards leaves no trace, and it does not end the job", async () => {
    const acme = await world.org();
    let runs = 0;
    const definition: Job<object> = small(async ({ write, jobId }) => {
      if (++runs === 1) {
        await leaseEnds(jobId);
        const other = await claim(definition);
        await other?.write((context) => insert(context, "by the other"));
      }
      await write((context) => insert(context, `by run ${runs}`));
      return { done: {} };
    });
    const { id } = await ask(acme, definition);
    await run(definition);
    expect(logs.at(-1)?.fields).toMatchObject({ jobId: id, outcome: "lost its lease" });
    expect(await written(acme)).toEqual(["by the other"]);
    expect(await rowOf(id)).toMatchObject({ state: "running" });
    await leaseEnds(id);
    await run(definition);
    expect(await rowOf(id)).toMatchObject({ state: "done" });
    expect(await eventsOf(id)).toEqual([`${definition.name}.run`]);
  });
});

describe("a run that fails", () => {
  test("is tried again later and later, then is a dead letter with the reason in words", async () => {
    const acme = await world.org();
    const definition = small(async () => {
      throw unavailable("AWS does not answer.");
    });
    const { id } = await ask(acme, definition);
    for (const attempt of [1, 2]) {
      const before = Date.now();
      await run(definition);
      const { due_at, ...row } = await rowOf(id);
      expect(row).toMatchObject({ state: "queued", attempts: attempt, error: { message: "AWS does not answer." } });
      expect(due_at.getTime() - before).toBeGreaterThan(0);
      expect(due_at.getTime() - before).toBeLessThan(2 ** attempt * 1000 + 2_000);
      await becomesDue(id);
    }
    await run(definition);
    expect(await rowOf(id)).toMatchObject({ state: "failed", attempts: 3, error: { message: "AWS does not answer." } });
    expect(await eventsOf(id)).toEqual([`${definition.name}.failed`]);
    await run(definition);
    expect((await rowOf(id)).attempts).toBe(3);
  });

  test("for a reason that a person must mend is not tried again", async () => {
    const acme = await world.org();
    const definition = small(async () => {
      throw badRequest("The role's ARN is missing.");
    });
    const { id } = await ask(acme, definition);
    await run(definition);
    expect(await rowOf(id)).toMatchObject({ state: "failed", attempts: 1 });
  });

  test("unexpectedly shows nothing of the cause", async () => {
    const acme = await world.org();
    const definition = small(
      async () => {
        throw new Error("password=hunter2 in /srv/secret.ts");
      },
      { attemptsMax: 1 },
    );
    const { id } = await ask(acme, definition);
    await run(definition);
    const shown = await acme.as("owner").operations.jobs.get.query({ id });
    expect(shown.error?.message).toBe("Something went wrong on our side.");
    expect(JSON.stringify(shown)).not.toMatch(/hunter2|secret/);
    expect(JSON.stringify(logs)).toContain("hunter2");
  });

  test("in the middle of a write leaves no half of it, and publishes nothing", async () => {
    const acme = await world.org();
    const definition = small(
      async ({ write }) => {
        await write((context) => insert(context, "first page"));
        await write(async (context) => {
          await insert(context, "second page");
          context.publish({ topic: "costs.synced", data: { page: 2 } });
          throw new Error("in the middle");
        });
        return { done: {} };
      },
      { attemptsMax: 1 },
    );
    await ask(acme, definition);
    await run(definition);
    expect(await written(acme)).toEqual(["first page"]);
    const published = world.hub.published.filter(({ organizationId }) => organizationId === acme.id);
    expect(published.map(({ message }) => message.topic)).not.toContain("costs.synced");
  });

  test("its pause grows, has jitter and a bound", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
        const ms = backoffMs(attempt, random);
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThanOrEqual(Math.min(15 * 60_000, 2 ** attempt * 1000));
        expect(backoffMs(attempt + 1, random)).toBeGreaterThanOrEqual(ms);
      }),
    );
  });
});

describe("a job", () => {
  test("whose worker dies each time ends as a dead letter when it would be claimed once more", async () => {
    const acme = await world.org();
    const definition = small(async () => ({ done: {} }));
    const { id } = await ask(acme, definition);
    const losses = 26;
    for (let claims = 0; claims < losses; claims++) {
      expect((await claim(definition))?.attempt).toBe(1);
      await leaseEnds(id);
    }
    expect(await claim(definition)).toBeUndefined();
    expect(await rowOf(id)).toMatchObject({
      state: "failed",
      attempts: 1,
      error: { message: `It stopped ${losses} times without a word.` },
    });
    expect((await run(definition)).ran).toBe(0);
  });

  test("that goes on where the lost run before it had come to is not one that dies each time", async () => {
    const acme = await world.org();
    const definition = small(async () => ({ done: {} }));
    const { id } = await ask(acme, definition);
    for (let claims = 0; claims < 60; claims++) {
      const lost = await claim(definition);
      if (claims % 20 === 10) await lost?.write((context) => advanced(context, id));
      expect(lost?.attempt).toBe(1);
      await leaseEnds(id);
    }
    await run(definition);
    expect(await rowOf(id)).toMatchObject({ state: "done", attempts: 1 });
  });

  test("that wants to look again pays no attempt for it", async () => {
    const acme = await world.org();
    let looks = 0;
    const definition = small(async () => (++looks <= 8 ? { again: 0 } : { done: { looks } }), { attemptsMax: 2 });
    const { id } = await ask(acme, definition);
    for (let round = 0; round < 30 && (await rowOf(id)).state !== "done"; round++) {
      await run(definition);
      await Bun.sleep(20);
    }
    expect(looks).toBe(9);
    expect(await rowOf(id)).toMatchObject({ state: "done", attempts: 1 });
  });

  test("is left for the next invocation when this one has sent as much as the platform allows", async () => {
    const acme = await world.org();
    const definition = small(async ({ ports }) => {
      const aws = await ports.aws.open({ kind: "sample" }, new Date());
      for (let n = 0; n < 8; n++) await aws.call("sts:GetCallerIdentity", {}, "us-east-1");
      return { done: {} };
    });
    for (let n = 0; n < 6; n++) await ask(acme, definition, String(n));
    // A run that has made eight calls counts twenty; the next needs room for whatever it may send.
    const first = await drainOf([definition], 50, RUN_SUBREQUESTS_MAX + 50);
    expect(first).toMatchObject({ ran: 3, isCutShort: true });
    expect((await runAll(definition)).ran).toBe(3);
  });

  test("shares the five connections to AWS with what runs beside it", async () => {
    const acme = await world.org();
    const atOnce = { now: 0, most: 0 };
    const open: Ports["aws"]["open"] = async (credentials, now) => {
      const aws = await world.ports.aws.open(credentials, now);
      return {
        async call(call, input, region) {
          atOnce.most = Math.max(atOnce.most, ++atOnce.now);
          await Bun.sleep(1);
          atOnce.now--;
          return aws.call(call, input, region);
        },
      };
    };
    const definition = small(async ({ ports }) => {
      const aws = await ports.aws.open({ kind: "sample" }, new Date());
      const asked = Array.from({ length: 20 }, () => aws.call("sts:GetCallerIdentity", {}, "us-east-1"));
      return { done: { answered: (await Promise.all(asked)).length } };
    });
    for (let n = 0; n < 4; n++) await ask(acme, definition, String(n));
    const ports = { ...world.ports, aws: { ...world.ports.aws, open } };
    expect((await drainOf([definition], 50, undefined, ports)).ran).toBe(4);
    expect(atOnce).toEqual({ now: 0, most: 5 });
  });

  test("of the same name and key is the same job, until it is over", async () => {
    const acme = await world.org();
    const rival = await world.org();
    const definition = small(async () => ({ done: {} }));
    const together = await Promise.all([
      ask(acme, definition, "k"),
      ask(acme, definition, "k"),
      ask(acme, definition, "k"),
    ]);
    expect(new Set(together.map(({ id }) => id)).size).toBe(1);
    expect(together.filter(({ isNew }) => isNew).length).toBe(1);
    expect(await ask(acme, definition, "another")).toMatchObject({ isNew: true });
    expect(await ask(rival, definition, "k")).toMatchObject({ isNew: true });
    expect((await runAll(definition)).ran).toBe(3);
    expect(await ask(acme, definition, "k")).toMatchObject({ isNew: true });
    await run(definition);
  });

  test("is claimed alone when one is asked for, whatever plan Postgres takes: the others would wait for a dead lease", async () => {
    const org = await world.org();
    const definition = small(async () => ({ done: {} }));
    for (let n = 0; n < 5; n++) await ask(org, definition, String(n));
    const client = await world.owner.connect();
    try {
      await client.query("begin; set local enable_hashjoin = off; set local enable_mergejoin = off;");
      await client.query(
        "set local enable_hashagg = off; set local enable_sort = off; set local enable_material = off",
      );
      const { rows } = await client.query("select name from app.claim_jobs(1)");
      expect(rows).toHaveLength(1);
    } finally {
      await client.query("rollback");
      client.release();
    }
    expect((await runAll(definition)).ran).toBe(5);
  });

  test("that is superseded while it waits never runs; while it runs, it cannot write any more", async () => {
    const acme = await world.org();
    let runs = 0;
    const waiting = small(async () => ({ done: { runs: ++runs } }));
    const { id: waitingId } = await ask(acme, waiting, "k");
    await inside(acme, (context) => supersede(context, waiting.name, "k"));
    await run(waiting);
    expect(runs).toBe(0);
    expect(await rowOf(waitingId)).toMatchObject({ state: "superseded" });

    const running: Job<object> = small(async ({ write }) => {
      await inside(acme, (context) => supersede(context, running.name, "k"));
      await write((context) => insert(context, "too late"));
      return { done: {} };
    });
    const { id: runningId } = await ask(acme, running, "k");
    await run(running);
    expect(await written(acme)).toEqual([]);
    expect(await rowOf(runningId)).toMatchObject({ state: "superseded" });
    expect(await ask(acme, running, "k")).toMatchObject({ isNew: true });
    await inside(acme, (context) => supersede(context, running.name, "k"));
  });

  test("that failed runs again when a developer says so, and its history stays in one place", async () => {
    const acme = await world.org();
    let isMended = false;
    const definition = small(async () => {
      if (!isMended) throw badRequest("Not yet.");
      return { done: { mended: 1 } };
    });
    const { id } = await ask(acme, definition);
    await run(definition);
    isMended = true;
    await expect(acme.as("viewer").operations.jobs.retry.mutate({ id })).rejects.toMatchObject({
      data: { code: "FORBIDDEN" },
    });
    await acme.as("developer").operations.jobs.retry.mutate({ id });
    await expect(acme.as("developer").operations.jobs.retry.mutate({ id })).rejects.toMatchObject({
      data: { code: "CONFLICT" },
    });
    await run(definition);
    expect(await acme.as("viewer").operations.jobs.get.query({ id })).toMatchObject({
      state: "done",
      attempts: 1,
      outcome: { mended: 1 },
      error: null,
    });
    expect(await eventsOf(id)).toEqual([`${definition.name}.failed`, "job.retry", `${definition.name}.run`]);
  });

  test("shows how far it is, while it runs", async () => {
    const acme = await world.org();
    const seen: unknown[] = [];
    const definition = small(async ({ write, jobId }) => {
      for (const done of [1, 2]) {
        await write((context) => progress(context, jobId, { done, total: 2, message: `Page ${done}` }));
        const { state, progress: shown } = await acme.as("viewer").operations.jobs.get.query({ id: jobId });
        seen.push({ state, ...shown });
      }
      return { done: {} };
    });
    await ask(acme, definition);
    await run(definition);
    expect(seen).toEqual([
      { state: "running", done: 1, total: 2, message: "Page 1" },
      { state: "running", done: 2, total: 2, message: "Page 2" },
    ]);
  });

  test("of one organisation sees and changes nothing of another", async () => {
    const [acme, rival] = [await world.org(), await world.org()];
    await inside(acme, (context) => insert(context, "ours"));
    await inside(rival, (context) => insert(context, "theirs"));
    const seen: string[][] = [];
    const definition = small(async ({ read, write }) => {
      seen.push(
        await read(
          (db) => [
            db.select({ name: awsAccounts.name }).from(awsAccounts),
            db.select({ id: jobs.organizationId }).from(jobs),
          ],
          ([rows, of]) => [...rows.map(({ name }) => name), ...new Set(of.map(({ id }) => id))],
        ),
      );
      await write(({ tx }) => tx.update(awsAccounts).set({ problem: "changed" }));
      return { done: {} };
    });
    await ask(acme, definition);
    await run(definition);
    expect(seen).toEqual([["ours", acme.id]]);
    expect([await written(acme), await written(rival)]).toEqual([["changed"], ["theirs"]]);
  });

  test("that this version does not know ends with a sentence", async () => {
    const acme = await world.org();
    const definition = small(async () => ({ done: {} }));
    const { id } = await ask(acme, definition);
    await run();
    expect(await rowOf(id)).toMatchObject({
      state: "failed",
      error: { message: expect.stringContaining("knows no job") },
    });
  });

  test("that makes parts has them run side by side, in the same drain", async () => {
    const acme = await world.org();
    let [now, most] = [0, 0];
    const part = small(async () => {
      most = Math.max(most, ++now);
      await Bun.sleep(50);
      now--;
      return { done: {} };
    });
    const whole = small(async ({ write }) => {
      await write(async (context) => {
        for (const key of ["a", "b", "c", "d", "e"]) await later(context, part, {}, { key });
      });
      return { done: {} };
    });
    await ask(acme, whole);
    expect((await runAll(whole, part)).ran).toBe(6);
    expect(most).toBeGreaterThan(1);
  });
});

describe("a cadence", () => {
  test("asks for its jobs in every organisation, once, however often its line fires", async () => {
    const organizations = [await world.org(), await world.org(), await world.org()];
    const ran: string[] = [];
    const recurring = small(
      async ({ read }) => {
        ran.push(
          await read(
            (db) => [db.select({ id: jobs.organizationId }).from(jobs).limit(1)],
            ([[row]]) => row?.id ?? "",
          ),
        );
        return { done: {} };
      },
      { every: { cadence: "week", input: {} } },
    );
    const other = small(async () => ({ done: {} }), { every: { cadence: "hour", input: {} } });
    const known: AnyJob[] = [anyJob(recurring), anyJob(other)];
    const now = new Date();
    await scheduleCadence(world.database, "week", now, known);
    await scheduleCadence(world.database, "week", now, known);
    const countOf = async ({ name }: Job<object>) =>
      (
        await world.owner.query(
          "select organization_id as id, count(*)::int as count from jobs where name = $1 group by 1",
          [name],
        )
      ).rows;
    const rows = await countOf(recurring);
    expect(organizations.map(({ id }) => rows.find((row) => row.id === id)?.count)).toEqual([1, 1, 1]);
    expect(await countOf(other)).toEqual([]);
    await runAll(recurring);
    expect(organizations.filter(({ id }) => ran.filter((each) => each === id).length === 1).length).toBe(3);

    await scheduleCadence(world.database, "week", now, known);
    expect((await countOf(recurring)).every(({ count }) => count === 2)).toBe(true);
    await runAll(recurring);
  });
});
