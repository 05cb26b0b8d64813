import { and, asc, count, desc, eq, gte, inArray, lt, sql } from "drizzle-orm";
import * as z from "zod";
import { events } from "../../db/schema/base.ts";
import { after, Page, toPage } from "../base/pages.ts";
import { org, router } from "../base/trpc.ts";
import { integrityQueries, toIntegrity, verifyNow } from "./integrity.ts";
import { webhooks } from "./webhooks-router.ts";

const EventsInput = Page.extend({
  /** How the name of who did it begins. */
  actor: z.string().trim().max(100).optional(),
  action: z.array(z.string().max(100)).max(50).optional(),
  targetType: z.array(z.string().max(100)).max(50).optional(),
  targetId: z.string().max(200).optional(),
  from: z.iso.datetime().optional(),
  before: z.iso.datetime().optional(),
});

/** Actions to choose from are those of this time; older ones are found by their date. */
const ACTIONS_DAYS = 90;
const ACTIONS_MAX = 100;

/** The event log, for people and their exports. */
export const activity = router({
  events: org("developer")
    .meta({ title: "Show who did what" })
    .input(EventsInput)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => {
          const cursor = after(input.cursor, z.null());
          return [
            db
              .select({
                id: events.id,
                at: events.at,
                actorKind: events.actorKind,
                actorId: events.actorId,
                actorName: events.actorName,
                action: events.action,
                targetType: events.targetType,
                targetId: events.targetId,
                data: events.data,
                requestId: events.requestId,
                ip: events.ip,
                userAgent: events.userAgent,
              })
              .from(events)
              .where(
                and(
                  input.actor ? sql`${events.actorName} ^@ ${input.actor}` : undefined,
                  input.action?.length ? inArray(events.action, input.action) : undefined,
                  input.targetType?.length ? inArray(events.targetType, input.targetType) : undefined,
                  input.targetId ? eq(events.targetId, input.targetId) : undefined,
                  input.from ? gte(events.at, new Date(input.from)) : undefined,
                  input.before ? lt(events.at, new Date(input.before)) : undefined,
                  cursor ? lt(events.id, cursor.id) : undefined,
                ),
              )
              // Ids are time-ordered; a timestamp would lose its microseconds on the way through a cursor.
              .orderBy(desc(events.id))
              .limit(input.limit + 1),
          ];
        },
        ([rows]) => toPage(rows, input.limit, () => null),
      ),
    ),

  webhooks,

  /** How far the log is sealed, and what the last verification found. */
  integrity: org("developer")
    .meta({ title: "Show whether the log was tampered with" })
    .query(({ ctx }) =>
      ctx.read(
        (db) => integrityQueries(db),
        ([[end], [counted], [run]]) => toIntegrity(end, counted?.waiting ?? 0, run),
      ),
    ),

  verify: org("maintainer")
    .meta({ title: "Verify the log now" })
    .mutation(({ ctx }) => ctx.write((context) => verifyNow(context))),

  actions: org("developer")
    .meta({ title: "List what was done lately" })
    .query(({ ctx }) =>
      ctx.read(
        (db) => [
          db
            .select({ action: events.action, count: count() })
            .from(events)
            .where(gte(events.at, new Date(ctx.now.getTime() - ACTIONS_DAYS * 86_400_000)))
            .groupBy(events.action)
            .orderBy(asc(events.action))
            .limit(ACTIONS_MAX),
          db
            .select({ targetType: events.targetType, count: count() })
            .from(events)
            .where(gte(events.at, new Date(ctx.now.getTime() - ACTIONS_DAYS * 86_400_000)))
            .groupBy(events.targetType)
            .orderBy(asc(events.targetType))
            .limit(ACTIONS_MAX),
        ],
        ([items, targets]) => ({ items, targets }),
      ),
    ),
});
