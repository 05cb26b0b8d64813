import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useCallback, useState } from "react";
import { explain, useTRPC } from "../../api.ts";
import { CHANGE_AGES } from "../../search.ts";
import { typeLabel } from "../../ui/aws.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { type Column, DataTable, TableSkeleton } from "../../ui/data-table.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FilterBar } from "../../ui/filter-bar.tsx";
import { formatCount, formatDay } from "../../ui/format.ts";
import { useOrganization } from "../../ui/organization.ts";
import { ownerName } from "../../ui/owner.tsx";
import { FullPage, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { SectionNav } from "../../ui/section-nav.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Code } from "../../ui/small.tsx";
import { Time } from "../../ui/time.tsx";
import { sayFailed } from "../../ui/toast.ts";
import { type Change, ChangeWord, changeInWords, FieldChanges, Seen } from "./change-parts.tsx";
import { type ChangeSearch, DAYS_DEFAULT, isFiltered, sinceOf, toFacets, toInput } from "./changes-filters.ts";
import { useChangesExport } from "./export.ts";

const PAGE_SIZE = 100;

const COLUMNS: readonly Column<Change>[] = [
  {
    id: "name",
    header: "Resource",
    width: "minmax(200px,1.6fr)",
    cell: ({ resource }) => resource.name,
  },
  { id: "change", header: "Change", width: "116px", cell: ({ change }) => <ChangeWord change={change} /> },
  {
    id: "what",
    header: "What",
    width: "minmax(220px,2.4fr)",
    cell: (change) => (
      <span className="font-mono text-xs text-fg-2" title={changeInWords(change)}>
        {changeInWords(change)}
      </span>
    ),
  },
  {
    id: "type",
    header: "Type",
    width: "minmax(110px,1fr)",
    cell: ({ resource: { type } }) => <Code title={type}>{typeLabel(type)}</Code>,
  },
  {
    id: "region",
    header: "Region",
    width: "112px",
    cell: ({ resource }) => <span className="text-fg-2">{resource.region}</span>,
  },
  {
    id: "owner",
    header: "Owner",
    width: "minmax(90px,0.8fr)",
    cell: ({ owner }) => (
      <span className={owner ? "text-fg-2" : "text-fg-3"}>{owner ? ownerName(owner.ref) : "Nobody"}</span>
    ),
  },
  {
    id: "at",
    header: "Seen",
    width: "120px",
    cell: ({ at }) => (
      <span className="text-fg-3">
        <Time at={at} />
      </span>
    ),
  },
];

/** What changed in AWS since a day: new, changed and gone resources of every account, with the fields that differ. */
export function Changes() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const search = useSearch({ from: "/$org/resources/changes" });
  const navigate = useNavigate();
  const [now] = useState(() => Date.now());
  const set = (changes: ChangeSearch) =>
    void navigate({ to: "/$org/resources/changes", params: { org: slug }, search: { ...search, ...changes } });
  const input = toInput(search, now);
  const list = useInfiniteQuery(
    trpc.inventory.changes.infiniteQueryOptions(
      { ...input, limit: PAGE_SIZE },
      { getNextPageParam: (page) => page.next, placeholderData: keepPreviousData },
    ),
  );
  const facets = useQuery(trpc.inventory.resources.facets.queryOptions());
  const exporting = useChangesExport(input);
  const [first] = list.data?.pages ?? [];
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const { fetchNextPage } = list;
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const open = rows.find(({ id }) => id === search.id);
  const day = formatDay(sinceOf(search, now).slice(0, 10));
  return (
    <FullPage
      head={
        <>
          <PageHead
            title="Changes"
            count={first ? formatCount(first.total) : undefined}
            sub={
              first
                ? `Since ${day}: ${formatCount(first.counts.changed)} changed, ${formatCount(first.counts.new)} new, ${formatCount(first.counts.vanished)} gone, ${formatCount(first.counts.returned)} back again`
                : `Since ${day}`
            }
            actions={
              <Button
                busy={exporting.isPending}
                unavailable={first?.total === 0 ? "There is nothing to export." : null}
                onClick={() => exporting.mutate(undefined, { onError: (error) => sayFailed(explain(error).sentence) })}
              >
                <Download aria-hidden="true" />
                {exporting.isPending ? "Exporting" : "Export CSV"}
              </Button>
            }
          />
          <SectionNav of="/$org/resources" label="Resources" />
          <FilterBar
            search={search.search}
            onSearch={(text) => set({ search: text })}
            placeholder="Name, ARN, field or value"
            facets={toFacets(search, facets.data, set)}
          >
            <Segmented
              label="Days back"
              options={CHANGE_AGES.map((value) => ({ value, label: value === "1" ? "1 day" : `${value} days` }))}
              value={search.since ? "" : (search.days ?? DAYS_DEFAULT)}
              onChange={(days) => set({ since: undefined, days: CHANGE_AGES.find((each) => each === days) })}
            />
            <label className="flex items-center gap-2 text-xs text-fg-2">
              Since
              <input
                type="date"
                value={sinceOf(search, now).slice(0, 10)}
                max={new Date(now).toISOString().slice(0, 10)}
                onChange={({ target }) => set({ since: target.value || undefined, days: undefined })}
                className="h-(--control) rounded-sm border border-line bg-surface px-2 text-xs"
              />
            </label>
          </FilterBar>
        </>
      }
    >
      <QueryState query={list} skeleton={<TableSkeleton />}>
        {() =>
          rows.length === 0 ? (
            <Empty isFiltered={isFiltered(search)} />
          ) : (
            <DataTable
              label="Changes of AWS resources"
              columns={COLUMNS}
              rows={rows}
              total={first?.total ?? null}
              onOpen={({ id }) => set({ id })}
              openId={search.id}
              hasMore={list.hasNextPage}
              isLoadingMore={list.isFetchingNextPage}
              onMore={more}
            />
          )
        }
      </QueryState>
      {open && <ChangePanel change={open} onClose={() => set({ id: undefined })} />}
    </FullPage>
  );
}

