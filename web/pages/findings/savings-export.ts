import { useMutation } from "@tanstack/react-query";
import { explain, useTRPCClient } from "../../api.ts";
import { toCsv } from "../../ui/csv.ts";
import { download } from "../../ui/download.ts";
import { sayFailed } from "../../ui/toast.ts";
import { type FindingSearch, toInput } from "./filters.ts";
import { savingState } from "./saving-parts.tsx";

const PAGE_SIZE = 100;
/** A file of more rows is for a spreadsheet no longer. */
const ROWS_MAX = 20_000;
const HEADER = [
  ...["saving", "rule", "resource", "type", "region", "account", "arn", "why", "state"],
  ...["counts monthly", "currency", "open since"],
];

/** The current filter, every page of it, as a file. */
export function useSavingsFile(search: FindingSearch) {
  const client = useTRPCClient();
  return useMutation({
    mutationFn: async () => {
      const rows: unknown[][] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof client.findings.list.query>> = await client.findings.list.query({
          ...toInput("savings", search),
          limit: PAGE_SIZE,
          cursor,
        });
        for (const row of page.items)
          rows.push([
            ...[row.title, row.ruleId, row.resource.name, row.resource.type, row.resource.region, row.accountName],
            ...[row.resource.arn, row.message, savingState(row.action?.state ?? null)],
            ...[row.savingMonthly, row.currency, row.openedAt],
          ]);
        cursor = page.next;
      } while (cursor && rows.length < ROWS_MAX);
      download("savings.csv", toCsv(HEADER, rows), "text/csv");
    },
    onError: (error) => sayFailed(explain(error).sentence),
  });
}
