import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Columns3, Download } from "lucide-react";
import { useCallback } from "react";
import { explain, useTRPC } from "../../api.ts";
import { SORTS } from "../../search.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { DataTable, TableSkeleton } from "../../ui/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FilterBar } from "../../ui/filter-bar.tsx";
import { formatCount } from "../../ui/format.ts";
import { Menu, MenuCheck, MenuLabel } from "../../ui/menu.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { FullPage, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { sayFailed } from "../../ui/toast.ts";
import { COLUMNS, DEFAULT_HIDDEN } from "./columns.tsx";
import { useExport } from "./export.ts";
import { isFiltered, type ResourceSearch, toFacets, toInput } from "./filters.ts";
import { ResourcePanel } from "./resource-panel.tsx";
import { VIEWS, ViewTabs } from "./views.tsx";

const PAGE_SIZE = 100;

export function Resources() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const search = useSearch({ from: "/$org/resources" });
  const navigate = useNavigate();
  const set = useCallback(
    (changes: ResourceSearch) =>
      void navigate({ to: "/$org/resources", params: { org: slug }, search: { ...search, ...changes } }),
    [navigate, slug, search],
  );
  const input = toInput(search);
  const list = useInfiniteQuery(
    trpc.inventory.resources.list.infiniteQueryOptions(
      { ...input, limit: PAGE_SIZE },
      { getNextPageParam: (page) => page.next, placeholderData: keepPreviousData },
    ),
  );
  const facets = useQuery(trpc.inventory.resources.facets.queryOptions());
  const exporting = useExport(input);
  const total = list.data?.pages[0]?.total ?? null;
  const hidden = new Set(
    search.columns ? COLUMNS.map(({ id }) => id).filter((id) => !search.columns?.includes(id)) : DEFAULT_HIDDEN,
  );
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const { fetchNextPage } = list;
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);

  return (
    <FullPage
      head={
        <>
          <PageHead
            title="Resources"
            count={total === null ? undefined : formatCount(total)}
            actions={
              <Button
                busy={exporting.isPending}
                unavailable={total === 0 ? "There is nothing to export." : null}
                onClick={() => exporting.mutate(undefined, { onError: (error) => sayFailed(explain(error).sentence) })}
              >
                <Download aria-hidden="true" />
                {exporting.isPending ? "Exporting" : "Export CSV"}
              </Button>
            }
          />
          <ViewTabs search={search} views={VIEWS} />
          <FilterBar
            search={search.search}
            onSearch={(text) => set({ search: text })}
            placeholder="Name, ARN, id or tag"
            facets={toFacets(search, facets.data, set)}
          >
            <Menu
              align="end"
              trigger={
                <Button look="ghost">
                  <Columns3 aria-hidden="true" />
                  Columns
                </Button>
              }
            >
              <MenuLabel>Columns</MenuLabel>
              {COLUMNS.slice(1).map(({ id, header }) => (
                <MenuCheck
                  key={id}
                  isChecked={!hidden.has(id)}
                  onChange={(isShown) => set({ columns: toggle(hidden, id, isShown) })}
                >
                  {header}
                </MenuCheck>
              ))}
            </Menu>
          </FilterBar>
        </>
      }
    >
      <QueryState query={{ ...list, data: list.data }} skeleton={<TableSkeleton />}>
        {() =>
          rows.length === 0 ? (
            isFiltered(search) ? (
              <EmptyState
                title="Nothing matches these filters"
                action={
                  <Link to="/$org/resources" params={{ org: slug }} className={buttonLook({})}>
                    Remove all filters
                  </Link>
                }
              >
                No resource is like this. Remove a filter, or look for another name.
              </EmptyState>
            ) : (
              <EmptyState
                title="No resources yet"
                action={
                  <Link to="/$org/onboarding" params={{ org: slug }} className={buttonLook({ look: "primary" })}>
                    Connect an AWS account
                  </Link>
                }
              >
                What runs in your AWS accounts appears here while it is discovered.
              </EmptyState>
            )
          ) : (
            <DataTable
              label="AWS resources"
              columns={COLUMNS}
              rows={rows}
              total={total}
              hidden={hidden}
              sort={input.sort}
              onSort={(word) => set({ sort: SORTS.find((sort) => sort === word) })}
              onOpen={({ id }) => set({ id })}
              openId={search.id}
              hasMore={list.hasNextPage}
              isLoadingMore={list.isFetchingNextPage}
              onMore={more}
            />
          )
        }
      </QueryState>
      {search.id && <ResourcePanel id={search.id} onClose={() => set({ id: undefined })} />}
    </FullPage>
  );
}

/** Which columns the address names after one is switched; none named means the usual ones. */
function toggle(hidden: ReadonlySet<string>, id: string, isShown: boolean): string[] {
  return COLUMNS.map((column) => column.id).filter((each) => (each === id ? isShown : !hidden.has(each)));
}
