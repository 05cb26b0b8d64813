import { useMutation } from "@tanstack/react-query";
import { explain, useTRPCClient } from "../../api.ts";
import { toCsv } from "../../ui/csv.ts";
import { download } from "../../ui/download.ts";
import { sayFailed } from "../../ui/toast.ts";

/** What a browser holds in one file. */
const ROWS_MAX = 100_000;
type What = { id: string; account: string[] | undefined };

/** The evidence of a framework, every page of it, as a file. */
export function useEvidence(what: What) {
  const client = useTRPCClient();
  const onError = (error: unknown) => sayFailed(explain(error).sentence);
  const csv = useMutation({
    mutationFn: async () => {
      const rows: unknown[][] = [];
      for (let cursor: string | null = null; ; ) {
        const page: Awaited<ReturnType<typeof client.findings.frameworks.evidence.query>> =
          await client.findings.frameworks.evidence.query({ ...what, cursor });
        for (const row of page.items) {
          rows.push([
            page.framework,
            row.requirements.join(" "),
            row.ruleId,
            row.title,
            row.status,
            row.severity,
            row.state,
            row.message,
            row.resource.name,
            row.resource.type,
            row.resource.region,
            row.account.number,
            row.resource.arn,
            row.openedAt,
            row.changedAt,
            row.acceptedUntil,
            row.acceptedBecause,
            JSON.stringify(row.evidence),
          ]);
        }
        cursor = page.next;
        if (!cursor || rows.length >= ROWS_MAX) break;
      }
      download(`${what.id}-evidence.csv`, toCsv(HEADER, rows), "text/csv");
    },
    onError,
  });
  const ocsf = useMutation({
    mutationFn: async () => {
      const events: unknown[] = [];
      for (let cursor: string | null = null; ; ) {
        const page: Awaited<ReturnType<typeof client.findings.frameworks.ocsf.query>> =
          await client.findings.frameworks.ocsf.query({ ...what, cursor });
        events.push(...page.events);
        cursor = page.next;
        if (!cursor || events.length >= ROWS_MAX) break;
      }
      download(`${what.id}-evidence.ocsf.json`, JSON.stringify(events, null, 2), "application/json");
    },
    onError,
  });
  return { csv, ocsf };
}

const HEADER = [
  "framework",
  "related requirements",
  "rule",
  "title",
  "verdict",
  "severity",
  "state",
  "message",
  "resource",
  "type",
  "region",
  "account",
  "arn",
  "open since",
  "verdict since",
  "accepted until",
  "accepted because",
  "evidence",
];
