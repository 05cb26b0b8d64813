import { org, router } from "../../base/trpc.ts";
import { toOcsf } from "./ocsf.ts";
import {
  EvidenceInput,
  evidencePage,
  FrameworkInput,
  FrameworksInput,
  frameworkDetail,
  frameworkList,
  toEvidence,
  toFrameworkDetail,
  toFrameworkList,
} from "./read.ts";

export const frameworks = router({
  list: org("viewer")
    .meta({ title: "List compliance frameworks" })
    .input(FrameworksInput)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => frameworkList(db, ctx.now, input),
        ([rows, scores, own]) => toFrameworkList(rows, scores, own, Boolean(input.account?.length)),
      ),
    ),
  get: org("viewer")
    .meta({ title: "Show a compliance framework" })
    .input(FrameworkInput)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => frameworkDetail(db, ctx.now, input),
        ([rows, scores, own]) => toFrameworkDetail(rows, scores, own, input),
      ),
    ),
  evidence: org("viewer")
    .meta({ title: "Export a framework's evidence" })
    .input(EvidenceInput)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => evidencePage(db, input),
        ([rows]) => toEvidence(rows, input),
      ),
    ),
  ocsf: org("viewer")
    .meta({ title: "Export a framework's evidence as OCSF" })
    .input(EvidenceInput)
    .query(({ ctx, input }) =>
      ctx.read(
        (db) => evidencePage(db, input),
        ([rows]) => {
          const { framework, items, next } = toEvidence(rows, input);
          return { events: items.map((item) => toOcsf(item, { framework, now: ctx.now })), next };
        },
      ),
    ),
});
