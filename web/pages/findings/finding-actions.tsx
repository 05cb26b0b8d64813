import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { useState } from "react";
import { explain, type Outputs, useTRPC } from "../../api.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { Select } from "../../ui/field.tsx";
import { formatDay } from "../../ui/format.ts";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { sayFailed } from "../../ui/toast.ts";
import { NewException } from "./new-exception.tsx";

type Finding = Outputs["findings"]["get"];

/** What a person can do with a finding; only a new read can mend it. */
export function FindingActions({ finding }: { finding: Finding }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const unavailable =
    finding.state === "open" ? whyNot(organization, "developer") : "It is not open: there is nothing to do.";
  const members = useQuery(trpc.findings.assignees.queryOptions()).data?.items ?? [];
  const after = {
    onSuccess: () => queries.invalidateQueries(trpc.findings.pathFilter()),
    onError: (error: unknown) => sayFailed(explain(error).sentence),
  };
  const acknowledge = useMutation(trpc.findings.acknowledge.mutationOptions(after));
  const unacknowledge = useMutation(trpc.findings.unacknowledge.mutationOptions(after));
  const assign = useMutation(trpc.findings.assign.mutationOptions(after));
  const [isExcepting, setExcepting] = useState(false);
  const ids = [finding.id];
  return (
    <div className="no-print flex flex-wrap items-center gap-2">
      {finding.acknowledgedAt ? (
        <Button unavailable={unavailable} busy={unacknowledge.isPending} onClick={() => unacknowledge.mutate({ ids })}>
          Take back the acknowledgement
        </Button>
      ) : (
        <Button
          look="primary"
          unavailable={unavailable}
          busy={acknowledge.isPending}
          onClick={() => acknowledge.mutate({ ids })}
        >
          <Check aria-hidden="true" />
          Acknowledge
        </Button>
      )}
      <Select
        label="Assigned to"
        value={finding.assignee?.id ?? ""}
        disabled={unavailable !== null || assign.isPending}
        title={unavailable ?? undefined}
        onChange={(event) => assign.mutate({ ids, userId: event.target.value || null })}
      >
        <option value="">Assigned to nobody</option>
        {finding.assignee && !members.some(({ id }) => id === finding.assignee?.id) && (
          <option value={finding.assignee.id}>{finding.assignee.name}, no member any more</option>
        )}
        {members.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      {finding.exception ? (
        <Link to="/$org/exceptions" params={{ org: organization.slug }} className={buttonLook({})}>
          Accepted until {formatDay(String(finding.exception.endsAt).slice(0, 10))}
        </Link>
      ) : (
        <Button
          unavailable={finding.state === "open" ? whyNot(organization, "maintainer") : unavailable}
          onClick={() => setExcepting(true)}
        >
          Except
        </Button>
      )}
      {isExcepting && (
        <NewException
          start={{ ruleId: finding.ruleId, arnPattern: finding.resource.arn }}
          onClose={() => setExcepting(false)}
        />
      )}
    </div>
  );
}
