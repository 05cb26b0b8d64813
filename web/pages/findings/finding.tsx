import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTRPC } from "../../api.ts";
import { typeLabel } from "../../ui/aws.ts";
import { Card, CardHead } from "../../ui/card.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { plural } from "../../ui/format.ts";
import { useOrganization } from "../../ui/organization.ts";
import { OwnerLine } from "../../ui/owner.tsx";
import { Page, PageHead } from "../../ui/page.tsx";
import { ErrorState, QueryState } from "../../ui/query-state.tsx";
import { Code, Skeleton } from "../../ui/small.tsx";
import { SeverityBadge } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import { Verdict } from "./columns.tsx";
import { FindingActions } from "./finding-actions.tsx";
import { Cause, type Finding, Parts, Requirements, ResourceLine } from "./finding-parts.tsx";
import { FixPart } from "./fix.tsx";
import { History } from "./history.tsx";
import { SavingActions, SavingArithmetic } from "./saving-parts.tsx";

/** Everything about one finding: why, whose, what to do, and what was done. */
export function FindingPage() {
  const { id } = useParams({ from: "/$org/findings/$id" });
  const trpc = useTRPC();
  const finding = useQuery(trpc.findings.get.queryOptions({ id }));
  if (finding.error && !finding.data)
    return <ErrorState heading="h1" title="This finding cannot be shown" error={finding.error} />;
  return (
    <Page>
      <QueryState query={finding} skeleton={<Skeleton className="h-96" />}>
        {(data) => <Content finding={data} />}
      </QueryState>
    </Page>
  );
}

function Content({ finding }: { finding: Finding }) {
  const { slug } = useOrganization();
  const { title, rule, ruleId, severity, message, evidence, fix, owner, history, cause, parts, covers } = finding;
  return (
    <>
      <PageHead
        title={title}
        sub={
          <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <SeverityBadge severity={severity} />
            <Verdict finding={finding} />
            <Code>{ruleId}</Code>
            <Since finding={finding} />
          </span>
        }
        actions={<FindingActions finding={finding} />}
      />
      <div className="mt-5 grid grid-cols-[minmax(0,1fr)] items-start gap-(--gap-card) xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
        <div className="grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
          <Card>
            <CardHead title="Why" />
            <div className="grid grid-cols-[minmax(0,1fr)] gap-3 px-(--pad-card) pb-(--pad-card)">
              <p className="text-base">{message}</p>
              {cause && <Cause cause={cause} />}
              {Object.keys(evidence).length > 0 && (
                <Snippet text={JSON.stringify(evidence, null, 2)} label="Evidence: what AWS answered" />
              )}
            </div>
          </Card>
          {parts.length > 0 && (
            <Card>
              <CardHead
                title="Mended with it"
                sub={`The same cause: ${plural(covers, "finding")} counted here, once.`}
              />
              <div className="px-(--pad-card) pb-(--pad-card)">
                <Parts parts={parts} covers={covers} />
              </div>
            </Card>
          )}
          {rule?.pack === "savings" && (
            <Card>
              <CardHead title="Saving" sub="Plan it, do it; two weeks later the bill says what it brought." />
              <div className="grid grid-cols-[minmax(0,1fr)] gap-4 px-(--pad-card) pb-(--pad-card)">
                <SavingArithmetic finding={finding} />
                <SavingActions finding={finding} />
              </div>
            </Card>
          )}
          {fix && (
            <Card>
              <CardHead title="Fix" sub="For you to review and run. DevControl only reads your accounts." />
              <div className="px-(--pad-card) pb-(--pad-card)">
                <FixPart fix={fix} />
              </div>
            </Card>
          )}
          {rule && rule.requirements.length > 0 && (
            <Card>
              <CardHead title="Related requirements" sub="Where an auditor asks about it; no proof of compliance." />
              <div className="px-(--pad-card) pb-(--pad-card)">
                <Requirements requirements={rule.requirements} />
              </div>
            </Card>
          )}
        </div>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
          <Card>
            <CardHead title="Resource" sub={`${typeLabel(finding.resource.type)} · ${finding.resource.region}`} />
            <div className="px-(--pad-card) pb-(--pad-card)">
              <ResourceLine finding={finding} />
              <Link
                to="/$org/findings"
                params={{ org: slug }}
                search={{ rule: [ruleId] }}
                className="mt-3 inline-block text-sm text-accent-fg hover:underline"
              >
                Everything that this rule finds
              </Link>
            </div>
          </Card>
          <Card>
            <CardHead title="Owner" />
            <div className="px-(--pad-card) pb-(--pad-card)">
              <OwnerLine owner={owner} />
            </div>
          </Card>
          <Card>
            <CardHead title="History" />
            <div className="px-(--pad-card) pb-(--pad-card)">
              <History changes={history} />
            </div>
          </Card>
        </div>
      </div>
    </>
  );
}

function Since({ finding: { state, openedAt, resolvedAt, acknowledgedAt, acknowledgedBy } }: { finding: Finding }) {
  if (state === "resolved" && resolvedAt)
    return (
      <span>
        Mended <Time at={resolvedAt} />
      </span>
    );
  return (
    <span>
      {openedAt && (
        <>
          Open since <Time at={openedAt} />
        </>
      )}
      {acknowledgedAt && ` · acknowledged by ${acknowledgedBy}`}
    </span>
  );
}
