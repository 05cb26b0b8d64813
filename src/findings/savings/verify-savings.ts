import { and, asc, eq, gt, inArray, sql } from "drizzle-orm";
import * as z from "zod";
import { findingChanges, findings, savingActions } from "../../../db/schema/findings.ts";
import type { OrgContext } from "../../base/context.ts";
import { job, later } from "../../base/jobs.ts";
import { billedAround } from "../../costs/index.ts";
import { PROOF_DAYS, type Proof, prove } from "./proof.ts";

const PAGE = 200;
const VERIFY = { name: "findings.verify-savings", attemptsMax: 4 };

/** Each day: what was done is compared with the bill, what was proven is watched. */
export const verifySavings = job({
  ...VERIFY,
  title: "Compare savings with the bill",
  input: z.object({ after: z.uuid().nullable() }),
  every: { cadence: "day", input: { after: null } },
  async run({ write, input }) {
    const read = await write((org) => verifyPage(org, input.after));
    const { last, counts } = read;
    if (last) await write((org) => later(org, VERIFY, { after: last }, { key: `after ${last}` }));
    return { done: counts };
  },
});

async function verifyPage(context: OrgContext, afterId: string | null) {
  const { tx, now } = context;
  const rows = await tx
    .select({
      id: savingActions.id,
      findingId: savingActions.findingId,
      state: savingActions.state,
      doneAt: savingActions.doneAt,
      expectedMonthly: savingActions.expectedMonthly,
      resourceIds: savingActions.resourceIds,
      waitsFor: savingActions.waitsFor,
      // A read after it was done has found it again.
      isBack: sql<boolean>`${findings.state} = 'open' and ${findings.openedAt} > ${savingActions.doneAt}`,
    })
    .from(savingActions)
    .innerJoin(findings, eq(findings.id, savingActions.findingId))
    .where(and(inArray(savingActions.state, ["done", "verified"]), afterId ? gt(savingActions.id, afterId) : undefined))
    .orderBy(asc(savingActions.id))
    .limit(PAGE)
    .for("update", { of: savingActions });
  const dated = rows.flatMap(({ doneAt, ...row }) => (doneAt ? [{ ...row, doneAt }] : []));
  const billed = await billedAround(
    context,
    dated.map(({ id, doneAt, resourceIds }) => ({ id, day: doneAt.toISOString().slice(0, 10), resourceIds })),
    PROOF_DAYS,
  );
  const counts = { looked: dated.length, verified: 0, regressed: 0 };
  for (const row of dated) {
    const around = billed.get(row.id) ?? { before: null, after: null, isCovered: false };
    const proof = prove({ ...row, ...around, state: row.state === "verified" ? "verified" : "done" }, now);
    // What the bill has proven once stays proven until a rule finds it again.
    if (row.state === "verified" && proof.state !== "regressed") continue;
    if (proof.state === row.state && proof.waitsFor === row.waitsFor) continue;
    await settle(context, row, proof);
    if (proof.state === "verified") counts.verified++;
    if (proof.state === "regressed") counts.regressed++;
  }
  return { last: rows.length === PAGE ? (rows.at(-1)?.id ?? null) : null, counts };
}

async function settle({ tx, organization, now }: OrgContext, row: { id: string; findingId: string }, proof: Proof) {
  const { state, waitsFor, beforeDaily, afterDaily, realisedMonthly } = proof;
  const kept = state === "regressed" ? {} : { beforeDaily, afterDaily, realisedMonthly };
  await tx
    .update(savingActions)
    .set({ state, waitsFor, ...kept, settledAt: state === "done" ? null : now })
    .where(eq(savingActions.id, row.id));
  if (state === "done") return;
  await tx.insert(findingChanges).values({
    organizationId: organization.organizationId,
    findingId: row.findingId,
    at: now,
    action: state,
    data: realisedMonthly === null ? {} : { realisedMonthly },
  });
}
