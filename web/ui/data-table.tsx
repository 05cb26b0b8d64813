import { columnVisibilityFeature, rowSortingFeature, tableFeatures, useTable } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import { type CSSProperties, type ReactNode, useEffect, useMemo, useRef } from "react";
import { classNames } from "./class-names.ts";
import { formatCount } from "./format.ts";
import { ScrollRegion } from "./scroll-region.tsx";
import { Skeleton } from "./small.tsx";
import { useAppearance } from "./theme.ts";

const FEATURES = tableFeatures({ columnVisibilityFeature, rowSortingFeature });
const ROW_PX = { comfortable: 40, compact: 34 };
const OVERSCAN = 10;
/** The next page is asked for when this many rows are left. */
const ROWS_AHEAD = 20;

export type Column<Row> = {
  id: string;
  header: string;
  /** A grid track, e.g. "minmax(240px,2fr)" or "120px". */
  width: string;
  align?: "right";
  /** The server's word for sorting by it; a minus sorts downwards. */
  sort?: string;
  cell: (row: Row) => ReactNode;
};

/** Which rows an action is for; the table only shows and changes it. */
export type Selection = { ids: ReadonlySet<string>; onChange: (ids: ReadonlySet<string>) => void };

type DataTableProps<Row> = {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** Null: not known, only how many are here. */
  total: number | null;
  hidden?: ReadonlySet<string>;
  sort?: string;
  onSort?: (sort: string) => void;
  /** The first column's content becomes a button that opens the row. */
  onOpen?: (row: Row) => void;
  openId?: string;
  /** A box before each row. `nameOf` says whose box it is. */
  selection?: Selection;
  nameOf?: (row: Row) => string;
  hasMore?: boolean;
  isLoadingMore?: boolean;
  onMore?: () => void;
};