function ChangePanel({ change, onClose }: { change: Change; onClose: () => void }) {
  const { slug } = useOrganization();
  const { resource, fields, omitted } = change;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={resource.name}
      description={
        <>
          {typeLabel(resource.type)} · {resource.region} · {change.accountName}
        </>
      }
      place="right"
      width="max-w-[560px]"
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <Link
          to="/$org/resources/$id"
          params={{ org: slug, id: resource.id }}
          className={buttonLook({ className: "justify-self-start" })}
        >
          Open the resource and all its changes
        </Link>
        <p className="flex flex-wrap gap-x-2 text-sm">
          <ChangeWord change={change.change} />
          <Seen {...change} />
        </p>
        {fields.length > 0 ? (
          <FieldChanges fields={fields} omitted={omitted} />
        ) : (
          <p className="text-sm text-fg-3">{changeInWords(change)}.</p>
        )}
      </div>
    </Dialog>
  );
}

function Empty({ isFiltered }: { isFiltered: boolean }) {
  const { slug } = useOrganization();
  return isFiltered ? (
    <EmptyState
      title="Nothing like this has changed"
      action={
        <Link to="/$org/resources/changes" params={{ org: slug }} className={buttonLook({})}>
          Remove all filters
        </Link>
      }
    >
      No change in these days fits the filters. Remove one, or begin on an earlier day.
    </EmptyState>
  ) : (
    <EmptyState
      title="Nothing has changed"
      action={
        <Link to="/$org/accounts" params={{ org: slug }} className={buttonLook({})}>
          See what was read
        </Link>
      }
    >
      Each discovery compares what AWS answers with what it answered before. What differs appears here.
    </EmptyState>
  );
}
