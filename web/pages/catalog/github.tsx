import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { GitBranch } from "lucide-react";
import { useState } from "react";
import { explain, type Outputs, useTRPC } from "../../api.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { plural } from "../../ui/format.ts";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { Page, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { Badge, Status } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import { ConnectGitHub, WebhookSetup } from "./connect-github.tsx";

type Connection = Outputs["catalog"]["github"]["list"]["items"][number];
type Repository = Outputs["catalog"]["github"]["repositories"]["items"][number];
const PAGE_SIZE = 50;

/** Organisations on GitHub whose repositories the catalogue reads. */
export function GitHub() {
  const trpc = useTRPC();
  const organization = useOrganization();
  const list = useQuery(trpc.catalog.github.list.queryOptions());
  const [isConnecting, setConnecting] = useState(false);
  const connect = (
    <Button look="primary" unavailable={whyNot(organization, "maintainer")} onClick={() => setConnecting(true)}>
      <GitBranch aria-hidden="true" />
      Connect
    </Button>
  );
  return (
    <Page width="max-w-[960px]">
      <PageHead
        title="GitHub"
        sub="Every repository of an organisation is looked through: its catalog files come in, and are read again at each push."
        actions={
          <>
            <Link to="/$org/catalog/suggestions" params={{ org: organization.slug }} className={buttonLook({})}>
              Suggestions
            </Link>
            {connect}
          </>
        }
      />
      <QueryState query={list} skeleton={<Skeleton className="mt-5 h-40" />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title="No organisation is connected" action={connect}>
              Paste a token that may read its repositories. Whatever has a catalog-info.yaml is in the catalog a minute
              later.
            </EmptyState>
          ) : (
            <>
              <Card className="mt-5" label="Connected organisations">
                <ul>
                  {items.map((connection) => (
                    <ConnectionRow key={connection.id} connection={connection} />
                  ))}
                </ul>
              </Card>
              <Repositories />
            </>
          )
        }
      </QueryState>
      {isConnecting && <ConnectGitHub onClose={() => setConnecting(false)} />}
    </Page>
  );
}

function ConnectionRow({ connection }: { connection: Connection }) {
  const { id, login, status, problem, isReading, readAt, deliveredAt, repositories, unread } = connection;
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const [open, setOpen] = useState<"token" | "secret" | "disconnect" | null>(null);
  const close = () => setOpen(null);
  const then = (sentence: string) => ({
    onSuccess: async () => {
      sayDone(sentence);
      close();
      await queries.invalidateQueries(trpc.catalog.pathFilter());
    },
    onError: (error: unknown) => sayFailed(explain(error).sentence),
  });
  const read = useMutation(trpc.catalog.github.read.mutationOptions(then("Its repositories are being read again.")));
  const disconnect = useMutation(trpc.catalog.github.disconnect.mutationOptions(then(`${login} is disconnected.`)));
  const rotate = useMutation(trpc.catalog.github.rotate.mutationOptions());
  const why = whyNot(organization, "maintainer");
  return (
    <li className="border-t border-line px-(--pad-card) py-3 first:border-0">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <div className="min-w-0">
          <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
            {login}
            <Status tone={status === "failing" ? "bad" : isReading || unread > 0 ? "info" : "ok"} isRunning={isReading}>
              {status === "failing" ? "Failing" : isReading || unread > 0 ? "Reading" : "Connected"}
            </Status>
          </p>
          <p className="mt-1 text-xs text-fg-3">
            {plural(repositories, "repository", "repositories")}
            {unread > 0 && `, ${unread} not looked through yet`}
            {readAt && (
              <>
                {" · "}list read <Time at={readAt} />
              </>
            )}
            {" · "}
            {deliveredAt ? (
              <>
                last push told <Time at={deliveredAt} />
              </>
            ) : (
              "no push told yet: set up its webhook"
            )}
          </p>
          {problem && <p className="mt-1 text-xs text-bad-fg">{problem}</p>}
        </div>
        <div className="flex flex-wrap gap-2">
          <Button
            size="sm"
            busy={read.isPending}
            unavailable={whyNot(organization, "developer")}
            onClick={() => read.mutate({ id })}
          >
            Read again
          </Button>
          <Button size="sm" unavailable={why} onClick={() => setOpen("token")}>
            New token
          </Button>
          <Button size="sm" unavailable={why} onClick={() => setOpen("secret")}>
            Webhook
          </Button>
          <Button size="sm" unavailable={why} onClick={() => setOpen("disconnect")}>
            Disconnect
          </Button>
        </div>
      </div>
      {open === "token" && <ConnectGitHub login={login} onClose={close} />}
      {open === "secret" && (
        <Dialog isOpen onClose={close} title={`The webhook of ${login}`}>
          {rotate.data ? (
            <WebhookSetup login={login} id={id} secret={rotate.data.secret} onDone={close} />
          ) : (
            <>
              <p className="text-base text-fg-2">
                A new secret is made, and shown once. Deliveries that are signed with the one before are refused from
                then on.
              </p>
              <div className="mt-5 flex justify-end gap-2">
                <Button onClick={close}>Cancel</Button>
                <Button look="primary" busy={rotate.isPending} onClick={() => rotate.mutate({ id })}>
                  Make a new secret
                </Button>
              </div>
            </>
          )}
        </Dialog>
      )}
      {open === "disconnect" && (
        <Dialog isOpen onClose={close} title={`Disconnect ${login}?`}>
          <p className="text-base text-fg-2">
            Its token goes. What was read stays in the catalog; files of private repositories cannot be read again.
          </p>
          <div className="mt-5 flex justify-end gap-2">
            <Button onClick={close}>Cancel</Button>
            <Button look="danger" busy={disconnect.isPending} onClick={() => disconnect.mutate({ id })}>
              Disconnect
            </Button>
          </div>
        </Dialog>
      )}
    </li>
  );
}

