import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { explain, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { TextField } from "../../ui/field.tsx";
import { FormError } from "../identity/auth-page.tsx";

export function ConnectKeys({ onConnected, onBack }: { onConnected: () => void; onBack: () => void }) {
  const trpc = useTRPC();
  const policy = useQuery(trpc.inventory.accounts.policy.queryOptions());
  const [form, setForm] = useState({ name: "", accessKeyId: "", secretAccessKey: "" });
  const connect = useMutation(trpc.inventory.accounts.connectKeys.mutationOptions({ onSuccess: onConnected }));
  const problem = connect.error ? explain(connect.error) : null;
  const hasFields = problem !== null && Object.keys(problem.fields).length > 0;
  const field = (name: keyof typeof form) => ({
    required: true,
    autoComplete: "off",
    value: form[name],
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [name]: event.target.value }),
    error: problem?.fields[name],
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    connect.mutate(form);
  };
  const documents = policy.data?.documents ?? [];
  return (
    <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <p className="text-base text-fg-2">
        Make an IAM user in that account, attach {documents.length === 1 ? "this policy" : "these policies"}, and create
        an access key for it. The policy reads configuration, cost and metrics; it denies reading your data.
      </p>
      {documents.map((document, index) => (
        <Snippet
          key={JSON.stringify(document).slice(0, 200)}
          text={JSON.stringify(document, null, 2)}
          label={documents.length === 1 ? "IAM policy" : `IAM policy ${index + 1} of ${documents.length}`}
          heightMax="max-h-40"
        />
      ))}
      {problem && !hasFields && <FormError>{problem.sentence}</FormError>}
      <TextField label="Name of the account" placeholder="Production" {...field("name")} />
      <TextField
        label="Access key id"
        placeholder="AKIA…"
        className="font-mono"
        spellCheck={false}
        {...field("accessKeyId")}
      />
      <TextField label="Secret access key" type="password" className="font-mono" {...field("secretAccessKey")} />
      <div className="flex justify-between gap-2">
        <Button look="ghost" onClick={onBack}>
          Back
        </Button>
        <Button type="submit" look="primary" busy={connect.isPending}>
          Connect and discover
        </Button>
      </div>
    </form>
  );
}
