import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { explain, useTRPC } from "../../api.ts";
import { TextArea, TextField } from "../../ui/field.tsx";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { sayDone } from "../../ui/toast.ts";
import { SettingsCard } from "./settings-card.tsx";
import { readTagRules, type TagRule, writeTagRules } from "./tag-rules.ts";
import { toTags } from "./tags.ts";

type TagPolicyProps = { requiredTags: readonly string[]; tagRules: readonly TagRule[] };

export function TagPolicyCard({ requiredTags, tagRules }: TagPolicyProps) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const [text, setText] = useState(requiredTags.join(", "));
  const [policy, setPolicy] = useState(writeTagRules(tagRules));
  const read = readTagRules(policy);
  const unavailable = whyNot(organization, "maintainer");
  const save = useMutation(
    trpc.organizations.changeSettings.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.organizations.settings.queryFilter());
        sayDone("The tag policy was saved. Everything is judged by it now.");
      },
    }),
  );
  const problem = save.error ? explain(save.error) : null;
  return (
    <SettingsCard
      title="Tag policy"
      sub="Tags that resources must have, and the values that are allowed; rule TAG-001 reports those that differ."
      onSave={() => save.mutate({ requiredTags: toTags(text), tagRules: read.rules })}
      isSaving={save.isPending}
      isChanged={
        toTags(text).join(",") !== requiredTags.join(",") || writeTagRules(read.rules) !== writeTagRules(tagRules)
      }
      unavailable={unavailable ?? read.problem}
    >
      <div className="grid gap-4">
        <TextField
          label="Required tags"
          value={text}
          disabled={unavailable !== null}
          onChange={(event) => setText(event.target.value)}
          hint="Separated by commas. Upper and lower case matter, as in AWS."
          error={problem?.sentence}
        />
        <TextArea
          label="Allowed values and types"
          rows={4}
          spellCheck={false}
          value={policy}
          disabled={unavailable !== null}
          onChange={(event) => setPolicy(event.target.value)}
          placeholder="Environment = dev, staging, prod*"
          hint="A line per tag: Environment = dev, prod* on AWS::S3::Bucket. Without values any will do; without types it holds for all; a star stands for any rest."
          error={read.problem ?? undefined}
        />
      </div>
    </SettingsCard>
  );
}
