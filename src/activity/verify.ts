import { type SQL, sql } from "drizzle-orm";
import * as z from "zod";
import { CANONICAL_SQL } from "../base/events.ts";
import { job } from "../base/jobs.ts";
import { type Outside, type SealedEvent, type Unsealed, type Verdict, verifyChain } from "./chain.ts";
import { forgetDeliveries } from "./webhooks.ts";

const PAGE = 1_000;
/** One sealing run takes 10,000. */
const UNSEALED_MAX = 20_000;
const ANCHORS_MAX = 1_000;

/** The event's own two times in milliseconds: the database's clock inside its id, and the Worker's. */
const TIMES = `coalesce(('x' || substr(replace(e.id::text, '-', ''), 1, 12))::bit(48)::bigint, 0) as "idMs",
  coalesce((extract(epoch from e.at) * 1000)::bigint, 0) as "atMs"`;
const Times = { idMs: z.coerce.number(), atMs: z.coerce.number() };
const Sealed = z.object({
  seq: z.coerce.number(),
  eventId: z.string(),
  hash: z.string(),
  canonical: z.string().nullable(),
  ...Times,
});
const UnsealedRow = z.object({ eventId: z.string(), isPassed: z.boolean(), hash: z.string(), ...Times });

/** Answers a query with its rows: a job inside its organisation, or the owner of the database. */
export type Ask = (query: SQL) => Promise<Record<string, unknown>[]>;

/** Reads an organisation's whole chain, page by page, and judges it. */
export async function verifyLog(ask: Ask, organizationId: string, outside: Outside): Promise<Verdict> {
  const pages = sealsOf(ask, organizationId);
  return verifyChain(organizationId, { pages, unsealed: () => unsealedOf(ask, organizationId), ...outside });
}

async function* sealsOf(ask: Ask, organizationId: string): AsyncGenerator<SealedEvent[]> {
  for (let after = 0; ; ) {
    const rows = await ask(sql`
      select s.seq, s.event_id as "eventId", s.hash, case when e.id is not null then ${sql.raw(CANONICAL_SQL)} end as canonical, ${sql.raw(TIMES)}
        from event_seals s left join events e on e.organization_id = s.organization_id and e.id = s.event_id
       where s.organization_id = ${organizationId}::uuid and s.seq > ${after} order by s.seq limit ${PAGE}`);
    const page = rows.map((row) => Sealed.parse(row));
    yield page;
    after = page.at(-1)?.seq ?? after;
    if (page.length < PAGE) return;
  }
}

/** After a restore into a new cluster the last seal's number is above every new one: then what has no seal waits for it. */
async function unsealedOf(ask: Ask, organizationId: string): Promise<Unsealed> {
  const rows = await ask(sql`
    select e.id as "eventId", coalesce((e.xid, e.id) <= (l.xid, l.event_id) and l.xid < pg_snapshot_xmax(pg_current_snapshot()), false) as "isPassed",
      encode(sha256(convert_to(${sql.raw(CANONICAL_SQL)}, 'UTF8')), 'hex') as hash, ${sql.raw(TIMES)}
      from events e left join lateral (
        select s.xid, s.event_id from event_seals s where s.organization_id = e.organization_id order by s.seq desc limit 1) l on true
     where e.organization_id = ${organizationId}::uuid
       and not exists (select from event_seals s where s.organization_id = e.organization_id and s.event_id = e.id)
     order by e.xid, e.id limit ${UNSEALED_MAX}`);
  return { events: rows.map((row) => UnsealedRow.parse(row)), isAll: rows.length < UNSEALED_MAX };
}

/**
 * Holds the whole chain against itself and against its anchors. What is wrong stands in the outcome, and so in the log.
 * Deliveries of events are forgotten here too: a day's work on the log is one job, not two.
 */
export const verify = job({
  name: "activity.verify",
  title: "Verify the event log",
  input: z.object({}),
  attemptsMax: 3,
  every: { cadence: "day", input: {} },
  async run({ read, write, ports }) {
    const organizationId = await read(
      (db) => [db.execute(sql`select app.organization_id() as id`)],
      ([{ rows }]) => z.uuid().parse(rows[0]?.id),
    );
    const ask: Ask = (query) =>
      read(
        (db) => [db.execute(query)],
        ([{ rows }]) => rows,
      );
    // Read before the chain: what is anchored by now is in it.
    const anchors = await ports.anchors.newest(organizationId, ANCHORS_MAX);
    const verdict = await verifyLog(ask, organizationId, { anchors });
    return { done: { ...verdict, forgottenDeliveries: await write(forgetDeliveries) } };
  },
});
