import { expect, test } from "bun:test";
import { postgresQueue } from "../../src/ports/queue.ts";
import { timesQueue } from "../../src/ports/queue-times.ts";
import { memoryTimes } from "../fakes/due-times.ts";
import { queueContract, sleepingContract } from "./queue.contract.ts";

const inMemory = async (lookAt: Parameters<typeof timesQueue>[1]) => timesQueue(memoryTimes(), lookAt, () => {});

queueContract("on Postgres", async (lookAt) => postgresQueue(lookAt));
queueContract("in memory", inMemory);
sleepingContract("in memory", inMemory);

test("a store that is down is reported, loses no work, and makes nobody fail", async () => {
  const troubles: unknown[] = [];
  const looks: string[] = [];
  const down = () => Promise.reject(new Error("down"));
  const queue = timesQueue(
    { add: down, due: down, remove: down },
    async (organizationId) => void looks.push(organizationId),
    (error) => void troubles.push(error),
  );
  await queue.wake("acme", new Date(0));
  const look = await queue.look(new Date(0));
  await look?.foundNone();
  expect(look).not.toBeNull();
  expect(looks).toEqual(["acme"]);
  expect(troubles.length).toBe(2);
});
