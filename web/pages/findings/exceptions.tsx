import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Plus } from "lucide-react";
import { useState } from "react";
import { explain, type Outputs, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { plural } from "../../ui/format.ts";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { Page, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { SectionNav } from "../../ui/section-nav.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Code, Skeleton } from "../../ui/small.tsx";
import { Time } from "../../ui/time.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import { NewException } from "./new-exception.tsx";

type Exception = Outputs["findings"]["exceptions"]["list"]["items"][number];

/** The risks that somebody has accepted until a day. */
export function Exceptions() {
  const trpc = useTRPC();
  const organization = useOrganization();
  const { ended } = useSearch({ from: "/$org/exceptions" });
  const navigate = useNavigate();
  const [isMaking, setMaking] = useState(false);
  const list = useQuery(trpc.findings.exceptions.list.queryOptions({ state: ended ? "ended" : "active" }));
  const make = (
    <Button look="primary" unavailable={whyNot(organization, "maintainer")} onClick={() => setMaking(true)}>
      <Plus aria-hidden="true" />
      New exception
    </Button>
  );
  return (
    <Page>
      <PageHead
        title="Exceptions"
        sub="Risks that somebody accepted, with a reason and a last day. They open again by themselves."
        actions={make}
      />
      <SectionNav of="/$org/compliance" label="Compliance" />
      <div className="mt-4 mb-3">
        <Segmented
          label="Which exceptions"
          options={[
            { value: "active", label: "Active" },
            { value: "ended", label: "Ended" },
          ]}
          value={ended ? "ended" : "active"}
          onChange={(value) =>
            void navigate({
              to: "/$org/exceptions",
              params: { org: organization.slug },
              search: { ended: value === "ended" || undefined },
            })
          }
        />
      </div>
      <QueryState query={list} skeleton={<Skeleton className="h-64" />}>
        {({ items }) =>
          items.length === 0 ? (
            <Card>
              <EmptyState title={ended ? "None has ended" : "Nothing is accepted"} action={ended ? undefined : make}>
                {ended
                  ? "Exceptions that were ended, or reached their last day, stay here as a record."
                  : "When a finding is a risk that you take on purpose, except it: say why, who answers for it, and until when."}
              </EmptyState>
            </Card>
          ) : (
            <ul className="grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
              {items.map((exception) => (
                <ExceptionCard key={exception.id} exception={exception} />
              ))}
            </ul>
          )
        }
      </QueryState>
      {isMaking && <NewException start={{ ruleId: "", arnPattern: "" }} onClose={() => setMaking(false)} />}
    </Page>
  );
}

/** Where it holds, in words. */
export function scopeWords({
  account,
  region,
  arnPattern,
  tagKey,
  tagValue,
}: Pick<Exception, "account" | "region" | "arnPattern" | "tagKey" | "tagValue">): string {
  const parts = [
    account ? `account ${account.name}` : null,
    region,
    arnPattern,
    tagKey ? (tagValue === null ? `tag ${tagKey}` : `tag ${tagKey} = ${tagValue}`) : null,
  ].filter((part) => part !== null);
  return parts.length > 0 ? parts.join(" · ") : "Everywhere";
}

function ExceptionCard({ exception }: { exception: Exception }) {
  const { slug } = useOrganization();
  const { id, ruleId, title, reason, approver, createdBy, createdAt, endsAt, endedAt, endedBy, hides } = exception;
  return (
    <li>
      <Card as="article" className="grid gap-x-6 gap-y-3 p-(--pad-card) sm:grid-cols-[minmax(0,1fr)_auto]">
        <div className="min-w-0">
          <h2 className="text-base font-medium">
            {title} <Code>{ruleId}</Code>
          </h2>
          <p className="mt-1 font-mono text-xs break-all text-fg-2">{scopeWords(exception)}</p>
          <p className="mt-2 text-sm break-words text-fg-2">{reason}</p>
          <p className="mt-2 text-xs text-fg-3">
            Approved by {approver}, made by {createdBy} <Time at={createdAt} />
          </p>
        </div>
        <div className="flex items-start gap-3 sm:flex-col sm:items-end">
          <div className="text-sm sm:text-right">
            {endedAt ? (
              <>
                Ended {endedBy ? `by ${endedBy} ` : ""}
                <Time at={endedAt} />
              </>
            ) : (
              <>
                Ends <Time at={endsAt} />
                <Link
                  to="/$org/findings"
                  params={{ org: slug }}
                  search={{ rule: [ruleId], excepted: true }}
                  className="block text-xs text-accent-fg hover:underline"
                >
                  {plural(hides, "finding")} accepted
                </Link>
              </>
            )}
          </div>
          {!endedAt && <End id={id} />}
        </div>
      </Card>
    </li>
  );
}

function End({ id }: { id: string }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const end = useMutation(
    trpc.findings.exceptions.end.mutationOptions({
      onSuccess: async ({ reopened }) => {
        await queries.invalidateQueries(trpc.findings.pathFilter());
        sayDone(`It ended: ${plural(reopened, "finding")} open again.`);
      },
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  return (
    <Button
      size="sm"
      busy={end.isPending}
      unavailable={whyNot(organization, "maintainer")}
      onClick={() => end.mutate({ id })}
    >
      End now
    </Button>
  );
}
