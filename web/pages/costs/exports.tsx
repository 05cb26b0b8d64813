import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download, Trash2, Upload } from "lucide-react";
import { useRef, useState } from "react";
import { explain, type Outputs, useTRPC, useTRPCClient } from "../../api.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { formatCount, formatDay, formatMonth, plural, toDay } from "../../ui/format.ts";
import { Money } from "../../ui/money.tsx";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { Page, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { SectionNav } from "../../ui/section-nav.tsx";
import { Progress, Skeleton } from "../../ui/small.tsx";
import { Badge } from "../../ui/status.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import { ExportPlaces } from "./export-places.tsx";
import { saveFocus, sendFile } from "./send-file.ts";

type Import = Outputs["costs"]["imports"]["list"]["items"][number];
const TONES = { uploading: "idle", reading: "info", done: "ok", refused: "bad" } as const;
const WORDS = { uploading: "Uploading", reading: "Reading", done: "In the ledger", refused: "Not imported" } as const;

/** AWS's own files in, with what they say against Cost Explorer; our ledger out, as FOCUS 1.2. */
export function CostExports() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const organization = useOrganization();
  const imports = useQuery(trpc.costs.imports.list.queryOptions());
  const chooser = useRef<HTMLInputElement>(null);
  const [sent, setSent] = useState<{ done: number; total: number } | null>(null);
  const send = useMutation({
    mutationFn: (file: File) => sendFile(client, file, (done, total) => setSent({ done, total })),
    onSuccess: () => sayDone("The file is uploaded. It is read in the background."),
    onError: (error) => sayFailed(explain(error).sentence),
    onSettled: () => {
      setSent(null);
      return queries.invalidateQueries(trpc.costs.imports.pathFilter());
    },
  });
  const month = `${toDay(new Date()).slice(0, 8)}01`;
  const save = useMutation({
    mutationFn: () => saveFocus(client, month),
    onError: (error) => sayFailed(explain(error).sentence),
  });
  return (
    <Page>
      <PageHead
        title="Cost exports"
        sub="FOCUS 1.0 to 1.2 and Cost and Usage Reports: CSV, CSV with gzip, Parquet; up to 1 GB"
        actions={
          <>
            <Button busy={save.isPending} onClick={() => save.mutate()}>
              <Download aria-hidden="true" />
              {formatMonth(month)} as FOCUS 1.2
            </Button>
            <input
              ref={chooser}
              type="file"
              className="sr-only"
              tabIndex={-1}
              aria-hidden="true"
              accept=".csv,.gz,.parquet"
              onChange={({ target }) => {
                const file = target.files?.[0];
                if (file) send.mutate(file);
                target.value = "";
              }}
            />
            <Button
              look="primary"
              busy={send.isPending}
              unavailable={whyNot(organization, "maintainer")}
              onClick={() => chooser.current?.click()}
            >
              <Upload aria-hidden="true" />
              Import a file
            </Button>
          </>
        }
      />
      <SectionNav of="/$org/costs" label="Costs" />
      <div className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
        {sent && (
          <Card className="p-(--pad-card)">
            <Progress label="Uploaded" done={sent.done} total={sent.total} />
          </Card>
        )}
        <ExportPlaces />
        <QueryState query={imports} skeleton={<Skeleton className="h-40 rounded-lg" />}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState title="No export was imported">
                Cost Explorer tells costs by service and account. An export adds resources, regions and tags to each
                line: in the AWS console, under Data Exports, make a FOCUS 1.2 export, add its folder above, or upload
                its file here.
              </EmptyState>
            ) : (
              items.map((item) => <ImportCard key={item.id} item={item} />)
            )
          }
        </QueryState>
      </div>
    </Page>
  );
}

