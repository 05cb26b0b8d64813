import { expect, test } from "bun:test";
import { postgresQueue } from "../../src/ports/queue.ts";
import { queueContract } from "./queue.contract.ts";

queueContract("on Postgres", async () => postgresQueue(async () => {}));

test("the look comes when the job is due, not before, and at most a second later", async () => {
  const looks: { organizationId: string; at: Date }[] = [];
  const queue = postgresQueue(async (organizationId, at) => void looks.push({ organizationId, at }));
  const due = new Date("2026-03-01T10:00:00Z");
  await queue.wake("acme", due);
  expect(looks.map(({ organizationId }) => organizationId)).toEqual(["acme"]);
  const lateMs = (looks[0]?.at.getTime() ?? 0) - due.getTime();
  expect(lateMs).toBeGreaterThanOrEqual(0);
  expect(lateMs).toBeLessThanOrEqual(1000);
});
