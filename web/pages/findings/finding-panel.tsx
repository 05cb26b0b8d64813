import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTRPC } from "../../api.ts";
import { buttonLook } from "../../ui/button.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { formatCount } from "../../ui/format.ts";
import { useOrganization } from "../../ui/organization.ts";
import { OwnerLine } from "../../ui/owner.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Code, Skeleton } from "../../ui/small.tsx";
import { SeverityBadge } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import { Verdict } from "./columns.tsx";
import { Cause, type Finding, Parts, Requirements, ResourceLine } from "./finding-parts.tsx";
import { FixPart } from "./fix.tsx";
import { SavingActions, SavingArithmetic } from "./saving-parts.tsx";

/** Why it fails, what to do, and the command that does it. */
export function FindingPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const trpc = useTRPC();
  const finding = useQuery(trpc.findings.get.queryOptions({ id }));
  return (
    <Dialog isOpen onClose={onClose} title={finding.data?.title ?? "Finding"} place="right" width="max-w-[520px]">
      <QueryState query={finding} skeleton={<Skeleton className="h-80" />}>
        {(data) => <Body finding={data} />}
      </QueryState>
    </Dialog>
  );
}

function Body({ finding }: { finding: Finding }) {
  const { slug } = useOrganization();
  const { rule, ruleId, severity, message, openedAt, resolvedAt, evidence, state, fix, owner, cause, parts, covers } =
    finding;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <SeverityBadge severity={severity} />
        <Verdict finding={finding} />
        <Code>{ruleId}</Code>
        <span className="text-xs text-fg-3">
          {state === "resolved" && resolvedAt ? (
            <>
              Mended <Time at={resolvedAt} />
            </>
          ) : (
            openedAt && (
              <>
                Open since <Time at={openedAt} />
              </>
            )
          )}
        </span>
      </div>
      <p className="text-base">{message}</p>
      <div>
        <Link to="/$org/findings/$id" params={{ org: slug, id: finding.id }} className={buttonLook({})}>
          Open full page
        </Link>
      </div>
      {rule?.pack === "savings" && (
        <div className="grid gap-3 rounded-md border border-line p-3">
          <SavingArithmetic finding={finding} />
          <SavingActions finding={finding} />
        </div>
      )}
      {cause && (
        <Part title="Cause">
          <Cause cause={cause} />
        </Part>
      )}
      {parts.length > 0 && (
        <Part title={`Mended with it: ${formatCount(covers)}`}>
          <Parts parts={parts} covers={covers} />
        </Part>
      )}
      <Part title="Resource">
        <ResourceLine finding={finding} />
      </Part>
      <Part title="Owner">
        <OwnerLine owner={owner} />
      </Part>
      {fix && (
        <Part title="Fix">
          <FixPart fix={fix} />
        </Part>
      )}
      {Object.keys(evidence).length > 0 && (
        <Part title="Evidence">
          <Snippet text={JSON.stringify(evidence, null, 2)} label="What AWS answered" />
        </Part>
      )}
      {rule && rule.requirements.length > 0 && (
        <Part title="Related requirements">
          <Requirements requirements={rule.requirements} />
        </Part>
      )}
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1.5 text-sm font-semibold">{title}</h3>
      {children}
    </section>
  );
}