/** Rows come and sort on the server and are drawn only where they are seen: a hundred thousand cost what thirty do. */
export function DataTable<Row extends { id: string }>(props: DataTableProps<Row>) {
  const { label, columns, rows, total, hidden, sort, onOpen, openId, hasMore, isLoadingMore, onMore } = props;
  const { selection, nameOf } = props;
  const scroller = useRef<HTMLElement>(null);
  const { density } = useAppearance();
  const defs = useMemo(
    () => columns.map(({ id, cell }) => ({ id, cell: ({ row }: { row: { original: Row } }) => cell(row.original) })),
    [columns],
  );
  const data = useMemo(() => [...rows], [rows]);
  const table = useTable({
    features: FEATURES,
    columns: defs,
    data,
    getRowId: (row) => row.id,
    manualSorting: true,
    state: {
      columnVisibility: Object.fromEntries(columns.map(({ id }) => [id, !hidden?.has(id)])),
      sorting: columns.flatMap((column) =>
        sort && column.sort === sort ? [{ id: column.id, desc: sort.startsWith("-") }] : [],
      ),
    },
  });
  const shown = columns.filter(({ id }) => !hidden?.has(id));
  const tracks = {
    gridTemplateColumns: [...(selection ? ["16px"] : []), ...shown.map(({ width }) => width)].join(" "),
  };
  const model = table.getRowModel().rows;
  const virtualizer = useVirtualizer({
    count: model.length + (hasMore ? 1 : 0),
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX[density],
    overscan: OVERSCAN,
  });
  const items = virtualizer.getVirtualItems();
  const lastSeen = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && !isLoadingMore && lastSeen > model.length - ROWS_AHEAD) onMore?.();
  }, [hasMore, isLoadingMore, lastSeen, model.length, onMore]);

  return (
    <ScrollRegion ref={scroller} label={`${label}, scrollable`} className="relative h-full">
      <table aria-label={label} aria-rowcount={total === null ? -1 : total + 1} className="block min-w-[880px]">
        <thead className="sticky top-0 z-10 block">
          <tr
            style={tracks}
            className="grid h-9 items-center gap-x-4 border-b border-line bg-sunken px-4 text-xs font-medium text-fg-3 lg:px-6"
          >
            {selection && (
              <th scope="col" className="flex">
                <SelectAll selection={selection} ids={rows.map(({ id }) => id)} />
              </th>
            )}
            {shown.map((column) => (
              <HeadCell key={column.id} column={column} sort={sort} onSort={props.onSort} />
            ))}
          </tr>
        </thead>
        <tbody className="relative block" style={{ height: virtualizer.getTotalSize() }}>
          {items.map(({ index, start, size }) => {
            const row = model[index];
            const place = { ...tracks, height: size, transform: `translateY(${start}px)` };
            if (!row) return <LoadingRow key="more" style={place} columns={shown.length + (selection ? 1 : 0)} />;
            return (
              <tr
                key={row.id}
                aria-rowindex={index + 2}
                style={place}
                className={classNames(
                  "absolute inset-x-0 grid items-center gap-x-4 border-b border-line px-4 text-sm lg:px-6",
                  row.id === openId ? "bg-accent-soft" : "hover:bg-hover",
                )}
              >
                {selection && (
                  <td className="relative z-1 flex">
                    <SelectRow
                      selection={selection}
                      id={row.id}
                      label={`Select ${nameOf?.(row.original) ?? "the row"}`}
                    />
                  </td>
                )}
                {row.getVisibleCells().map((cell, at) => (
                  <td
                    key={cell.id}
                    className={classNames("min-w-0 truncate", shown[at]?.align === "right" && "num text-right")}
                  >
                    {at === 0 && onOpen ? (
                      <button
                        type="button"
                        data-row=""
                        onClick={() => onOpen(row.original)}
                        className="block max-w-full truncate text-left font-medium after:absolute after:inset-0 hover:underline"
                      >
                        <table.FlexRender cell={cell} />
                      </button>
                    ) : (
                      <table.FlexRender cell={cell} />
                    )}
                  </td>
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </ScrollRegion>
  );
}

type HeadCellProps<Row> = { column: Column<Row>; sort?: string; onSort?: (sort: string) => void };

function HeadCell<Row>({ column: { header, align, sort: word }, sort, onSort }: HeadCellProps<Row>) {
  const isSorted = word !== undefined && word === sort;
  const isDown = word?.startsWith("-") ?? false;
  const Arrow = isDown ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={isSorted ? (isDown ? "descending" : "ascending") : undefined}
      className={classNames("min-w-0 truncate font-medium", align === "right" ? "text-right" : "text-left")}
    >
      {word && onSort ? (
        <button
          type="button"
          onClick={() => onSort(word)}
          className={classNames("inline-flex items-center gap-1 hover:text-fg", isSorted && "text-fg")}
        >
          {header}
          {isSorted && <Arrow className="size-3" aria-hidden="true" />}
        </button>
      ) : (
        header
      )}
    </th>
  );
}

const BOX = "size-4 accent-(--accent)";

function SelectRow({ selection: { ids, onChange }, id, label }: { selection: Selection; id: string; label: string }) {
  const change = (isChosen: boolean) => {
    const next = new Set(ids);
    if (isChosen) next.add(id);
    else next.delete(id);
    onChange(next);
  };
  return (
    <input
      type="checkbox"
      aria-label={label}
      checked={ids.has(id)}
      onChange={(event) => change(event.target.checked)}
      className={BOX}
    />
  );
}

/** All rows that are here; those that were not loaded yet are nobody's to choose. */
function SelectAll({ selection, ids }: { selection: Selection; ids: readonly string[] }) {
  const chosen = ids.filter((id) => selection.ids.has(id)).length;
  return (
    <input
      type="checkbox"
      aria-label="Select all rows shown"
      ref={(box) => {
        if (box) box.indeterminate = chosen > 0 && chosen < ids.length;
      }}
      checked={ids.length > 0 && chosen === ids.length}
      onChange={(event) => selection.onChange(new Set(event.target.checked ? ids : []))}
      className={BOX}
    />
  );
}

function LoadingRow({ style, columns }: { style: CSSProperties; columns: number }) {
  return (
    <tr style={style} className="absolute inset-x-0 grid items-center px-4 lg:px-6">
      <td colSpan={columns} className="text-fg-3">
        Loading more
      </td>
    </tr>
  );
}

/** The same geometry before the first answer. */
export function TableSkeleton({ rows = 12 }: { rows?: number }) {
  return (
    <div>
      <div className="h-9 border-b border-line bg-sunken" />
      {Array.from({ length: rows }, (_, row) => (
        <div key={formatCount(row)} className="flex h-10 items-center gap-10 border-b border-line px-4 lg:px-6">
          <Skeleton className="h-3.5 w-64" />
          <Skeleton className="h-3.5 w-24" />
          <Skeleton className="h-3.5 w-24" />
        </div>
      ))}
    </div>
  );
}
