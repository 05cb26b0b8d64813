import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { explain, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Select, TextField } from "../../ui/field.tsx";
import type { Role } from "../../ui/organization.ts";
import { FormError } from "../identity/auth-page.tsx";
import { RoleSelect } from "./role-select.tsx";
import { toTags as toList } from "./tags.ts";

const SCOPES: Record<string, string> = {
  read: "Read everything",
  "read,write": "Read and change everything",
  write: "Change only",
};
const DAYS: Record<string, string> = { "30": "30 days", "90": "90 days", "365": "One year" };

/** The key is shown once: what is stored of it cannot make it again. */
export function NewApiKey({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const [scopes, setScopes] = useState("read");
  const [days, setDays] = useState("90");
  const [networks, setNetworks] = useState("");
  const create = useMutation(
    trpc.organizations.apiKeys.create.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.organizations.apiKeys.pathFilter()),
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (create.isPending) return;
    create.mutate({ name, role, scopes: scopes.split(","), days: Number(days), networks: toList(networks) });
  };
  if (create.data) {
    return (
      <Dialog
        isOpen
        onClose={onClose}
        title={`The key ${create.data.name}`}
        description="Copy it now: it is not shown again. Keep it where your secrets are."
      >
        <Snippet label="API key" text={create.data.key} />
        <div className="mt-4 flex justify-end">
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </div>
      </Dialog>
    );
  }
  const problem = create.error ? explain(create.error) : null;
  const networksProblem = Object.entries(problem?.fields ?? {}).find(([field]) => field.startsWith("networks"))?.[1];
  const isSaid = problem?.fields.name !== undefined || networksProblem !== undefined;
  return (
    <Dialog isOpen onClose={onClose} title="New API key">
      <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {problem && !isSaid && <FormError>{problem.sentence}</FormError>}
        <TextField
          label="Name"
          hint="What it is for. The log keeps it beside what the key did."
          required
          maxLength={60}
          value={name}
          onChange={(event) => setName(event.target.value)}
          error={problem?.fields.name}
        />
        <Choice title="Role">
          <RoleSelect label="Role" value={role} onChange={setRole} className="w-full" />
        </Choice>
        <Choice title="Scope">
          <Options label="Scope" options={SCOPES} value={scopes} onChange={setScopes} />
        </Choice>
        <Choice title="Expires after">
          <Options label="Expires after" options={DAYS} value={days} onChange={setDays} />
        </Choice>
        <TextField
          label="Only from these networks"
          hint="Optional, separated by commas, such as 203.0.113.0/24. Empty: from anywhere."
          value={networks}
          onChange={(event) => setNetworks(event.target.value)}
          error={networksProblem}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={create.isPending}>
            Make the key
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Choice({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <span aria-hidden="true" className="mb-1.5 block text-sm font-medium">
        {title}
      </span>
      {children}
    </div>
  );
}

type OptionsProps = {
  label: string;
  options: Record<string, string>;
  value: string;
  onChange: (value: string) => void;
};

const Options = ({ label, options, value, onChange }: OptionsProps) => (
  <Select label={label} className="w-full" value={value} onChange={(event) => onChange(event.target.value)}>
    {Object.entries(options).map(([key, words]) => (
      <option key={key} value={key}>
        {words}
      </option>
    ))}
  </Select>
);