function Repositories() {
  const trpc = useTRPC();
  const list = useInfiniteQuery(
    trpc.catalog.github.repositories.infiniteQueryOptions(
      { limit: PAGE_SIZE },
      { getNextPageParam: (page) => page.next },
    ),
  );
  return (
    <QueryState query={list} skeleton={<Skeleton className="mt-5 h-64" />}>
      {({ pages }) => (
        <Card className="mt-5" label="Repositories">
          <CardHead title="Repositories" />
          <ul className="px-(--pad-card) pb-3 text-sm">
            {pages
              .flatMap(({ items }) => items)
              .map((repository) => (
                <RepositoryRow key={repository.id} repository={repository} />
              ))}
          </ul>
          {list.hasNextPage && (
            <div className="px-(--pad-card) pb-(--pad-card)">
              <Button busy={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
                More
              </Button>
            </div>
          )}
        </Card>
      )}
    </QueryState>
  );
}

function RepositoryRow({ repository }: { repository: Repository }) {
  const { fullName, description, isArchived, problem, readAt, entities, suggestions, proposal } = repository;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 border-t border-line py-2">
      <span className="min-w-0 flex-1 basis-60">
        <a
          href={`https://github.com/${fullName}`}
          target="_blank"
          rel="noreferrer noopener"
          className="text-accent-fg hover:underline"
        >
          {fullName}
        </a>
        {description && <span className="block truncate text-xs text-fg-3">{description}</span>}
        {problem && <span className="block text-xs text-bad-fg">{problem}</span>}
        {proposal && "problem" in proposal && (
          <span className="block text-xs text-warn-fg">No pull request: {proposal.problem}</span>
        )}
      </span>
      {proposal && "url" in proposal && (
        <a
          href={proposal.url}
          target="_blank"
          rel="noreferrer noopener"
          className="text-xs text-accent-fg hover:underline"
        >
          Pull request {proposal.number}
        </a>
      )}
      {suggestions > 0 && <Badge tone="info">{plural(suggestions, "suggestion")}</Badge>}
      {isArchived ? (
        <Badge>Archived</Badge>
      ) : (
        <span className="text-xs text-fg-3">
          {readAt === null
            ? "not looked through yet"
            : entities === 0
              ? "no catalog file"
              : plural(entities, "entity", "entities")}
        </span>
      )}
    </li>
  );
}