function ImportCard({ item }: { item: Import }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const remove = useMutation(
    trpc.costs.imports.remove.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.costs.pathFilter());
        sayDone(`${item.name} was removed. Cost Explorer counts again where it tells the same months.`);
      },
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  const { report } = item;
  return (
    <Card>
      <CardHead
        title={item.name}
        sub={`${(item.sizeBytes / 1_000_000).toFixed(1)} MB by ${item.createdBy}, ${formatDay(item.createdAt.slice(0, 10))}${report ? `. ${report.format}, ${plural(report.rows, "line")}${report.from && report.to ? ` from ${formatDay(report.from)} to ${formatDay(report.to)}` : ""}` : ""}`}
      >
        <Badge tone={TONES[item.state]}>{WORDS[item.state]}</Badge>
        <IconButton
          label={`Remove ${item.name}`}
          size="icon-sm"
          unavailable={whyNot(organization, "maintainer")}
          busy={remove.isPending}
          onClick={() => remove.mutate({ id: item.id })}
        >
          <Trash2 aria-hidden="true" />
        </IconButton>
      </CardHead>
      <div className="grid gap-4 px-(--pad-card) pb-5 text-sm">
        {report && report.problemCount > 0 && <Problems report={report} />}
        {report && report.violations.length > 0 && <Violations report={report} />}
        {item.state === "done" && <Reconciliation id={item.id} />}
      </div>
    </Card>
  );
}

type Report = NonNullable<Import["report"]>;

function Problems({ report: { problems, problemCount } }: { report: Report }) {
  return (
    <div role="status" className="rounded-md bg-bad-soft p-3 text-bad-fg">
      <p className="font-medium">Nothing was imported. {plural(problemCount, "problem")}:</p>
      <ul className="mt-1 grid gap-1">
        {problems.slice(0, 10).map(({ line, sentence }) => (
          <li key={`${line} ${sentence}`}>
            Line {formatCount(line)}: {sentence}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Violations({ report: { violations } }: { report: Report }) {
  return (
    <details>
      <summary className="cursor-pointer text-fg-2">
        {plural(violations.length, "rule")} of FOCUS 1.2 not kept; the lines were read as they were meant
      </summary>
      <ul className="mt-2 grid gap-1 text-xs text-fg-3">
        {violations.map(({ column, rule, count, lines, example }) => (
          <li key={`${column} ${rule}`}>
            <span className="font-medium text-fg-2">{column}</span> {rule}: {plural(count, "time")}, first in line{" "}
            {lines.join(", ")}
            {example && `, such as “${example}”`}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Reconciliation({ id }: { id: string }) {
  const trpc = useTRPC();
  const query = useQuery(trpc.costs.imports.reconcile.queryOptions({ id }));
  return (
    <QueryState query={query} skeleton={<Skeleton className="h-16" />}>
      {({ months, differences }) => (
        <div className="grid gap-2">
          <table className="w-full text-sm">
            <caption className="pb-1 text-left text-xs text-fg-3">Beside Cost Explorer, billed cost</caption>
            <thead>
              <tr className="border-y border-line text-left text-xs text-fg-3 [&>th]:h-8 [&>th]:font-medium">
                <th scope="col">Month and account</th>
                <th scope="col" className="hidden text-right sm:table-cell">
                  Cost Explorer
                </th>
                <th scope="col" className="hidden text-right sm:table-cell">
                  Export
                </th>
                <th scope="col" className="text-right">
                  Difference
                </th>
              </tr>
            </thead>
            <tbody>
              {months.map((row) => (
                <tr key={`${row.month} ${row.subAccountId}`} className="border-b border-line [&>td]:h-8">
                  <td>
                    {formatMonth(row.month)}, {row.subAccountId}
                  </td>
                  <td className="num hidden text-right sm:table-cell">
                    {row.isTold ? <Money value={{ amount: row.costExplorer, currency: row.currency }} /> : "not told"}
                  </td>
                  <td className="num hidden text-right sm:table-cell">
                    <Money value={{ amount: row.export, currency: row.currency }} />
                  </td>
                  <td className="num text-right font-medium">
                    {row.isTold ? <Money value={{ amount: row.billedDifference, currency: row.currency }} /> : "–"}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
          {differences.length > 0 && (
            <p className="text-xs text-fg-3">
              Most on {formatDay(differences[0]?.day ?? "")}: {differences[0]?.service},{" "}
              {differences[0]?.chargeCategory.toLowerCase()},{" "}
              <Money
                value={{ amount: differences[0]?.billedDifference ?? "0", currency: differences[0]?.currency ?? "USD" }}
              />
              .
            </p>
          )}
        </div>
      )}
    </QueryState>
  );
}
