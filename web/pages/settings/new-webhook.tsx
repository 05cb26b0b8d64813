import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { explain, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { TextField } from "../../ui/field.tsx";
import { FormError } from "../identity/auth-page.tsx";
import { toTags as toList } from "./tags.ts";

/** The secret is shown once: it is stored sealed. */
export function NewWebhook({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const actions = useQuery(trpc.activity.actions.queryOptions());
  const [url, setUrl] = useState("");
  const [topics, setTopics] = useState("*");
  const create = useMutation(
    trpc.activity.webhooks.create.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.activity.webhooks.pathFilter()),
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!create.isPending) create.mutate({ url, topics: toList(topics) });
  };
  if (create.data)
    return (
      <Dialog
        isOpen
        onClose={onClose}
        title="The webhook's secret"
        description="Copy it now: it is not shown again. Your server verifies with it that a message comes from here."
      >
        <Snippet label="Secret" text={create.data.secret} />
        <div className="mt-4 flex justify-end">
          <Button look="primary" onClick={onClose}>
            Done
          </Button>
        </div>
      </Dialog>
    );
  const problem = create.error ? explain(create.error) : null;
  const topicsProblem = Object.entries(problem?.fields ?? {}).find(([field]) => field.startsWith("topics"))?.[1];
  const groups = [...new Set((actions.data?.items ?? []).map(({ action }) => `${action.split(".")[0]}.*`))].slice(0, 8);
  return (
    <Dialog isOpen onClose={onClose} title="New webhook">
      <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {problem && !topicsProblem && !problem.fields.url && <FormError>{problem.sentence}</FormError>}
        <TextField
          label="Address"
          hint="A public address by https. Redirects are not followed."
          type="url"
          required
          placeholder="https://hooks.example.com/devcontrol"
          value={url}
          onChange={(event) => setUrl(event.target.value)}
          error={problem?.fields.url}
        />
        <TextField
          label="Topics"
          hint={`Actions with commas between; * is everything.${groups.length ? ` For example ${groups.join(", ")}` : ""}`}
          required
          value={topics}
          onChange={(event) => setTopics(event.target.value)}
          error={topicsProblem}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" look="primary" busy={create.isPending}>
            Add the webhook
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
