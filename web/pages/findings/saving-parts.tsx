import { useMutation, useQueryClient } from "@tanstack/react-query";
import * as z from "zod/mini";
import { explain, type Outputs, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Money } from "../../ui/money.tsx";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { Status, type Tone } from "../../ui/status.tsx";
import { sayFailed } from "../../ui/toast.ts";

type Finding = Outputs["findings"]["get"];
type State = NonNullable<Finding["action"]>["state"];

const STATES: Record<State, { tone: Tone; label: string }> = {
  planned: { tone: "info", label: "Planned" },
  done: { tone: "warn", label: "Done, not proven" },
  verified: { tone: "ok", label: "Verified by the bill" },
  regressed: { tone: "bad", label: "Came back" },
};

export const savingState = (state: State | null) => (state === null ? "Open" : STATES[state].label);
export function SavingState({ state }: { state: State | null }) {
  return state === null ? (
    <Status tone="idle">Open</Status>
  ) : (
    <Status tone={STATES[state].tone}>{STATES[state].label}</Status>
  );
}

const Amount = z.object({ amount: z.string(), currency: z.string() });
/** What a rule noted of its price; the server stores it as evidence. */
const Saving = z.object({
  monthly: Amount,
  upTo: z.optional(Amount),
  list: z.optional(Amount),
  basis: z.enum(["list", "effective", "estimate"]),
  pricedAt: z.string(),
  formula: z.string(),
});

const BASIS = {
  effective: "what was billed within 30 days",
  list: "AWS's list price on demand",
  estimate: "us-east-1's list price × the region's usual factor: an estimate",
};

/** The arithmetic behind a saving, from the price's source to what counts. */
export function SavingArithmetic({ finding }: { finding: Pick<Finding, "evidence" | "savingMonthly" | "currency"> }) {
  const { data: saving } = z.safeParse(Saving, finding.evidence.saving);
  if (!saving) return null;
  const counted =
    finding.savingMonthly && finding.currency ? { amount: finding.savingMonthly, currency: finding.currency } : null;
  const rows: [string, React.ReactNode][] = [
    [
      "Saves a month",
      saving.upTo ? (
        <>
          <Money value={saving.monthly} /> to <Money value={saving.upTo} />
        </>
      ) : (
        <Money key="monthly" value={saving.monthly} />
      ),
    ],
    ["Reckoned as", saving.formula],
    ["Priced by", `${BASIS[saving.basis]}, as of ${saving.pricedAt}`],
    ...(saving.list ? [["At list price", <Money key="list" value={saving.list} />] as [string, React.ReactNode]] : []),
    [
      "Counts",
      counted ? (
        <>
          <Money value={counted} />
          {Number(counted.amount) < Number(saving.monthly.amount) &&
            ": what other savings on this resource leave of it"}
        </>
      ) : (
        "Nothing: another saving on this resource counts instead."
      ),
    ],
  ];
  return (
    <dl className="grid grid-cols-[minmax(0,1fr)] gap-x-4 gap-y-1.5 text-sm sm:grid-cols-[120px_minmax(0,1fr)]">
      {rows.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-fg-3">{name}</dt>
          <dd className="break-words">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The next step of a saving, and the way back. */
export function SavingActions({ finding }: { finding: Pick<Finding, "id" | "state" | "action"> }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const unavailable = whyNot(useOrganization(), "developer");
  const after = {
    onSuccess: () => queries.invalidateQueries(trpc.findings.pathFilter()),
    onError: (error: unknown) => sayFailed(explain(error).sentence),
  };
  const plan = useMutation(trpc.findings.savings.plan.mutationOptions(after));
  const done = useMutation(trpc.findings.savings.done.mutationOptions(after));
  const undo = useMutation(trpc.findings.savings.undo.mutationOptions(after));
  const ids = [finding.id];
  const state = finding.action?.state ?? null;
  const mayPlan = state === null || state === "verified" || state === "regressed";
  return (
    <div className="no-print flex flex-wrap items-center gap-2">
      <SavingState state={state} />
      {mayPlan && finding.state === "open" && (
        <Button unavailable={unavailable} busy={plan.isPending} onClick={() => plan.mutate({ ids })}>
          Plan it
        </Button>
      )}
      {state === "planned" && (
        <Button look="primary" unavailable={unavailable} busy={done.isPending} onClick={() => done.mutate({ ids })}>
          It is done
        </Button>
      )}
      {state !== null && (
        <Button look="ghost" unavailable={unavailable} busy={undo.isPending} onClick={() => undo.mutate({ ids })}>
          Undo
        </Button>
      )}
      {finding.action?.waitsFor && <p className="w-full text-sm text-fg-3">Waits for: {finding.action.waitsFor}</p>}
    </div>
  );
}
