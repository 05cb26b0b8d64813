import { Lock, LockOpen } from "lucide-react";
import type { Outputs } from "../../api.ts";
import { typeLabel } from "../../ui/aws.ts";
import type { Column } from "../../ui/data-table.tsx";
import { Money } from "../../ui/money.tsx";
import { ownerName, ownerReason } from "../../ui/owner.tsx";
import { Code } from "../../ui/small.tsx";
import { Time } from "../../ui/time.tsx";
import { ResourceStatus } from "./resource-status.tsx";

type ResourceRow = Outputs["inventory"]["resources"]["list"]["items"][number];

/** Yes, no, or not read: unknown is never shown as no. */
export function Answer({ value, good }: { value: boolean | null; good: boolean }) {
  if (value === null) {
    return (
      <span className="text-fg-3" title="Not read, or the question makes no sense for this type">
        Unknown
      </span>
    );
  }
  return <span className={value === good ? "text-fg-2" : "font-medium text-bad-fg"}>{value ? "Yes" : "No"}</span>;
}

function Encrypted({ value }: { value: boolean | null }) {
  if (value === null) return <Answer value={value} good />;
  const Icon = value ? Lock : LockOpen;
  return (
    <span className="inline-flex items-center gap-1.5">
      <Icon className={`size-3.5 ${value ? "text-fg-3" : "text-bad"}`} aria-hidden="true" />
      <Answer value={value} good />
    </span>
  );
}

export const COLUMNS: readonly Column<ResourceRow>[] = [
  {
    id: "name",
    header: "Resource",
    width: "minmax(220px,2.2fr)",
    sort: "name",
    cell: ({ name, vanishedAt }) => (
      <>
        {name}
        {vanishedAt && <span className="ml-2 text-xs font-normal text-fg-3">vanished</span>}
      </>
    ),
  },
  {
    id: "type",
    header: "Type",
    width: "minmax(120px,1fr)",
    sort: "type",
    cell: ({ type }) => <Code title={type}>{typeLabel(type)}</Code>,
  },
  { id: "region", header: "Region", width: "120px", cell: ({ region }) => <span className="text-fg-2">{region}</span> },
  {
    id: "account",
    header: "Account",
    width: "minmax(120px,1fr)",
    cell: ({ accountName }) => <span className="text-fg-2">{accountName}</span>,
  },
  {
    id: "owner",
    header: "Owner",
    width: "minmax(100px,1fr)",
    cell: ({ owner }) => (
      <span className={owner ? "text-fg-2" : "text-fg-3"} title={owner ? ownerReason(owner) : undefined}>
        {owner ? ownerName(owner.ref) : "Nobody"}
      </span>
    ),
  },
  { id: "status", header: "Status", width: "112px", cell: ({ status }) => <ResourceStatus status={status} /> },
  { id: "encrypted", header: "Encrypted", width: "96px", cell: ({ encrypted }) => <Encrypted value={encrypted} /> },
  { id: "public", header: "Public", width: "80px", cell: (row) => <Answer value={row.public} good={false} /> },
  { id: "hasBackup", header: "Backup", width: "80px", cell: ({ hasBackup }) => <Answer value={hasBackup} good /> },
  {
    id: "estimatedMonthlyCost",
    header: "Est. cost / mo",
    width: "112px",
    align: "right",
    sort: "-cost",
    cell: (row) => <Money value={estimatedCost(row)} />,
  },
  {
    id: "actualMonthlyCost",
    header: "Actual / mo",
    width: "112px",
    align: "right",
    cell: () => (
      <span className="text-fg-3" title={ACTUAL_UNKNOWN}>
        Unknown
      </span>
    ),
  },
  {
    id: "tags",
    header: "Tags",
    width: "minmax(140px,1.4fr)",
    cell: ({ tags }) => (
      <span className="text-fg-2">
        {tags
          ? Object.entries(tags)
              .map(([key, value]) => `${key}=${value}`)
              .join(", ")
          : "Unknown"}
      </span>
    ),
  },
  {
    id: "changedAt",
    header: "Changed",
    width: "120px",
    sort: "-changed",
    cell: ({ changedAt }) => <When at={changedAt} />,
  },
  { id: "firstSeenAt", header: "First seen", width: "120px", cell: ({ firstSeenAt }) => <When at={firstSeenAt} /> },
  { id: "lastSeenAt", header: "Last seen", width: "120px", cell: ({ lastSeenAt }) => <When at={lastSeenAt} /> },
];

const When = ({ at }: { at: string | null }) => <span className="text-fg-3">{at ? <Time at={at} /> : "–"}</span>;

export const ACTUAL_UNKNOWN = "Cost Explorer tells costs by service and account, not by resource.";

/** List price of a month; null when no price is known. */
export const estimatedCost = ({
  estimatedMonthlyCost,
  currency,
}: Pick<ResourceRow, "estimatedMonthlyCost" | "currency">) =>
  estimatedMonthlyCost !== null && currency ? { amount: estimatedMonthlyCost, currency } : null;

export const DEFAULT_HIDDEN = [
  "actualMonthlyCost",
  "account",
  "hasBackup",
  "tags",
  "changedAt",
  "firstSeenAt",
  "lastSeenAt",
];
