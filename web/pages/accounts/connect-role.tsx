import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { explain, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { CheckField, TextField } from "../../ui/field.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { FormError } from "../identity/auth-page.tsx";
import { RoleTemplate } from "./role-template.tsx";

/** Whom the role will believe. */
export type Trust = "web-identity" | "external-id";
type PrepareProps = { trust: Trust; onPrepared: (id: string) => void; onBack: () => void };

/** Step one: name the connection; it gets an ExternalId or a subject of its own. */
export function PrepareRole({ trust, onPrepared, onBack }: PrepareProps) {
  const { accounts } = useTRPC().inventory;
  const [name, setName] = useState("");
  const [isManagement, setManagement] = useState(false);
  const onSuccess = ({ id }: { id: string }) => onPrepared(id);
  const byId = useMutation(accounts.prepareRole.mutationOptions({ onSuccess }));
  const byToken = useMutation(accounts.prepareWebIdentity.mutationOptions({ onSuccess }));
  const prepare = trust === "web-identity" ? byToken : byId;
  const problem = prepare.error ? explain(prepare.error) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    prepare.mutate({ name, scope: isManagement ? "organization" : "account" });
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
      <CheckField
        label="It is the management account of an AWS organisation"
        hint="Its member accounts are listed too, for you to choose which are read."
        checked={isManagement}
        onChange={(event) => setManagement(event.target.checked)}
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
      {({ externalId, subject, template, terraform }) => (
        <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
          <RoleTemplate template={template} terraform={terraform} />
          <p className="text-xs text-fg-3">
            {subject ? (
              <>
                Subject <span className="font-mono break-all">{subject}</span>: the role takes our signature for this
                connection alone, never for another organisation's.
              </>
            ) : (
              <>
                ExternalId <span className="font-mono break-all">{externalId}</span>: the role trusts us only together
                with it.
              </>
            )}
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
