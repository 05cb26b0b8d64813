import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { upstashCounter } from "../../src/ports/limit.ts";
import { timesQueue, upstashTimes } from "../../src/ports/queue-times.ts";
import { openRedis } from "../../src/ports/redis.ts";
import { findRedis, type RedisServer, startRedis } from "../fakes/redis.ts";
import { serveUpstash, type Upstash } from "../fakes/upstash.ts";
import { limitContract } from "../flows/limit.contract.ts";
import { queueContract, sleepingContract } from "../flows/queue.contract.ts";

/** Longer than a test may take. */
const SILENCE_MS = 60_000;

const HERE = findRedis() !== null;
if (!HERE) console.log("skipped: the Upstash forms (redis-server is not installed)");

describe.if(HERE)("Upstash's protocol before a real Redis", () => {
  let server: RedisServer;
  let upstash: Upstash;
  beforeAll(async () => {
    server = await startRedis();
    upstash = serveUpstash(server);
    const [info] = await server.send([["INFO", "server"]]);
    console.log(/redis_version:\S+/.exec(String(info))?.[0]);
  });
  afterAll(async () => {
    await upstash?.stop();
    await server?.remove();
  });

  let queues = 0;
  const requests = () => upstash.requests();
  const troubles: unknown[] = [];
  const open = async (lookAt: Parameters<typeof timesQueue>[1]) =>
    timesQueue(upstashTimes(openRedis(upstash), `test:${queues++}:due`), lookAt, (error) => void troubles.push(error));
  queueContract("on Upstash", open);
  sleepingContract("on Upstash", open);

  let counters = 0;
  limitContract("on Upstash", async () => upstashCounter(openRedis(upstash), `test:${counters++}:used`));

  test("a request is counted in one pipeline, and Redis forgets it when its window is over", async () => {
    const spend = (key: string) => ({ key, windowSeconds: 60, cost: 1 });
    const before = requests();
    await upstashCounter(openRedis(upstash), "test:forget").spend([spend("a"), spend("b"), spend("c")], new Date());
    expect(requests() - before).toBe(1);
    const [keys] = await server.send([["KEYS", "test:forget:*"]]);
    expect(keys).toBeArrayOfSize(3);
    for (const key of Array.isArray(keys) ? keys : []) {
      const [seconds] = await server.send([["TTL", String(key)]]);
      expect(Number(seconds)).toBeWithin(60, 121);
    }
  });

  test("what Redis refuses is an error, not a number", async () => {
    const key = `test:wrong:a:${Math.floor(Date.now() / 60_000)}`;
    await server.send([["RPUSH", key, "not a number"]]);
    const counter = upstashCounter(openRedis(upstash), "test:wrong");
    await expect(counter.spend([{ key: "a", windowSeconds: 60, cost: 1 }], new Date())).rejects.toThrow("WRONGTYPE");
  });

  test("Redis refused nothing of all this", () => {
    expect(troubles.filter((error) => !String(error).includes("no hub"))).toEqual([]);
  });

  test("an idle minute is one command", async () => {
    const queue = await open(async () => {});
    const before = upstash.seen.length;
    expect(await queue.look(new Date())).toBeNull();
    expect(upstash.seen.slice(before).map(([name]) => name)).toEqual(["zrange"]);
  });

  test("another token opens nothing, and the queue then looks each minute", async () => {
    const troubles: unknown[] = [];
    const times = upstashTimes(openRedis({ ...upstash, token: "another" }), "test:due");
    const queue = timesQueue(
      times,
      async () => {},
      (error) => void troubles.push(error),
    );
    await queue.wake("acme", new Date());
    expect(await queue.look(new Date())).not.toBeNull();
    expect(troubles.map(String)).toEqual([expect.stringContaining("WRONGPASS"), expect.stringContaining("WRONGPASS")]);
  });

  test("a Redis that has gone or is silent is not waited for", async () => {
    const queue = timesQueue(
      upstashTimes(openRedis(upstash), "test:due"),
      async () => {},
      () => {},
    );
    await server.stop();
    expect(await queue.look(new Date())).not.toBeNull();
    await server.start();
    upstash.trouble.delayMs = SILENCE_MS;
    expect(await queue.look(new Date())).not.toBeNull();
    upstash.trouble.delayMs = 0;
  }, 15_000);
});
