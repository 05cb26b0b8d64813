import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { explain, useTRPC } from "../../api.ts";
import { TextField } from "../../ui/field.tsx";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { sayDone } from "../../ui/toast.ts";
import { SettingsCard } from "./settings-card.tsx";
import { toTags } from "./tags.ts";

export function TagPolicyCard({ requiredTags }: { requiredTags: readonly string[] }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const [text, setText] = useState(requiredTags.join(", "));
  const unavailable = whyNot(organization, "maintainer");
  const save = useMutation(
    trpc.organizations.changeSettings.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.organizations.settings.queryFilter());
        sayDone("The tag policy was saved. It applies from the next discovery on.");
      },
    }),
  );
  const problem = save.error ? explain(save.error) : null;
  return (
    <SettingsCard
      title="Tag policy"
      sub="Tags that every resource must have; a rule reports those without them."
      onSave={() => save.mutate({ requiredTags: toTags(text) })}
      isSaving={save.isPending}
      isChanged={toTags(text).join(",") !== requiredTags.join(",")}
      unavailable={unavailable}
    >
      <TextField
        label="Required tags"
        value={text}
        disabled={unavailable !== null}
        onChange={(event) => setText(event.target.value)}
        hint="Separated by commas. Upper and lower case matter, as in AWS."
        error={problem?.sentence}
      />
    </SettingsCard>
  );
}
