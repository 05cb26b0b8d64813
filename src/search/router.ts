import { desc, eq, type SQL, sql } from "drizzle-orm";
import * as z from "zod";
import type { ReadDb } from "../../db/client.ts";
import { events, jobs } from "../../db/schema/base.ts";
import { SEARCH_KINDS } from "../../db/schema/search.ts";
import { org, router } from "../base/trpc.ts";

const RESULTS_MAX = 50;
const EVENTS_MAX = 5;
const Input = z.strictObject({
  text: z.string().trim().min(1).max(2_000),
  kinds: z.array(z.enum(SEARCH_KINDS)).max(SEARCH_KINDS.length).optional(),
  limit: z.number().int().min(1).max(RESULTS_MAX).default(12),
});

/** One index over everything that the organisation has. */
export const search = router({
  /**
   * What the text may mean: the object whose id, reference, ARN or address it is; else titles that begin with it, what
   * has all its words, or words that look like them. The id of a request finds what it has done, for those who may read
   * the log.
   */
  find: org("viewer")
    .meta({ title: "Search everything" })
    .input(Input)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => [indexed(db, input), jobsOf(db, input.text), eventsOf(db, input.text)],
        ([items, ofJobs, ofEvents], { role }) => ({
          items,
          jobs: ofJobs,
          events: role === "viewer" ? [] : ofEvents,
        }),
      ),
    ),
});

function indexed(db: ReadDb, { text, kinds = [...SEARCH_KINDS], limit }: z.infer<typeof Input>) {
  const found = sql`app.search(${text}::text, ${sql.param(kinds)}::text[], ${limit}::int) found`;
  return db
    .select({
      id: sql<string>`found.id`,
      kind: sql<(typeof SEARCH_KINDS)[number]>`found.kind`,
      title: sql<string>`found.title`,
      note: sql<string>`found.note`,
      /** Of entities; the others are found by their id. */
      ref: sql<string | null>`found.ref`,
      /** id: it is exactly this · title, words: it holds what was typed · similar: it may have been mistyped. */
      how: sql<"id" | "title" | "words" | "similar">`found.how`,
    })
    .from(found);
}

const isUuid = (text: string) => z.uuid().safeParse(text).success;

const jobsOf = (db: ReadDb, text: string) =>
  db
    .select({ id: jobs.id, name: jobs.name, state: jobs.state })
    .from(jobs)
    .where(isUuid(text) ? eq(jobs.id, text) : never)
    .limit(1);

const eventsOf = (db: ReadDb, text: string) =>
  db
    .select({ id: events.id, action: events.action, at: events.at, actorName: events.actorName })
    .from(events)
    .where(REQUEST_ID.test(text) ? eq(events.requestId, text) : never)
    .orderBy(desc(events.id))
    .limit(EVENTS_MAX);

/** As src/base/request-id.ts takes them; a job's run writes "job-" and its id. */
const REQUEST_ID = /^[\w.:-]{8,128}$/;
const never: SQL = sql`false`;
