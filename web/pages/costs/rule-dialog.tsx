import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { explain, type Inputs, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Select, TextArea, TextField } from "../../ui/field.tsx";
import { toDay } from "../../ui/format.ts";
import { sayDone } from "../../ui/toast.ts";
import type { Rule } from "./rules-card.tsx";

type Target = Inputs["costs"]["rules"]["create"]["target"];
type Method = "owner" | "even" | "fixed" | "proportional";

/** A new rule, or a new version of one from a day on. */
export function RuleDialog({ rule, onClose }: { rule: Rule | null; onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [name, setName] = useState(rule?.name ?? "");
  const [from, setFrom] = useState(rule ? toDay(new Date()) : `${toDay(new Date()).slice(0, 8)}01`);
  const [account, setAccount] = useState(rule?.match.account ?? "");
  const [service, setService] = useState(rule?.match.service ?? "");
  const [tag, setTag] = useState(rule?.match.tag ? `${rule.match.tag.key}=${rule.match.tag.value}` : "");
  const [method, setMethod] = useState<Method>(methodOf(rule?.target ?? null));
  const [teams, setTeams] = useState(teamsText(rule?.target ?? null));
  const done = async () => {
    await queries.invalidateQueries(trpc.costs.rules.pathFilter());
    sayDone("The rule counts. Months since that day are allocated again.");
    onClose();
  };
  const create = useMutation(trpc.costs.rules.create.mutationOptions({ onSuccess: done }));
  const change = useMutation(trpc.costs.rules.change.mutationOptions({ onSuccess: done }));
  const error = create.error ?? change.error;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const at = tag.indexOf("=");
    const input = {
      name,
      position: rule?.position ?? 100,
      effectiveFrom: from,
      match: {
        ...(account && { account }),
        ...(service && { service }),
        ...(at > 0 && { tag: { key: tag.slice(0, at), value: tag.slice(at + 1) } }),
      },
      target: targetOf(method, teams),
    };
    if (rule) change.mutate({ id: rule.id, ...input });
    else create.mutate(input);
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={rule ? `Change ${rule.name}` : "New allocation rule"}
      description="Takes what has no owner by the catalogue or a tag. An asterisk stands for any text."
    >
      <form onSubmit={submit} className="grid gap-4">
        <TextField label="Name" value={name} required maxLength={80} onChange={({ target }) => setName(target.value)} />
        <TextField
          label="Account, by number or name"
          value={account}
          hint="Such as *-sandbox"
          onChange={({ target }) => setAccount(target.value)}
        />
        <TextField
          label="Service"
          value={service}
          hint="Such as AWS Support*"
          onChange={({ target }) => setService(target.value)}
        />
        <TextField
          label="Tag"
          value={tag}
          hint="Such as aws:cloudformation:stack-name=web-*"
          onChange={({ target }) => setTag(target.value)}
        />
        <Select
          label="What happens with it"
          className="w-full"
          value={method}
          onChange={({ target }) => setMethod(toMethod(target.value))}
        >
          <option value="owner">It belongs to one team</option>
          <option value="even">It is split evenly</option>
          <option value="fixed">It is split by weight</option>
          <option value="proportional">It is split by what each team costs itself</option>
        </Select>
        <TextArea
          label="Teams"
          value={teams}
          required
          rows={3}
          hint={
            method === "fixed"
              ? "One a line, with its weight: payments 70"
              : method === "owner"
                ? "One team"
                : "One a line"
          }
          onChange={({ target }) => setTeams(target.value)}
        />
        <TextField
          label="From"
          type="date"
          value={from}
          required
          onChange={({ target }) => setFrom(target.value)}
          hint="Days before stay as they are."
        />
        {error && (
          <p role="alert" className="text-sm text-bad-fg">
            {explain(error).sentence}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={create.isPending || change.isPending}>
            Save
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

const toMethod = (text: string): Method =>
  text === "even" || text === "fixed" || text === "proportional" ? text : "owner";
const methodOf = (target: Rule["target"]): Method => (target?.kind === "split" ? target.method : "owner");

function teamsText(target: Rule["target"]): string {
  if (!target) return "";
  if (target.kind === "owner") return target.owner.team;
  return target.parts
    .map(({ owner, weight }) => (target.method === "fixed" ? `${owner.team} ${weight}` : owner.team))
    .join("\n");
}

function targetOf(method: Method, text: string): Target {
  const lines = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
  if (method === "owner") return { kind: "owner", owner: { team: lines[0] ?? "" } };
  return {
    kind: "split",
    method,
    parts: lines.map((line) => {
      const [, team = line, weight] = (method === "fixed" && /^(.*?)\s+(\d+(?:\.\d+)?)\s*%?$/.exec(line)) || [];
      return { owner: { team }, weight: weight ?? "1" };
    }),
  };
}
