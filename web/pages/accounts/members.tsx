import { keepPreviousData, useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Layers, RefreshCw } from "lucide-react";
import { useCallback, useMemo, useState } from "react";
import { explain, useTRPC } from "../../api.ts";
import { MEMBER_STATUSES } from "../../search.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { type Column, DataTable, TableSkeleton } from "../../ui/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FilterBar } from "../../ui/filter-bar.tsx";
import { plural } from "../../ui/format.ts";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { FullPage, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Code } from "../../ui/small.tsx";
import { Time } from "../../ui/time.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import { MemberPanel } from "./member-panel.tsx";
import { MEMBER_STATUS, type Member, MemberStatus, memberNote } from "./member-status.tsx";
import { StackSet } from "./stack-set.tsx";

const PAGE_SIZE = 100;
/** What one click connects; the server takes no more at once. */
const CHOSEN_MAX = 500;

const COLUMNS: readonly Column<Member>[] = [
  { id: "name", header: "Account", width: "minmax(180px,1.2fr)", cell: ({ name }) => name },
  { id: "number", header: "Number", width: "130px", cell: ({ awsAccountId }) => <Code>{awsAccountId}</Code> },
  { id: "status", header: "Status", width: "190px", cell: (member) => <MemberStatus member={member} /> },
  {
    id: "note",
    header: "Why",
    width: "minmax(200px,2fr)",
    cell: (member) => (
      <span className="block truncate text-fg-2" title={memberNote(member) ?? undefined}>
        {memberNote(member)}
      </span>
    ),
  },
  {
    id: "read",
    header: "Last read",
    width: "120px",
    cell: ({ discoveredAt }) => (discoveredAt ? <Time at={discoveredAt} /> : <span className="text-fg-3">Never</span>),
  },
];

/** The accounts of an AWS organisation: which there are, which are read, and why the others are not. */
export function MemberAccounts() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const { slug } = organization;
  const { id: managementId } = useParams({ from: "/$org/accounts/$id/members" });
  const search = useSearch({ from: "/$org/accounts/$id/members" });
  const navigate = useNavigate();
  const go = (change: Partial<typeof search>) =>
    void navigate({
      to: "/$org/accounts/$id/members",
      params: { org: slug, id: managementId },
      search: { ...search, ...change },
    });
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [isRolling, setRolling] = useState(false);
  const list = useInfiniteQuery(
    trpc.inventory.members.list.infiniteQueryOptions(
      { managementId, search: search.search, status: search.status, limit: PAGE_SIZE },
      { getNextPageParam: (page) => page.next, placeholderData: keepPreviousData },
    ),
  );
  const [first] = list.data?.pages ?? [];
  const rows = useMemo(() => list.data?.pages.flatMap((page) => page.items) ?? [], [list.data]);
  const { fetchNextPage } = list;
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const changed = () => queries.invalidateQueries(trpc.inventory.pathFilter());
  const onError = (error: unknown) => sayFailed(explain(error).sentence);
  const connect = useMutation(
    trpc.inventory.members.connect.mutationOptions({
      onSuccess: async ({ connected, skipped }) => {
        setChosen(new Set());
        await changed();
        const [one] = skipped;
        const rest = one ? ` ${plural(skipped.length, "was", "were")} skipped: ${one.reason}` : "";
        sayDone(`${plural(connected, "account is", "accounts are")} being tried.${rest}`);
      },
      onError,
    }),
  );
  const refresh = useMutation(
    trpc.inventory.members.refresh.mutationOptions({
      onSuccess: () => sayDone("The organisation's accounts are being listed again."),
      onError,
    }),
  );
  const reason = whyNot(organization, "maintainer");
  const counts = new Map(first?.counts.map(({ status, count }) => [status, count]));
  const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const open = rows.find(({ id }) => id === search.id);
  const choosable = rows.filter(({ status }) => status === "not-connected");
  const numbers = choosable.filter(({ id }) => chosen.has(id)).map(({ awsAccountId }) => awsAccountId);
  return (
    <FullPage
      head={
        <>
          <PageHead
            title="Member accounts"
            count={first ? all : undefined}
            sub={
              first && (
                <>
                  Of the AWS organisation of{" "}
                  <Link to="/$org/accounts" params={{ org: slug }} search={{}} className="text-accent-fg underline">
                    {first.management.name}
                  </Link>
                  {first.management.membersListedAt && (
                    <>
                      , listed <Time at={first.management.membersListedAt} /> and again each day
                    </>
                  )}
                </>
              )
            }
            actions={
              <>
                <Button
                  unavailable={whyNot(organization, "developer")}
                  busy={refresh.isPending}
                  onClick={() => refresh.mutate({ managementId })}
                >
                  <RefreshCw aria-hidden="true" />
                  List again
                </Button>
                <Button unavailable={reason} onClick={() => setRolling(true)}>
                  <Layers aria-hidden="true" />
                  Stack set
                </Button>
                <Button
                  look="primary"
                  unavailable={reason ?? (numbers.length === 0 ? "Choose accounts that are not connected." : null)}
                  busy={connect.isPending}
                  onClick={() => connect.mutate({ managementId, awsAccountIds: numbers.slice(0, CHOSEN_MAX) })}
                >
                  Connect {numbers.length > 0 ? numbers.length : "chosen"}
                </Button>
              </>
            }
          />
          {first?.management.membersProblem && (
            <p role="status" className="mt-3 rounded-sm bg-bad-soft px-3 py-2 text-sm text-bad-fg">
              {first.management.membersProblem}
            </p>
          )}
          <FilterBar
            search={search.search}
            onSearch={(text) => go({ search: text })}
            placeholder="Name or number"
            facets={[
              {
                key: "status",
                label: "Status",
                isSingle: true,
                selected: search.status ? [search.status] : [],
                options: MEMBER_STATUSES.filter((status) => counts.has(status)).map((value) => ({
                  value,
                  label: MEMBER_STATUS[value].word,
                  count: counts.get(value),
                })),
                onChange: ([status]) => go({ status: MEMBER_STATUSES.find((one) => one === status) }),
              },
            ]}
          />
        </>
      }
    >
      <QueryState query={list} skeleton={<TableSkeleton />}>
        {() =>
          rows.length > 0 ? (
            <DataTable
              label="Member accounts"
              columns={COLUMNS}
              rows={rows}
              total={null}
              selection={reason ? undefined : { ids: chosen, onChange: setChosen }}
              nameOf={({ name }) => name}
              onOpen={({ id }) => go({ id })}
              openId={search.id}
              hasMore={list.hasNextPage}
              isLoadingMore={list.isFetchingNextPage}
              onMore={more}
            />
          ) : search.search || search.status ? (
            <EmptyState
              title="No account is like this"
              action={
                <Link
                  to="/$org/accounts/$id/members"
                  params={{ org: slug, id: managementId }}
                  search={{}}
                  className={buttonLook({})}
                >
                  Remove all filters
                </Link>
              }
            >
              Remove a filter, or look for another name.
            </EmptyState>
          ) : (
            <EmptyState title="No account is listed yet">
              The list is read once the management account is connected, and again each day.
            </EmptyState>
          )
        }
      </QueryState>
      {open && <MemberPanel member={open} onClose={() => go({ id: undefined })} />}
      {isRolling && first && <StackSet management={first.management} onClose={() => setRolling(false)} />}
    </FullPage>
  );
}
