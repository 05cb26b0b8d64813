import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { explain, type Outputs, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { formatCount } from "../../ui/format.ts";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { Progress } from "../../ui/small.tsx";
import { Status, type Tone } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import { sayFailed } from "../../ui/toast.ts";
import { ProblemList } from "./problem-list.tsx";

type LargeImport = Outputs["catalog"]["imports"]["list"]["items"][number];

const STATES: Record<LargeImport["state"], { word: string; tone: Tone }> = {
  uploading: { word: "Being sent", tone: "info" },
  checking: { word: "Being checked", tone: "info" },
  writing: { word: "Being imported", tone: "info" },
  done: { word: "Imported", tone: "ok" },
  refused: { word: "Refused", tone: "bad" },
};

/** Files of more than 1 MB: sent in parts, taken in by a job; all of it, or nothing while a line is wrong. */
export function LargeImports() {
  const trpc = useTRPC();
  const list = useQuery(trpc.catalog.imports.list.queryOptions());
  if (!list.data || list.data.items.length === 0) return null;
  return (
    <Card className="mt-5" label="Large files">
      <CardHead title="Large files" sub="Checked as a whole before anything of them is in the catalog" />
      <ul className="px-(--pad-card) pb-3 text-sm">
        {list.data.items.map((item) => (
          <Row key={item.id} item={item} />
        ))}
      </ul>
    </Card>
  );
}

function Row({ item }: { item: LargeImport }) {
  const { id, name, state, parts, next, counts, problems, createdAt, createdBy } = item;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const remove = useMutation(
    trpc.catalog.imports.remove.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.catalog.pathFilter()),
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  const isUnderWay = state === "checking" || state === "writing";
  const total = counts.new + counts.changed + counts.same;
  return (
    <li className="border-t border-line py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-60">
          <p className="truncate" title={name}>
            {name}
          </p>
          <p className="text-xs text-fg-3">
            sent <Time at={createdAt} /> by {createdBy}
            {total > 0 &&
              ` · ${formatCount(counts.new)} new, ${formatCount(counts.changed)} changed, ${formatCount(counts.same)} same, ${formatCount(counts.orphaned)} orphaned`}
          </p>
        </div>
        <Status tone={STATES[state].tone} isRunning={isUnderWay}>
          {STATES[state].word}
        </Status>
        <Button
          look="ghost"
          busy={remove.isPending}
          unavailable={whyNot(organization, "developer")}
          onClick={() => remove.mutate({ id })}
        >
          {isUnderWay || state === "uploading" ? "Stop" : "Forget"}
        </Button>
      </div>
      {isUnderWay && (
        <div className="mt-2">
          <Progress label={STATES[state].word} done={next + (state === "writing" ? parts : 0)} total={parts * 2} />
        </div>
      )}
      {problems.length > 0 && <ProblemList problems={problems} />}
    </li>
  );
}
