import { useMutation, useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { type FormEvent, useState } from "react";
import { explain, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { download } from "../../ui/download.ts";
import { TextField } from "../../ui/field.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { FormError } from "../identity/auth-page.tsx";

/** Step one: name the connection; it gets its own ExternalId. */
export function PrepareRole({ onPrepared, onBack }: { onPrepared: (id: string) => void; onBack: () => void }) {
  const trpc = useTRPC();
  const [name, setName] = useState("");
  const prepare = useMutation(
    trpc.inventory.accounts.prepareRole.mutationOptions({ onSuccess: ({ id }) => onPrepared(id) }),
  );
  const problem = prepare.error ? explain(prepare.error) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    prepare.mutate({ name });
  };
  return (
    <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {problem && !problem.fields.name && <FormError>{problem.sentence}</FormError>}
      <TextField
        label="Name of the account"
        placeholder="Production"
        required
        value={name}
        onChange={(event) => setName(event.target.value)}
        error={problem?.fields.name}
        hint="As your team calls it."
      />
      <div className="flex justify-between gap-2">
        <Button look="ghost" onClick={onBack}>
          Back
        </Button>
        <Button type="submit" look="primary" busy={prepare.isPending}>
          Make the template
        </Button>
      </div>
    </form>
  );
}

/** Step two: the template to paste, then the ARN that it prints. */
export function FinishRole({ id, onConnected, onBack }: { id: string; onConnected: () => void; onBack: () => void }) {
  const trpc = useTRPC();
  const role = useQuery(trpc.inventory.accounts.role.queryOptions({ id }));
  const [roleArn, setRoleArn] = useState("");
  const connect = useMutation(trpc.inventory.accounts.connectRole.mutationOptions({ onSuccess: onConnected }));
  const problem = connect.error ? explain(connect.error) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    connect.mutate({ id, roleArn });
  };
  return (
    <QueryState query={role} skeleton={<Skeleton className="h-72" />}>
      {({ externalId, template }) => (
        <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <ol className="list-decimal space-y-1 pl-5 text-base text-fg-2">
            <li>
              In the AWS console of that account, open CloudFormation and choose “Create stack, with new resources”.
            </li>
            <li>Download the template below, upload it there as a file, and create the stack.</li>
            <li>Copy the role's ARN from the stack's Outputs, and paste it below.</li>
          </ol>
          <Snippet text={template} label="CloudFormation template" heightMax="max-h-56" />
          <Button
            className="justify-self-start"
            onClick={() => download("devcontrol-role.yaml", template, "text/yaml")}
          >
            <Download aria-hidden="true" />
            Download the template
          </Button>
          <p className="text-xs text-fg-3">
            ExternalId <span className="font-mono">{externalId}</span>: the role trusts us only together with it.
          </p>
          {problem && !problem.fields.roleArn && <FormError>{problem.sentence}</FormError>}
          <TextField
            label="Role ARN"
            placeholder="arn:aws:iam::123456789012:role/DevControlReadOnly"
            className="font-mono"
            required
            value={roleArn}
            onChange={(event) => setRoleArn(event.target.value)}
            error={problem?.fields.roleArn}
          />
          <div className="flex flex-wrap justify-between gap-2">
            <Button look="ghost" onClick={onBack}>
              Choose another way
            </Button>
            <Button type="submit" look="primary" busy={connect.isPending}>
              Connect and discover
            </Button>
          </div>
        </form>
      )}
    </QueryState>
  );
}
