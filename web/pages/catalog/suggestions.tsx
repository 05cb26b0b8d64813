import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { explain, type Outputs, useTRPC } from "../../api.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { TextField } from "../../ui/field.tsx";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { Page, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Code, Skeleton } from "../../ui/small.tsx";
import { Badge } from "../../ui/status.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";

type Suggestion = Outputs["catalog"]["suggestions"]["list"]["items"][number];
const PAGE_SIZE = 50;

/** What files tell of entities that nobody has declared: each with the lines that say so, and one click to take it. */
export function Suggestions() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const list = useInfiniteQuery(
    trpc.catalog.suggestions.list.infiniteQueryOptions({ limit: PAGE_SIZE }, { getNextPageParam: (page) => page.next }),
  );
  const [owner, setOwner] = useState("");
  const actions = useActions(owner);
  return (
    <Page width="max-w-[960px]">
      <PageHead
        title="Suggestions"
        sub="Read out of docker-compose files, API descriptions, CODEOWNERS and the files of repositories. Nothing is in the catalog before somebody says yes."
      />
      <QueryState query={list} skeleton={<Skeleton className="mt-5 h-64" />}>
        {({ pages }) => {
          const items = pages.flatMap((page) => page.items);
          if (items.length === 0)
            return (
              <EmptyState
                title="Nothing is suggested"
                action={
                  <Link to="/$org/catalog/github" params={{ org: slug }} className={buttonLook({ look: "primary" })}>
                    Read from GitHub
                  </Link>
                }
              >
                Connect an organisation on GitHub, or paste a docker-compose file, an API description or CODEOWNERS in
                the import.
              </EmptyState>
            );
          const isOwnerMissing = items.some(needsOwner);
          return (
            <>
              {isOwnerMissing && (
                <Card className="mt-5 p-(--pad-card)">
                  <TextField
                    label="Owner of those that name none"
                    value={owner}
                    maxLength={300}
                    placeholder="group:default/platform"
                    hint="CODEOWNERS would tell. Until then, whom you name here owns what you accept."
                    onChange={(event) => setOwner(event.target.value)}
                  />
                </Card>
              )}
              <Card className="mt-5" label="Suggested entities">
                <ul className="px-(--pad-card)">
                  {items.map((item) => (
                    <Row key={item.id} item={item} owner={owner} actions={actions} />
                  ))}
                </ul>
              </Card>
              {list.hasNextPage && (
                <div className="mt-4">
                  <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                    More
                  </Button>
                </div>
              )}
            </>
          );
        }}
      </QueryState>
    </Page>
  );
}

const needsOwner = ({ kind, ownerRef }: Suggestion) => ownerRef === null && kind !== "Group";

function useActions(owner: string) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const then = (say: (refs: string[]) => string) => ({
    onSuccess: async (answer: { accepted?: string[]; dismissed?: string[] }) => {
      sayDone(say(answer.accepted ?? answer.dismissed ?? []));
      await queries.invalidateQueries(trpc.catalog.pathFilter());
    },
    onError: (error: unknown) => sayFailed(explain(error).sentence),
  });
  const accept = useMutation(
    trpc.catalog.suggestions.accept.mutationOptions(then((refs) => `${refs.join(", ")} is in the catalog.`)),
  );
  const dismiss = useMutation(
    trpc.catalog.suggestions.dismiss.mutationOptions(then((refs) => `${refs.join(", ")} is not suggested again.`)),
  );
  const propose = useMutation(
    trpc.catalog.suggestions.propose.mutationOptions({
      onSuccess: ({ repository }) =>
        sayDone(`A pull request for ${repository} is being made. See it on the GitHub page.`),
      onError: (error: unknown) => sayFailed(explain(error).sentence),
    }),
  );
  const named = owner.trim() === "" ? {} : { owner: owner.trim() };
  return {
    accept: (id: string) => accept.mutate({ ids: [id], ...named }),
    dismiss: (id: string) => dismiss.mutate({ ids: [id] }),
    propose: (repositoryId: string) => propose.mutate({ repositoryId, ...named }),
    busy: accept.isPending ? accept.variables?.ids[0] : undefined,
    isProposing: propose.isPending,
  };
}

type RowProps = { item: Suggestion; owner: string; actions: ReturnType<typeof useActions> };

function Row({ item, owner, actions }: RowProps) {
  const { id, title, ref, kind, type, source, repositoryId, dependsOn, ownerRef, confidence, evidence } = item;
  const organization = useOrganization();
  const why = whyNot(organization, "developer");
  const missing = needsOwner(item) && owner.trim() === "" ? "Name its owner above first." : null;
  return (
    <li className="border-t border-line py-3 first:border-0">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div className="min-w-0 flex-1 basis-72">
          <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
            <span className="min-w-0 break-words">{title}</span>
            <Badge>{kind}</Badge>
            {type && <Code>{type}</Code>}
            <span className="num text-xs font-normal text-fg-3">{Math.round(confidence * 100)} % sure</span>
          </p>
          <p className="mt-1 text-xs break-words text-fg-3">
            {ref} · {source}
            {kind !== "Group" && <> · {ownerRef ? `owned by ${ownerRef}` : "no owner found"}</>}
            {dependsOn.length > 0 && ` · depends on ${dependsOn.join(", ")}`}
          </p>
          <ul className="mt-2 text-xs text-fg-2">
            {evidence.map(({ file, line, says }) => (
              <li key={`${file} ${line} ${says}`} className="break-words">
                <span className="font-mono text-fg-3">
                  {file}:{line}
                </span>{" "}
                {says}
              </li>
            ))}
          </ul>
        </div>
        <div className="flex flex-wrap gap-2">
          <Button size="sm" busy={actions.busy === id} unavailable={why ?? missing} onClick={() => actions.accept(id)}>
            Accept
          </Button>
          {repositoryId && kind !== "Group" && (
            <Button
              size="sm"
              busy={actions.isProposing}
              unavailable={why ?? missing}
              onClick={() => actions.propose(repositoryId)}
            >
              Propose a file
            </Button>
          )}
          <Button size="sm" look="ghost" unavailable={why} onClick={() => actions.dismiss(id)}>
            Dismiss
          </Button>
        </div>
      </div>
    </li>
  );
}
