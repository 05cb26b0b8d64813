import { and, asc, gt, isNull } from "drizzle-orm";
import * as z from "zod";
import { awsAccounts, resources } from "../../db/schema/inventory.ts";
import type { OrgContext } from "../base/context.ts";
import { job, later, progress } from "../base/jobs.ts";
import type { Discovered } from "../inventory/resource-type.ts";
import { recordScores } from "./frameworks/record.ts";
import { isSeen } from "./judgements.ts";
import { judgePage } from "./store.ts";

const PAGE = 500;
/** Bounds one run; the next goes on after the last id. */
const PAGES_PER_RUN = 10;

const Input = z.object({ after: z.uuid().nullable() });
export const JUDGE_ALL = { name: "findings.judge", attemptsMax: 4 };

/**
 * Judges what is stored, without asking AWS: rules that depend on the day, and all of them after a change of the
 * organisation's settings. What the last read did not see stays unknown.
 */
export const judgeEverything = job({
  ...JUDGE_ALL,
  title: "Judge compliance and savings",
  input: Input,
  every: { cadence: "day", input: { after: null } },
  async run({ write, input, jobId }) {
    let after = input.after;
    let judged = 0;
    let findingsOpened = 0;
    let rulesEvaluated = 0;
    for (let page = 0; page < PAGES_PER_RUN; page++) {
      const {
        rows: read,
        opened,
        evaluated,
      } = await write(async (org) => {
        let opened = 0;
        let evaluated = 0;
        const rows = await storedAfter(org, after);
        const accounts = await org.tx
          .select({ id: awsAccounts.id, awsAccountId: awsAccounts.awsAccountId })
          .from(awsAccounts);
        for (const { id, awsAccountId } of accounts) {
          const page = rows.filter(({ accountId }) => accountId === id);
          const stored = page.map((row) => {
            const { id, hash } = row;
            return { id, hash, resource: asDiscovered(row), change: "same" as const };
          });
          const told = await judgePage(org, awsAccountId ?? "", stored);
          opened += told.opened;
          evaluated += told.evaluated;
        }
        await progress(org, jobId, { done: judged + rows.length, total: null, message: "Judging resources" });
        return { rows, opened, evaluated };
      });
      judged += read.length;
      findingsOpened += opened;
      rulesEvaluated += evaluated;
      after = read.at(-1)?.id ?? null;
      if (read.length < PAGE) return { done: { judged, findingsOpened, rulesEvaluated }, last: recordScores };
    }
    await write((org) => later(org, JUDGE_ALL, { after }, { key: `after ${after}` }));
    return { done: { judged, findingsOpened, rulesEvaluated, goesOnAfter: after } };
  },
});

/** The settings that rules read have changed: everything is judged again. */
export const judgeAgain = (org: OrgContext) => later(org, JUDGE_ALL, { after: null }, { key: "settings" });

type Row = typeof resources.$inferSelect;

function storedAfter({ tx }: OrgContext, after: string | null): Promise<Row[]> {
  return tx
    .select()
    .from(resources)
    .where(and(isNull(resources.vanishedAt), isSeen, after ? gt(resources.id, after) : undefined))
    .orderBy(asc(resources.id))
    .limit(PAGE);
}

/** A row holds the JSON that `storePage` wrote from a Discovered; only its relations are elsewhere, and no rule reads them. */
function asDiscovered(row: Row): Discovered {
  const { estimatedMonthlyCost: amount, currency } = row;
  return {
    ...row,
    config: row.config as Discovered["config"],
    estimatedMonthlyCost: amount !== null && currency !== null ? { amount, currency } : null,
    relations: [],
  };
}
