import { useMutation } from "@tanstack/react-query";
import { useTRPCClient } from "../../api.ts";
import { toCsv } from "../../ui/csv.ts";
import { download } from "../../ui/download.ts";
import type { toInput } from "./filters.ts";

const PAGE_SIZE = 100;
/** A file of more rows is for a spreadsheet no longer. */
const ROWS_MAX = 20_000;

/** The current filter, every page of it, as a file. */
export function useExport(input: ReturnType<typeof toInput>) {
  const client = useTRPCClient();
  return useMutation({
    mutationFn: async () => {
      const rows: unknown[][] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof client.inventory.resources.list.query>> =
          await client.inventory.resources.list.query({ ...input, limit: PAGE_SIZE, cursor });
        for (const r of page.items) {
          rows.push([
            r.name,
            r.type,
            r.region,
            r.accountName,
            r.arn,
            r.status,
            answer(r.encrypted),
            answer(r.public),
            answer(r.hasBackup),
            r.estimatedMonthlyCost,
            r.currency,
            r.tags && JSON.stringify(r.tags),
            r.firstSeenAt,
            r.vanishedAt,
          ]);
        }
        cursor = page.next;
      } while (cursor && rows.length < ROWS_MAX);
      download("resources.csv", toCsv(HEADER, rows), "text/csv");
    },
  });
}

const answer = (value: boolean | null) => (value === null ? "unknown" : value ? "yes" : "no");
const HEADER = [
  "name",
  "type",
  "region",
  "account",
  "arn",
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
