import { Link } from "@tanstack/react-router";
import { typeLabel } from "../../ui/aws.ts";
import { formatCount, plural } from "../../ui/format.ts";
import { useOrganization } from "../../ui/organization.ts";
import { Code } from "../../ui/small.tsx";
import { SeverityBadge } from "../../ui/status.tsx";
import { type FrameworkDetail, RequirementWord } from "./requirement-status.tsx";

type RequirementData = FrameworkDetail["requirements"][number];
type RuleData = RequirementData["rules"][number];

/** A requirement with the rules related to it; each leads to its findings. */
export function Requirement({ requirement, account }: { requirement: RequirementData; account?: string[] }) {
  const { label, rules, status } = requirement;
  return (
    <li className="grid gap-x-6 gap-y-2 border-t border-line px-(--pad-card) py-3 break-inside-avoid md:grid-cols-[220px_minmax(0,1fr)]">
      <div className="min-w-0">
        <h3 className="font-mono text-xs font-medium break-words">{label}</h3>
        <div className="mt-1">
          <RequirementWord status={status} />
        </div>
      </div>
      <ul className="grid min-w-0 gap-1.5">
        {rules.map((rule) => (
          <Rule key={rule.id} rule={rule} account={account} />
        ))}
      </ul>
    </li>
  );
}

function Rule({ rule, account }: { rule: RuleData; account?: string[] }) {
  const { slug } = useOrganization();
  const { FAIL, PASS, UNKNOWN, MANUAL, EXCEPTED } = rule.verdicts;
  const judged = FAIL + PASS + UNKNOWN + MANUAL + EXCEPTED;
  const status = FAIL > 0 ? (["FAIL"] as const) : (["UNKNOWN", "MANUAL", "PASS"] as const);
  return (
    <li className="grid grid-cols-[minmax(0,1fr)_auto] items-baseline gap-x-4 text-sm">
      <span className="min-w-0">
        <span className="mr-2 inline-block">
          <SeverityBadge severity={rule.severity} />
        </span>
        {judged > 0 ? (
          <Link
            to="/$org/findings"
            params={{ org: slug }}
            search={{ rule: [rule.id], status: [...status], account }}
            className="hover:underline"
          >
            {rule.title}
          </Link>
        ) : (
          <span className="text-fg-2">{rule.title}</span>
        )}{" "}
        <Code title={rule.resourceType}>{rule.id}</Code>
      </span>
      <span className="num text-right text-xs text-fg-3">
        {judged === 0
          ? `No ${rule.resourceType === "*" ? "resource" : typeLabel(rule.resourceType)}`
          : [
              FAIL > 0 && `${formatCount(FAIL)} of ${plural(judged, "resource")} ${FAIL === 1 ? "fails" : "fail"}`,
              UNKNOWN > 0 && `${formatCount(UNKNOWN)} unknown`,
              MANUAL > 0 && `${formatCount(MANUAL)} for a person`,
              EXCEPTED > 0 && `${formatCount(EXCEPTED)} accepted`,
              FAIL + UNKNOWN + MANUAL + EXCEPTED === 0 &&
                `${plural(PASS, "resource")} ${PASS === 1 ? "passes" : "pass"}`,
            ]
              .filter(Boolean)
              .join(", ")}
      </span>
    </li>
  );
}
