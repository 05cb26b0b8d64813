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
        const page: Awaited<ReturnType<typeof client.findings.list.query>> = await client.findings.list.query({
          ...input,
          limit: PAGE_SIZE,
          cursor,
        });
        for (const f of page.items)
          rows.push([
            f.ruleId,
            f.title,
            f.severity,
            f.status,
            f.state,
            f.message,
            f.resource.name,
            f.resource.type,
            f.resource.region,
            f.accountName,
            f.resource.arn,
            f.owner?.ref ?? "unknown",
            f.owner?.source,
            f.assignee?.name,
            f.openedAt,
            f.savingMonthly,
            f.currency,
            f.exception?.endsAt,
          ]);
        cursor = page.next;
      } while (cursor && rows.length < ROWS_MAX);
      download("findings.csv", toCsv(HEADER, rows), "text/csv");
    },
  });
}

const HEADER = [
  "rule",
  "title",
  "severity",
  "verdict",
  "state",
  "message",
  "resource",
  "type",
  "region",
  "account",
  "arn",
  "owner",
  "owner known by",
  "assigned to",
  "open since",
  "saves a month",
  "currency",
  "accepted until",
];
