import { afterAll, beforeAll, expect, test } from "bun:test";
import { sql } from "drizzle-orm";
import { breaker } from "../src/base/breaker.ts";
import { fromDatabase } from "../src/base/database-errors.ts";
import { freePort } from "../tests/fakes/free-port.ts";
import { type Database, openDatabase } from "./client.ts";

const FAILURES_MAX = 3;
const PAUSE_MS = 500;
let mood: "silent" | "gone" | "refuses" | "answers" = "silent";
let asked = 0;
let nowMs = 0;
let server: ReturnType<typeof Bun.serve>;
let database: Database;

/** Neon's protocol, as far as one question needs it. */
beforeAll(() => {
  server = Bun.serve({
    hostname: "127.0.0.1",
    port: freePort(),
    async fetch() {
      asked++;
      if (mood === "silent") return new Promise<Response>(() => {});
      if (mood === "gone") return Response.json({ message: "cannot be reached", code: "08006" }, { status: 400 });
      if (mood === "refuses") return Response.json({ message: "no such table", code: "42P01" }, { status: 400 });
      return Response.json({ command: "SELECT", rowCount: 0, rows: [], fields: [], rowAsArray: true });
    },
  });
  const { admits, succeeded, failed } = breaker({ failuresMax: FAILURES_MAX, openMs: PAUSE_MS });
  const now = () => new Date(nowMs);
  database = openDatabase({
    url: "postgres://app_user:x@db.test/app",
    neonLocal: `127.0.0.1:${server.port}`,
    timeoutMs: 100,
    guard: { admits: () => admits(now()), succeeded, failed: () => failed(now()) },
  });
});
afterAll(() => {
  // The driver keeps the guard for whoever comes after this file.
  openDatabase({ url: "postgres://app_user:x@db.test/app", neonLocal: "", timeoutMs: 100 });
  return server.stop(true);
});

const ask = () =>
  database
    .identity()
    .execute(sql`select 1`)
    .then(
      () => "answered",
      (error: unknown) => {
        const known = fromDatabase(error);
        return known && "code" in known ? known.code : "a defect";
      },
    );
const write = () => database.write("new", async () => null).then(String, (error: unknown) => String(error));

test("a database that does not answer is not asked again and again: callers learn it at once", async () => {
  for (let failure = 0; failure < FAILURES_MAX; failure++) expect(await ask()).toBe("SERVICE_UNAVAILABLE");
  expect(asked).toBe(FAILURES_MAX);
  expect(new Set(await Promise.all(Array.from({ length: 20 }, ask)))).toEqual(new Set(["SERVICE_UNAVAILABLE"]));
  expect(await write()).toContain("NotAsked");
  expect(asked).toBe(FAILURES_MAX);
});

test("after a pause one caller tries for all, and when it is answered everybody is", async () => {
  mood = "gone";
  nowMs += PAUSE_MS;
  asked = 0;
  await Promise.all(Array.from({ length: 10 }, ask));
  expect(asked).toBe(1);
  mood = "answers";
  expect(await ask()).toBe("SERVICE_UNAVAILABLE");
  nowMs += PAUSE_MS;
  expect(await ask()).toBe("answered");
  expect(new Set(await Promise.all(Array.from({ length: 10 }, ask)))).toEqual(new Set(["answered"]));
});

test("a refusal is an answer", async () => {
  mood = "refuses";
  for (let times = 0; times < FAILURES_MAX + 2; times++) expect(await ask()).toBe("a defect");
});
