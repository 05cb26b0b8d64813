import { expect, test } from "bun:test";
import { memoryCounter } from "../../src/ports/limit.ts";
import { limitContract } from "./limit.contract.ts";

limitContract("in memory", async () => memoryCounter());

test("memory stays bounded, whoever comes", async () => {
  const counter = memoryCounter(100);
  for (let index = 0; index < 1000; index++)
    await counter.spend([{ key: `k${index}`, windowSeconds: 60, cost: 1 }], new Date(0));
  expect(counter.size()).toBeLessThanOrEqual(101);
  await counter.spend([{ key: "later", windowSeconds: 60, cost: 1 }], new Date(120_000));
  expect(counter.size()).toBe(1);
});
