import type { Severity } from "../rule.ts";
import type { Evidence } from "./read.ts";

/** OCSF 1.3.0, class Compliance Finding (schema.ocsf.io/1.3.0/classes/compliance_finding), with the cloud profile. */
const VERSION = "1.3.0";
const CATEGORY_UID = 2;
const CLASS_UID = 2003;
const ACTIVITY = { create: 1, update: 2, close: 3 } as const;
const SEVERITY_ID: Record<Severity, number> = { low: 2, medium: 3, high: 4, critical: 5 };
const INFORMATIONAL = 1;
/** `account.type_id`. */
const AWS_ACCOUNT = 10;
/** Pass, Warning ("did not yield a result due to missing information"), Fail; a person's judgement is none of them. */
const COMPLIANCE_STATUS: Record<Evidence["status"], { id: number; name: string }> = {
  PASS: { id: 1, name: "Pass" },
  UNKNOWN: { id: 2, name: "Warning" },
  FAIL: { id: 3, name: "Fail" },
  MANUAL: { id: 99, name: "Manual" },
  NOT_APPLICABLE: { id: 99, name: "Not applicable" },
};

/** One verdict as an OCSF event. `now` is when it is written; `time` is when the finding came to be. */
export function toOcsf(row: Evidence, { framework, now }: { framework: string; now: Date }) {
  const isOpen = row.state === "open";
  const activity = row.state === "resolved" ? ACTIVITY.close : isOpen ? ACTIVITY.update : ACTIVITY.create;
  const verdict = COMPLIANCE_STATUS[row.status];
  const status = !isOpen
    ? { id: 4, name: "Resolved" }
    : row.acceptedUntil
      ? { id: 3, name: "Suppressed" }
      : { id: 1, name: "New" };
  return {
    activity_id: activity,
    category_uid: CATEGORY_UID,
    category_name: "Findings",
    class_uid: CLASS_UID,
    class_name: "Compliance Finding",
    type_uid: CLASS_UID * 100 + activity,
    time: (row.openedAt ?? row.changedAt).getTime(),
    severity_id: isOpen ? SEVERITY_ID[row.severity] : INFORMATIONAL,
    status_id: status.id,
    status: status.name,
    message: row.message,
    ...(row.acceptedUntil && {
      comment: `Accepted until ${row.acceptedUntil.toISOString().slice(0, 10)}: ${row.acceptedBecause}`,
    }),
    metadata: {
      version: VERSION,
      profiles: ["cloud"],
      product: { name: "DevControl", vendor_name: "DevControl" },
      logged_time: now.getTime(),
    },
    finding_info: {
      uid: row.id,
      title: row.title,
      created_time: (row.openedAt ?? row.changedAt).getTime(),
      modified_time: row.changedAt.getTime(),
    },
    compliance: {
      control: row.ruleId,
      standards: [framework],
      requirements: row.requirements,
      status_id: verdict.id,
      status: verdict.name,
    },
    ...(row.remedy && { remediation: { desc: row.remedy } }),
    resources: [
      {
        uid: row.resource.arn,
        name: row.resource.name,
        type: row.resource.type,
        region: row.resource.region,
        cloud_partition: row.account.partition,
        data: row.evidence,
      },
    ],
    cloud: {
      provider: "AWS",
      region: row.resource.region,
      account: {
        // An account that has not let us in yet has no number; an attribute that is not known is left out.
        ...(row.account.number && { uid: row.account.number }),
        name: row.account.name,
        type: "AWS Account",
        type_id: AWS_ACCOUNT,
      },
    },
  };
}
