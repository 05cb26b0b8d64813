import { useMutation } from "@tanstack/react-query";
import { type Inputs, type Outputs, useTRPCClient } from "../../api.ts";
import { toCsv } from "../../ui/csv.ts";
import { download } from "../../ui/download.ts";
import type { toInput } from "./filters.ts";

const PAGE_SIZE = 100;
/** A file of more rows is for a spreadsheet no longer. */
const ROWS_MAX = 20_000;

/** Every page of a list, up to ROWS_MAX rows. */
async function everyRow<Row>(read: (cursor: string | null) => Promise<{ items: Row[]; next: string | null }>) {
  const rows: Row[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: Row[]; next: string | null } = await read(cursor);
    rows.push(...page.items);
    cursor = page.next;
  } while (cursor && rows.length < ROWS_MAX);
  return rows;
}

/** The current filter, every page of it, as a file. */
export function useExport(input: ReturnType<typeof toInput>) {
  const { list } = useTRPCClient().inventory.resources;
  return useMutation({
    mutationFn: async (format: "csv" | "json") => {
      const rows = await everyRow((cursor) => list.query({ ...input, limit: PAGE_SIZE, cursor }));
      if (format === "json") download("resources.json", JSON.stringify(rows, null, 2), "application/json");
      else download("resources.csv", toCsv(HEADER, rows.map(toLine)), "text/csv");
    },
  });
}

type Row = Outputs["inventory"]["resources"]["list"]["items"][number];
const toLine = (r: Row) => [
  r.name,
  r.type,
  r.region,
  r.accountName,
  r.arn,
  r.owner?.ref,
  r.status,
  answer(r.encrypted),
  answer(r.public),
  answer(r.hasBackup),
  r.estimatedMonthlyCost,
  r.currency,
  r.tags && JSON.stringify(r.tags),
  r.firstSeenAt,
  r.vanishedAt,
];

/** What changed, a line per field. */
export function useChangesExport(input: Omit<Inputs["inventory"]["changes"], "cursor" | "limit">) {
  const { changes } = useTRPCClient().inventory;
  return useMutation({
    mutationFn: async () => {
      const rows = await everyRow((cursor) => changes.query({ ...input, limit: PAGE_SIZE, cursor }));
      const lines = rows.flatMap(({ change, fields, at, after, resource, accountName, owner }) => {
        const facts = [at, after, change, resource.name, resource.type, resource.region, accountName, resource.arn];
        const of = ({ path, before, after }: Partial<(typeof fields)[number]>) => [
          ...facts,
          owner?.ref,
          path,
          before === undefined ? "" : JSON.stringify(before),
          after === undefined ? "" : JSON.stringify(after),
        ];
        return fields.length > 0 ? fields.map(of) : [of({})];
      });
      download("changes.csv", toCsv(CHANGES_HEADER, lines), "text/csv");
    },
  });
}

const CHANGES_HEADER = [
  ...["seen", "read before", "change", "name", "type", "region", "account", "arn", "owner"],
  ...["field", "before", "after"],
];
const answer = (value: boolean | null) => (value === null ? "unknown" : value ? "yes" : "no");
const HEADER = [
  "name",
  "type",
  "region",
  "account",
  "arn",
  "owner",
  "status",
  "encrypted",
  "public",
  "has backup",
  "estimated monthly cost",
  "currency",
  "tags",
  "first seen",
  "vanished",
];
