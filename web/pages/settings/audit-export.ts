import { useMutation } from "@tanstack/react-query";
import { explain, type Inputs, useTRPCClient } from "../../api.ts";
import { toCsv } from "../../ui/csv.ts";
import { download } from "../../ui/download.ts";
import { sayFailed } from "../../ui/toast.ts";
import type { AuditEvent } from "./audit.tsx";

const PAGE_SIZE = 100;
/** A file of more rows is for a spreadsheet no longer: narrow the filter. */
const ROWS_MAX = 20_000;
const HEADER = [
  "at",
  "actor kind",
  "actor",
  "actor id",
  "action",
  "target",
  "target id",
  "data",
  "request id",
  "ip",
  "user agent",
  "id",
];

/** The current filter, every page of it, as a file. */
export function useAuditExport(input: Omit<Inputs["activity"]["events"], "cursor" | "limit">) {
  const client = useTRPCClient();
  return useMutation({
    mutationFn: async (format: "csv" | "json") => {
      const rows: AuditEvent[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof client.activity.events.query>> = await client.activity.events.query({
          ...input,
          limit: PAGE_SIZE,
          cursor,
        });
        rows.push(...page.items);
        cursor = page.next;
      } while (cursor && rows.length < ROWS_MAX);
      if (format === "json") download("audit-log.json", JSON.stringify(rows, null, 2), "application/json");
      else download("audit-log.csv", toCsv(HEADER, rows.map(toRow)), "text/csv");
    },
    onError: (error) => sayFailed(explain(error).sentence),
  });
}

const toRow = (event: AuditEvent) => [
  event.at,
  event.actorKind,
  event.actorName,
  event.actorId,
  event.action,
  event.targetType,
  event.targetId,
  JSON.stringify(event.data),
  event.requestId,
  event.ip,
  event.userAgent,
  event.id,
];
