import { expect, test } from "bun:test";
import { stoppedFor } from "./stopped.ts";

const NOW = new Date("2026-11-20T12:00:00Z");

test.each<[string | null | undefined, ReturnType<typeof stoppedFor>]>([
  ["User initiated (2026-11-19 12:00:00 GMT)", { since: "2026-11-19", days: 1 }],
  ["User initiated (2026-11-20 00:00:00 UTC)", { since: "2026-11-20", days: 0.5 }],
  ["Server.SpotInstanceTermination: Spot instance termination", null],
  ["", null],
  [null, null],
  [undefined, null],
])("%p has been stopped for %j", (reason, expected) => expect(stoppedFor(reason, NOW)).toEqual(expected));
