import { keepPreviousData, useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Download, FileUp, Network, Users } from "lucide-react";
import { useCallback } from "react";
import { explain, useTRPC, useTRPCClient } from "../../api.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { type Column, DataTable, TableSkeleton } from "../../ui/data-table.tsx";
import { download } from "../../ui/download.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FilterBar } from "../../ui/filter-bar.tsx";
import { formatCount } from "../../ui/format.ts";
import { useOrganization } from "../../ui/organization.ts";
import { FullPage, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Code } from "../../ui/small.tsx";
import { Badge } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import { sayFailed } from "../../ui/toast.ts";
import { EntityLink } from "./entity-link.tsx";
import { type EntityRow, type EntitySearch, isFiltered, isView, toFacets, toInput, VIEWS } from "./filters.ts";

const PAGE_SIZE = 100;

/** Everything that was declared, and who owns it. One request draws it, filters and counts with it. */
export function Catalog() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const search = useSearch({ from: "/$org/catalog" });
  const navigate = useNavigate();
  const set = useCallback(
    (changes: EntitySearch) =>
      void navigate({ to: "/$org/catalog", params: { org: slug }, search: { ...search, ...changes } }),
    [navigate, slug, search],
  );
  const list = useInfiniteQuery(
    trpc.catalog.list.infiniteQueryOptions(
      { ...toInput(search), limit: PAGE_SIZE },
      { getNextPageParam: (page) => page.next, placeholderData: keepPreviousData },
    ),
  );
  const first = list.data?.pages[0];
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const { fetchNextPage } = list;
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const open = ({ kind, namespace, name }: EntityRow) =>
    void navigate({
      to: "/$org/catalog/$kind/$namespace/$name",
      params: { org: slug, kind: kind.toLowerCase(), namespace, name },
    });
  return (
    <FullPage
      head={
        <>
          <PageHead
            title="Catalog"
            count={first ? formatCount(first.total) : undefined}
            actions={
              <>
                <Link to="/$org/catalog/teams" params={{ org: slug }} className={buttonLook({})}>
                  <Users aria-hidden="true" />
                  Teams
                </Link>
                <Link to="/$org/catalog/graph" params={{ org: slug }} className={buttonLook({})}>
                  <Network aria-hidden="true" />
                  Graph
                </Link>
                <ExportButton isEmpty={first?.total === 0 && !isFiltered(search)} />
                <Link to="/$org/catalog/import" params={{ org: slug }} className={buttonLook({ look: "primary" })}>
                  <FileUp aria-hidden="true" />
                  Import
                </Link>
              </>
            }
          />
          <Views search={search} />
          <FilterBar
            search={search.search}
            onSearch={(text) => set({ search: text })}
            placeholder="Name, description or ARN"
            facets={toFacets(search, first?.facets, set)}
          />
        </>
      }
    >
      <QueryState query={list} skeleton={<TableSkeleton />}>
        {() =>
          rows.length > 0 ? (
            <DataTable
              label="Catalog"
              columns={COLUMNS}
              rows={rows}
              total={first?.total ?? null}
              onOpen={open}
              hasMore={list.hasNextPage}
              isLoadingMore={list.isFetchingNextPage}
              onMore={more}
            />
          ) : (
            <Empty isFiltered={isFiltered(search)} />
          )
        }
      </QueryState>
    </FullPage>
  );
}

function Views({ search }: { search: EntitySearch }) {
  const { slug } = useOrganization();
  return (
    <nav aria-label="Views" className="mt-3 overflow-x-auto border-b border-line scrollbar-none">
      <ul className="flex gap-5 text-sm">
        {VIEWS.map((view) => {
          const isCurrent = isView(view.search, search);
          return (
            <li key={view.label}>
              <Link
                to="/$org/catalog"
                params={{ org: slug }}
                search={view.search}
                aria-current={isCurrent ? "true" : undefined}
                className={`-mb-px flex h-9 items-center border-b-2 whitespace-nowrap transition-colors ${isCurrent ? "border-accent font-medium" : "border-transparent text-fg-2 hover:text-fg"}`}
              >
                {view.label}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

function Empty({ isFiltered }: { isFiltered: boolean }) {
  const { slug } = useOrganization();
  return isFiltered ? (
    <EmptyState
      title="Nothing matches these filters"
      action={
        <Link to="/$org/catalog" params={{ org: slug }} className={buttonLook({})}>
          Remove all filters
        </Link>
      }
    >
      No entity is like this. Remove a filter, or look for another name.
    </EmptyState>
  ) : (
    <EmptyState
      title="The catalog is empty"
      action={
        <Link to="/$org/catalog/import" params={{ org: slug }} className={buttonLook({ look: "primary" })}>
          Import a file
        </Link>
      }
    >
      Services, APIs, systems and teams appear here with their owners. Paste a catalog-info.yaml to begin.
    </EmptyState>
  );
}

function ExportButton({ isEmpty }: { isEmpty: boolean }) {
  const client = useTRPCClient();
  const { slug } = useOrganization();
  const exporting = useMutation({
    mutationFn: () => client.catalog.export.query({}),
    onSuccess: ({ text }) => download(`${slug}-catalog.yaml`, text, "text/yaml"),
    onError: (error) => sayFailed(explain(error).sentence),
  });
  return (
    <Button
      busy={exporting.isPending}
      unavailable={isEmpty ? "There is nothing to export." : null}
      onClick={() => exporting.mutate()}
    >
      <Download aria-hidden="true" />
      {exporting.isPending ? "Exporting" : "Export YAML"}
    </Button>
  );
}

const COLUMNS: readonly Column<EntityRow>[] = [
  {
    id: "title",
    header: "Name",
    width: "minmax(200px,1.6fr)",
    cell: ({ title, namespace, orphanedAt }) => (
      <>
        {title}
        {namespace !== "default" && <span className="ml-2 text-xs font-normal text-fg-3">{namespace}</span>}
        {orphanedAt && <span className="ml-2 text-xs font-normal text-fg-3">orphan</span>}
      </>
    ),
  },
  { id: "kind", header: "Kind", width: "112px", cell: ({ kind }) => <Badge>{kind}</Badge> },
  { id: "type", header: "Type", width: "120px", cell: ({ type }) => (type ? <Code>{type}</Code> : "–") },
  {
    id: "owner",
    header: "Owner",
    width: "minmax(130px,1fr)",
    cell: ({ ownerRef, ownerTitle }) => (ownerRef ? <EntityLink to={ownerRef} title={ownerTitle} /> : "–"),
  },
  {
    id: "lifecycle",
    header: "Lifecycle",
    width: "112px",
    cell: ({ lifecycle }) => <span className="text-fg-2">{lifecycle ?? "–"}</span>,
  },
  {
    id: "description",
    header: "Description",
    width: "minmax(180px,2fr)",
    cell: ({ description }) => <span className="text-fg-2">{description ?? "–"}</span>,
  },
  {
    id: "changed",
    header: "Changed",
    width: "120px",
    cell: ({ changedAt }) => <span className="text-fg-3">{changedAt ? <Time at={changedAt} /> : "–"}</span>,
  },
];
