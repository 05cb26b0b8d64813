import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useCallback } from "react";
import { type Outputs, useTRPC } from "../../api.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { type Column, DataTable, TableSkeleton } from "../../ui/data-table.tsx";
import { DayPicker } from "../../ui/day-picker.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FilterBar } from "../../ui/filter-bar.tsx";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { FullPage, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Badge } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import { useAuditExport } from "./audit-export.ts";
import { AuditIntegrity } from "./audit-integrity.tsx";
import { AuditPanel } from "./audit-panel.tsx";
import { instantsOf, SINCE } from "./audit-period.ts";
import { changesOf, toText } from "./changes.ts";

const PAGE_SIZE = 100;
export type AuditEvent = Outputs["activity"]["events"]["items"][number];

export function Audit() {
  const reason = whyNot(useOrganization(), "developer");
  if (!reason) return <Log />;
  return (
    <FullPage head={<PageHead title="Audit log" sub="Who did what, to what, and what it was before." />}>
      <EmptyState title="The audit log is not shown to you">{reason}</EmptyState>
    </FullPage>
  );
}

function Log() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const search = useSearch({ from: "/$org/settings/audit" });
  const navigate = useNavigate();
  const go = (change: Partial<typeof search>) =>
    void navigate({ to: "/$org/settings/audit", params: { org: slug }, search: { ...search, ...change } });
  const input = {
    actor: search.actor,
    action: search.action,
    targetType: search.target,
    targetId: search.targetId,
    ...instantsOf(search, new Date()),
  };
  const list = useInfiniteQuery(
    trpc.activity.events.infiniteQueryOptions(
      { ...input, limit: PAGE_SIZE },
      { getNextPageParam: (page) => page.next, placeholderData: keepPreviousData },
    ),
  );
  const actions = useQuery(trpc.activity.actions.queryOptions());
  const exported = useAuditExport(input);
  const { fetchNextPage } = list;
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const open = rows.find(({ id }) => id === search.id);
  return (
    <FullPage
      head={
        <>
          <PageHead
            title="Audit log"
            sub="Who did what, to what, and what it was before. Entries are only ever added."
            actions={(["csv", "json"] as const).map((format) => (
              <Button key={format} busy={exported.isPending} onClick={() => exported.mutate(format)}>
                <Download aria-hidden="true" />
                Export {format.toUpperCase()}
              </Button>
            ))}
          />
          <AuditIntegrity />
          <FilterBar
            search={search.actor}
            onSearch={(actor) => go({ actor })}
            placeholder="Name of who did it"
            facets={[
              {
                key: "action",
                label: "Action",
                options: (actions.data?.items ?? []).map(({ action, count }) => ({
                  value: action,
                  label: action,
                  count,
                })),
                selected: search.action ?? [],
                onChange: (action) => go({ action: action.length ? action : undefined }),
              },
              {
                key: "target",
                label: "To what",
                options: (actions.data?.targets ?? []).map(({ targetType, count }) => ({
                  value: targetType,
                  label: targetType,
                  count,
                })),
                selected: search.target ?? [],
                onChange: (target) => go({ target: target.length ? target : undefined }),
              },
              {
                key: "since",
                label: "When",
                isSingle: true,
                options: Object.entries(SINCE).map(([value, { label }]) => ({ value, label })),
                selected: search.since && SINCE[search.since] ? [search.since] : [],
                onChange: ([since]) => go({ since, from: undefined, to: undefined }),
              },
              {
                key: "targetId",
                label: "One thing",
                options: [],
                selected: search.targetId ? [search.targetId] : [],
                onChange: ([targetId]) => go({ targetId }),
              },
            ]}
          >
            <span className="flex flex-wrap gap-2">
              <DayPicker label="From" value={search.from} onChange={(from) => go({ from, since: undefined })} />
              <DayPicker label="To" value={search.to} onChange={(to) => go({ to, since: undefined })} />
            </span>
          </FilterBar>
        </>
      }
    >
      <QueryState query={list} skeleton={<TableSkeleton />}>
        {() =>
          rows.length > 0 ? (
            <DataTable
              label="Audit log"
              columns={COLUMNS}
              rows={rows}
              total={null}
              onOpen={({ id }) => go({ id })}
              openId={search.id}
              hasMore={list.hasNextPage}
              isLoadingMore={list.isFetchingNextPage}
              onMore={more}
            />
          ) : (
            <EmptyState
              title="No entry fits these filters"
              action={
                <Link to="/$org/settings/audit" params={{ org: slug }} className={buttonLook({})}>
                  Show all entries
                </Link>
              }
            >
              Names are matched from their beginning, in upper and lower case as they are written.
            </EmptyState>
          )
        }
      </QueryState>
      {open && (
        <AuditPanel
          event={open}
          onClose={() => go({ id: undefined })}
          onTarget={(targetId) => go({ id: undefined, targetId })}
        />
      )}
    </FullPage>
  );
}

const summaryOf = ({ data }: AuditEvent) =>
  changesOf(data)
    // What a new row is called says more than its ids; the panel shows all of it.
    .filter(({ field, before }) => before !== undefined || !/(^id|Id|At|By|hash)$/.test(field))
    .map(({ field, before, after }) => `${field}: ${toText(before)} → ${toText(after)}`)
    .join(", ");

const COLUMNS: readonly Column<AuditEvent>[] = [
  { id: "action", header: "Action", width: "minmax(180px,1fr)", cell: ({ action }) => action },
  {
    id: "actor",
    header: "Who",
    width: "minmax(160px,1fr)",
    cell: ({ actorName, actorKind }) => (
      <span className="inline-flex items-center gap-2">
        {actorName}
        {actorKind !== "user" && <Badge>{actorKind}</Badge>}
      </span>
    ),
  },
  {
    id: "target",
    header: "To what",
    width: "130px",
    cell: ({ targetType }) => <span className="text-fg-2">{targetType}</span>,
  },
  {
    id: "changes",
    header: "Changes",
    width: "minmax(240px,2fr)",
    cell: (event) => <span className="text-fg-2">{summaryOf(event) || "–"}</span>,
  },
  {
    id: "at",
    header: "When",
    width: "130px",
    cell: ({ at }) => (
      <span className="text-fg-3">
        <Time at={at} />
      </span>
    ),
  },
];
