import { keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Columns3, Download, Group } from "lucide-react";
import { useCallback, useState } from "react";
import { explain, useTRPC } from "../../api.ts";
import { RESOURCE_GROUPS, SORTS } from "../../search.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { DataTable, TableSkeleton } from "../../ui/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FilterBar } from "../../ui/filter-bar.tsx";
import { formatCount } from "../../ui/format.ts";
import { Menu, MenuCheck, MenuItem, MenuLabel } from "../../ui/menu.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { FullPage, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { SectionNav } from "../../ui/section-nav.tsx";
import { sayFailed } from "../../ui/toast.ts";
import { BulkActions } from "./bulk-actions.tsx";
import { COLUMNS, DEFAULT_HIDDEN } from "./columns.tsx";
import { useExport } from "./export.ts";
import { isFiltered, type ResourceSearch, toFacets, toInput } from "./filters.ts";
import { type By, ResourceGroups } from "./groups.tsx";
import { ResourcePanel } from "./resource-panel.tsx";
import { defaultSearch, type SavedView, SaveView, ViewTabs } from "./views.tsx";

const PAGE_SIZE = 100;
const GROUP_WORDS: Record<By, string> = {
  type: "Type",
  account: "Account",
  region: "Region",
  owner: "Owner",
  tag: "Tag",
};

/** An address that names nothing is the default view, where there is one. */
export function Resources() {
  const trpc = useTRPC();
  const named = useSearch({ from: "/$org/resources" });
  const saved = useQuery(trpc.inventory.resources.views.list.queryOptions()).data?.items ?? [];
  const isNamed = Object.values(named).some((value) => value !== undefined);
  return <ResourceList search={isNamed ? named : (defaultSearch(saved) ?? named)} saved={saved} />;
}

type ResourceListProps = { search: ResourceSearch; saved: readonly SavedView[] };

function ResourceList({ search, saved }: ResourceListProps) {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
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
  const exportAs = (format: "csv" | "json") =>
    exporting.mutate(format, { onError: (error) => sayFailed(explain(error).sentence) });
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
              <Menu
                align="end"
                trigger={
                  <Button busy={exporting.isPending} unavailable={total === 0 ? "There is nothing to export." : null}>
                    <Download aria-hidden="true" />
                    {exporting.isPending ? "Exporting" : "Export"}
                  </Button>
                }
              >
                <MenuItem onSelect={() => exportAs("csv")}>CSV for a spreadsheet</MenuItem>
                <MenuItem onSelect={() => exportAs("json")}>JSON with all that is known</MenuItem>
              </Menu>
            }
          />
          <SectionNav of="/$org/resources" label="Resources" />
          <ViewTabs search={search} saved={saved} />
          <FilterBar
            search={search.search}
            onSearch={(text) => set({ search: text })}
            placeholder="Name, ARN, id or tag"
            facets={toFacets(search, facets.data, set)}
          >
            <SaveView search={search} />
            <GroupMenu by={search.group} tagKeys={tagKeysOf(rows)} onChange={set} />
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
          search.group && rows.length > 0 ? (
            <ResourceGroups
              by={search.group}
              tagKey={search.key ?? TAG_KEY_DEFAULT}
              search={search}
              onOpen={(filter) => set({ ...filter, group: undefined, key: undefined })}
            />
          ) : rows.length === 0 ? (
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
            <div className="flex h-full flex-col">
              <BulkActions
                ids={rows.flatMap(({ id }) => (chosen.has(id) ? [id] : []))}
                owners={facets.data?.owner ?? []}
                onDone={() => setChosen(new Set())}
              />
              <div className="min-h-0 flex-1">
                <DataTable
                  label="AWS resources"
                  selection={{ ids: chosen, onChange: setChosen }}
                  nameOf={({ name }) => name}
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
              </div>
            </div>
          )
        }
      </QueryState>
      {search.id && <ResourcePanel id={search.id} onClose={() => set({ id: undefined })} />}
    </FullPage>
  );
}

const TAG_KEY_DEFAULT = "Owner";
const TAG_KEYS_SHOWN = 12;

/** The keys that most of the rows on screen have: those are worth grouping by. */
function tagKeysOf(rows: readonly { tags: Record<string, string> | null }[]): string[] {
  const counts = new Map<string, number>();
  for (const { tags } of rows) for (const key of Object.keys(tags ?? {})) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, TAG_KEYS_SHOWN)
    .map(([key]) => key);
}

type GroupMenuProps = { by: By | undefined; tagKeys: readonly string[]; onChange: (search: ResourceSearch) => void };

function GroupMenu({ by, tagKeys, onChange }: GroupMenuProps) {
  return (
    <Menu
      align="end"
      trigger={
        <Button look="ghost">
          <Group aria-hidden="true" />
          {by ? `By ${GROUP_WORDS[by].toLowerCase()}` : "Group"}
        </Button>
      }
    >
      <MenuItem onSelect={() => onChange({ group: undefined, key: undefined })}>Do not group</MenuItem>
      {RESOURCE_GROUPS.filter((each) => each !== "tag").map((each) => (
        <MenuItem key={each} onSelect={() => onChange({ group: each, key: undefined })}>
          {GROUP_WORDS[each]}
        </MenuItem>
      ))}
      {tagKeys.length > 0 && <MenuLabel>By a tag</MenuLabel>}
      {tagKeys.map((key) => (
        <MenuItem key={key} onSelect={() => onChange({ group: "tag", key })}>
          {key}
        </MenuItem>
      ))}
    </Menu>
  );
}

/** Which columns the address names after one is switched; none named means the usual ones. */
function toggle(hidden: ReadonlySet<string>, id: string, isShown: boolean): string[] {
  return COLUMNS.map((column) => column.id).filter((each) => (each === id ? isShown : !hidden.has(each)));
}
