import type { Outputs } from "../../api.ts";
import { typeLabel } from "../../ui/aws.ts";
import type { Column } from "../../ui/data-table.tsx";
import { formatCount, plural } from "../../ui/format.ts";
import { Money } from "../../ui/money.tsx";
import { Code } from "../../ui/small.tsx";
import { SeverityBadge, Status, type Tone } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import { VERDICTS } from "./filters.ts";
import { SavingState } from "./saving-parts.tsx";

export type Finding = Outputs["findings"]["list"]["items"][number];

const TONES: Record<Finding["status"], Tone> = {
  PASS: "ok",
  FAIL: "bad",
  UNKNOWN: "warn",
  MANUAL: "info",
  NOT_APPLICABLE: "idle",
};

export function Verdict({
  finding: { status, state, exception },
}: {
  finding: Pick<Finding, "status" | "state" | "exception">;
}) {
  if (exception && state === "open") return <Status tone="info">Accepted</Status>;
  if (state === "resolved") return <Status tone="ok">Mended</Status>;
  return <Status tone={TONES[status]}>{VERDICTS.find(({ value }) => value === status)?.label}</Status>;
}

/** What a month without it saves; null where nothing is to be saved. */
export const savingOf = ({ savingMonthly, currency }: Pick<Finding, "savingMonthly" | "currency">) =>
  savingMonthly !== null && currency ? { amount: savingMonthly, currency } : null;

const title: Column<Finding> = {
  id: "title",
  header: "Finding",
  width: "minmax(260px,2.4fr)",
  cell: ({ title, covers }) =>
    covers === 0 ? (
      title
    ) : (
      <span className="flex gap-1.5">
        <span className="truncate">{title}</span>
        <span className="shrink-0 text-fg-3" title={`Mending it also mends ${plural(covers, "other finding")}`}>
          +{formatCount(covers)}
        </span>
      </span>
    ),
};
const resource: Column<Finding> = {
  id: "resource",
  header: "Resource",
  width: "minmax(150px,1.4fr)",
  cell: (finding) => <span className="text-fg-2">{finding.resource.name}</span>,
};
const type: Column<Finding> = {
  id: "type",
  header: "Type",
  width: "120px",
  cell: (finding) => <Code title={finding.resource.type}>{typeLabel(finding.resource.type)}</Code>,
};
const region: Column<Finding> = {
  id: "region",
  header: "Region",
  width: "110px",
  cell: (finding) => <span className="text-fg-2">{finding.resource.region}</span>,
};
const owner: Column<Finding> = {
  id: "owner",
  header: "Owner",
  width: "116px",
  cell: ({ owner, assignee }) => (
    <span className={owner ? "text-fg-2" : "text-fg-3"} title={assignee ? `Assigned to ${assignee.name}` : undefined}>
      {assignee?.name ?? (owner ? ownerName(owner.ref) : "Unknown")}
    </span>
  ),
};
/** "group:default/checkout" is known as checkout. */
const ownerName = (ref: string) => ref.replace(/^(?:group|user):default\//, "");
const opened: Column<Finding> = {
  id: "openedAt",
  header: "Open since",
  width: "116px",
  cell: ({ openedAt }) => <span className="text-fg-3">{openedAt ? <Time at={openedAt} /> : "–"}</span>,
};

export const COMPLIANCE_COLUMNS: readonly Column<Finding>[] = [
  title,
  { id: "severity", header: "Severity", width: "76px", cell: ({ severity }) => <SeverityBadge severity={severity} /> },
  { id: "status", header: "Verdict", width: "100px", cell: (finding) => <Verdict finding={finding} /> },
  resource,
  type,
  owner,
  region,
  opened,
];

export const SAVINGS_COLUMNS: readonly Column<Finding>[] = [
  title,
  resource,
  type,
  region,
  {
    id: "message",
    header: "Why",
    width: "minmax(180px,1.6fr)",
    cell: ({ message }) => (
      <span className="text-fg-2" title={message}>
        {message}
      </span>
    ),
  },
  {
    id: "action",
    header: "State",
    width: "130px",
    cell: ({ action }) => <SavingState state={action?.state ?? null} />,
  },
  {
    id: "saving",
    header: "Saves / month",
    width: "104px",
    align: "right",
    cell: (finding) => <Money value={savingOf(finding)} />,
  },
];
