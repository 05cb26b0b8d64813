import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type ReactNode, useState } from "react";
import { explain, useTRPC } from "../../api.ts";
import { typeLabel } from "../../ui/aws.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { plural } from "../../ui/format.ts";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { Code } from "../../ui/small.tsx";
import { SeverityBadge, Status } from "../../ui/status.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import { CustomRuleDialog } from "./custom-rule.tsx";
import { Requirements } from "./finding-parts.tsx";
import type { Rule } from "./rules.tsx";

/** One rule, and whether it is on for the organisation. */
export function RulePanel({ rule, onClose }: { rule: Rule; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const [isChanging, setChanging] = useState(false);
  const unavailable = whyNot(organization, "maintainer");
  const onError = (error: unknown) => sayFailed(explain(error).sentence);
  const again = () => queries.invalidateQueries(trpc.findings.pathFilter());
  const turn = useMutation(
    trpc.findings.switchRule.mutationOptions({
      onSuccess: async ({ isOn }) => {
        await again();
        sayDone(
          isOn ? "The rule is on. Everything is judged again now." : "The rule is off. What it had found was closed.",
        );
      },
      onError,
    }),
  );
  const remove = useMutation(
    trpc.findings.customRules.remove.mutationOptions({
      onSuccess: async () => {
        onClose();
        await again();
        sayDone("The rule was removed.");
      },
      onError,
    }),
  );
  return (
    <Dialog isOpen onClose={onClose} title={rule.title} place="right" width="max-w-[520px]">
      <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
        <div className="flex flex-wrap items-center gap-3">
          <SeverityBadge severity={rule.severity} />
          <Status tone={rule.isOn ? "ok" : "idle"}>{rule.isOn ? "On" : `Off, by ${rule.switchedBy}`}</Status>
          {!rule.custom && <Code>{rule.id}</Code>}
        </div>
        <div className="flex flex-wrap gap-2">
          <Button
            unavailable={unavailable}
            busy={turn.isPending}
            onClick={() => turn.mutate({ ruleId: rule.id, isOn: !rule.isOn })}
          >
            {rule.isOn ? "Switch off" : "Switch on"}
          </Button>
          {rule.custom && (
            <>
              <Button unavailable={unavailable} onClick={() => setChanging(true)}>
                Change
              </Button>
              <Button
                look="danger"
                unavailable={unavailable}
                busy={remove.isPending}
                onClick={() => rule.custom && remove.mutate({ id: rule.custom.id })}
              >
                Remove
              </Button>
            </>
          )}
          <Link
            to={rule.pack === "savings" ? "/$org/savings" : "/$org/findings"}
            params={{ org: organization.slug }}
            search={{ rule: [rule.id] }}
            className={buttonLook({ look: "ghost" })}
          >
            {plural(rule.open, "open finding")}
          </Link>
        </div>
        <Part title="Judges">
          <p className="text-sm text-fg-2">
            {rule.resourceType === "*" ? "Every resource that carries tags" : typeLabel(rule.resourceType)}
            {rule.reads.length > 0 && (
              <>
                , and reads <span className="font-mono text-xs">{rule.reads.join(", ")}</span>
              </>
            )}
          </p>
          {rule.id === "TAG-001" && (
            <p className="mt-1 text-sm">
              <Link
                to="/$org/settings/general"
                params={{ org: organization.slug }}
                className="text-accent-fg hover:underline"
              >
                Set the required tags
              </Link>
            </p>
          )}
        </Part>
        {rule.custom && (
          <Part title="Condition">
            <Snippet text={rule.custom.condition} label={`Written by ${rule.custom.createdBy}`} />
          </Part>
        )}
        <Part title="What to do about it">
          <p className="text-base text-fg-2">{rule.remedy}</p>
          {rule.cli && (
            <div className="mt-3">
              <Snippet text={rule.cli} label="AWS CLI" />
            </div>
          )}
        </Part>
        {rule.requirements.length > 0 && (
          <Part title="Related requirements">
            <Requirements requirements={rule.requirements} />
          </Part>
        )}
      </div>
      {isChanging && <CustomRuleDialog rule={rule} onClose={() => setChanging(false)} />}
    </Dialog>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section>
      <h3 className="mb-1.5 text-sm font-semibold">{title}</h3>
      {children}
    </section>
  );
}
