import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useCallback } from "react";
import { useTRPC } from "../../api.ts";
import { buttonLook } from "../../ui/button.tsx";
import { type Column, DataTable, type Selection, TableSkeleton } from "../../ui/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import type { Finding } from "./columns.tsx";
import { type FindingSearch, isFiltered, type Pack, toInput } from "./filters.ts";

const PAGE_SIZE = 100;

type FindingsTableProps = {
  pack: Pack;
  label: string;
  search: FindingSearch;
  columns: readonly Column<Finding>[];
  onOpen: (id: string) => void;
  emptyTitle: string;
  selection?: Selection;
  /** What stands over the rows for those that are chosen. */
  actions?: (rows: readonly Finding[]) => ReactNode;
};

export function FindingsTable({
  pack,
  label,
  search,
  columns,
  onOpen,
  emptyTitle,
  selection,
  actions,
}: FindingsTableProps) {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const list = useInfiniteQuery(
    trpc.findings.list.infiniteQueryOptions(
      { ...toInput(pack, search), limit: PAGE_SIZE },
      { getNextPageParam: (page) => page.next, placeholderData: keepPreviousData },
    ),
  );
  const { fetchNextPage } = list;
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  return (
    <QueryState query={list} skeleton={<TableSkeleton />}>
      {({ pages }) => {
        const rows = pages.flatMap((page) => page.items);
        if (rows.length > 0) {
          return (
            <div className="flex h-full flex-col">
              {actions?.(rows)}
              <div className="min-h-0 flex-1">
                <DataTable
                  label={label}
                  selection={selection}
                  nameOf={({ title, resource }) => `${title}, ${resource.name}`}
                  columns={columns}
                  rows={rows}
                  total={pages[0]?.total ?? null}
                  onOpen={({ id }) => onOpen(id)}
                  openId={search.id}
                  hasMore={list.hasNextPage}
                  isLoadingMore={list.isFetchingNextPage}
                  onMore={more}
                />
              </div>
            </div>
          );
        }
        return isFiltered(search) ? (
          <EmptyState
            title="Nothing matches these filters"
            action={
              <Link
                to={pack === "savings" ? "/$org/savings" : "/$org/findings"}
                params={{ org: slug }}
                className={buttonLook({})}
              >
                Remove all filters
              </Link>
            }
          >
            No finding is like this. Remove a filter, or look for another name.
          </EmptyState>
        ) : (
          <EmptyState
            title={emptyTitle}
            action={
              <Link to="/$org/accounts" params={{ org: slug }} className={buttonLook({})}>
                See what was read
              </Link>
            }
          >
            Rules are judged while resources are discovered, and again each day. What fails appears here.
          </EmptyState>
        );
      }}
    </QueryState>
  );
}
