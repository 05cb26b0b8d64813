import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/node-postgres";
import pg from "pg";
import * as z from "zod";
import { type Ask, verifyLog } from "../src/activity/index.ts";
import type { Anchor, Written } from "../src/ports/anchors.ts";
import { openSecrets, ROOT, readRunning } from "./folder.ts";
import { ownerUrlOf } from "./postgres.ts";

const USAGE = `bun run audit:verify [--anchors <file>]… [--organization <slug>]

Walks the hash chain of every organisation's event log as the owner of the database (DATABASE_OWNER_URL, or the running
local one) and compares it with what the Worker's log knows: lines of JSON with the message "audit anchor" (where a chain
was) or "audit events" (what was written). Give the files that your log drain has kept; locally they are found by
themselves. Exit 1: something was changed.`;

/** A line of the Worker's log; other lines are other things. */
const AnchorLine = z.object({
  message: z.literal("audit anchor"),
  organizationId: z.uuid(),
  seq: z.number(),
  hash: z.string(),
  at: z.string(),
});
const EventsLine = z.object({
  message: z.literal("audit events"),
  organizationId: z.uuid(),
  written: z.array(z.object({ eventId: z.string(), hash: z.string() })),
});
const AuditLine = z.discriminatedUnion("message", [AnchorLine, EventsLine]);
const Organization = z.object({ id: z.string(), slug: z.string() });

const { values } = parseArgs({
  options: {
    anchors: { type: "string", multiple: true },
    organization: { type: "string" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(USAGE);
  process.exit(0);
}

const folder = resolve(ROOT, process.env.DATA_DIR || ".local");
const ownerUrl = process.env.DATABASE_OWNER_URL || localOwnerUrl();
if (!ownerUrl) {
  console.error("Set DATABASE_OWNER_URL, or start DevControl here: the local Postgres does not run.");
  process.exit(2);
}
const known = readLogs(values.anchors ?? localLogs());
const client = new pg.Client({ connectionString: ownerUrl });
await client.connect();
try {
  process.exitCode = (await verifyAll(client)) ? 0 : 1;
} finally {
  await client.end();
}

/** @returns whether every chain is whole. */
async function verifyAll(connection: pg.Client): Promise<boolean> {
  const db = drizzle(connection);
  const ask: Ask = async (query) => (await db.execute(query)).rows;
  const organizations = (await ask(sql`select id, slug from organizations order by slug`)).map((row) =>
    Organization.parse(row),
  );
  // An organisation that is gone with its chain is known by its anchors alone.
  const missing = [...known.keys()].filter((id) => !organizations.some((organization) => organization.id === id));
  let isWhole = true;
  for (const { id, slug } of [...organizations, ...missing.map((gone) => ({ id: gone, slug: "(gone)" }))]) {
    if (values.organization && slug !== values.organization) continue;
    const { sealed, waiting, anchors, problems } = await verifyLog(ask, id, outsideOf(id));
    const counts = `${sealed} sealed, ${waiting} waiting, ${anchors} anchors`;
    console.log(`${problems.length ? "BAD " : "ok  "} ${slug} (${counts})`);
    for (const { problem } of problems) console.log(`     ${problem}`);
    if (problems.length > 0) isWhole = false;
    if (sealed > 0 && anchors === 0)
      console.log(
        "     No anchor from outside the database: a chain that was rewritten as a whole would not be noticed.",
      );
  }
  return isWhole;
}

function localOwnerUrl(): string | undefined {
  const port = readRunning(folder)?.parts.postgres?.port;
  return port === undefined ? undefined : ownerUrlOf(openSecrets({ path: folder }), port);
}

function localLogs(): string[] {
  return ["worker.log.old", "worker.log"].map((name) => join(folder, "logs", name)).filter((file) => existsSync(file));
}

type Known = { anchors: Map<number, Anchor>; written: Written[] };

function outsideOf(organizationId: string) {
  const { anchors, written } = known.get(organizationId) ?? { anchors: new Map<number, Anchor>(), written: [] };
  return { anchors: [...anchors.values()], written };
}

function readLogs(files: readonly string[]): Map<string, Known> {
  const found = new Map<string, Known>();
  for (const line of files.flatMap((file) => readFileSync(file, "utf8").split("\n"))) {
    if (!line.includes('"audit ')) continue;
    const { data } = AuditLine.safeParse(parseLine(line));
    if (!data) continue;
    const mine = found.get(data.organizationId) ?? { anchors: new Map<number, Anchor>(), written: [] };
    if (data.message === "audit events") mine.written.push(...data.written);
    // As in the hub: the first one of a number stays.
    else if (!mine.anchors.has(data.seq)) mine.anchors.set(data.seq, { seq: data.seq, hash: data.hash, at: data.at });
    found.set(data.organizationId, mine);
  }
  return found;
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
