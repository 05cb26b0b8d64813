import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, RefreshCw, Trash2 } from "lucide-react";
import { type FormEvent, useState } from "react";
import { explain, type Outputs, useTRPC } from "../../api.ts";
import { Button, IconButton } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { SelectField, TextField } from "../../ui/field.tsx";
import { formatDay, plural } from "../../ui/format.ts";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { Badge } from "../../ui/status.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";

type Place = Outputs["costs"]["exportPlaces"]["list"]["items"][number];

/** Buckets that AWS writes exports into: read each day, so that nobody has to upload a file. */
export function ExportPlaces() {
  const trpc = useTRPC();
  const organization = useOrganization();
  const places = useQuery(trpc.costs.exportPlaces.list.queryOptions());
  const [isAdding, setIsAdding] = useState(false);
  return (
    <Card>
      <CardHead title="From S3" sub="Folders that AWS Data Exports writes into, looked at each day">
        <Button size="sm" unavailable={whyNot(organization, "maintainer")} onClick={() => setIsAdding(true)}>
          <Plus aria-hidden="true" />
          Add a folder
        </Button>
      </CardHead>
      <QueryState query={places} skeleton={<Skeleton className="mx-(--pad-card) mb-5 h-16" />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="max-w-prose px-(--pad-card) pb-5 text-sm text-fg-3">
              None. In the AWS console, under Data Exports, make a FOCUS 1.2 or CUR 2.0 export with gzip or Parquet,
              then add its bucket and folder here. Its files are read there: nothing has to be uploaded.
            </p>
          ) : (
            <ul className="px-(--pad-card) pb-3">
              {items.map((place) => (
                <PlaceRow key={place.id} place={place} />
              ))}
            </ul>
          )
        }
      </QueryState>
      {isAdding && <PlaceDialog onClose={() => setIsAdding(false)} />}
    </Card>
  );
}

function PlaceRow({ place }: { place: Place }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const done = (sentence: string) => async () => {
    await queries.invalidateQueries(trpc.costs.exportPlaces.pathFilter());
    sayDone(sentence);
  };
  const onError = (error: unknown) => sayFailed(explain(error).sentence);
  const read = useMutation(
    trpc.costs.exportPlaces.read.mutationOptions({ onSuccess: done("We are looking for new exports."), onError }),
  );
  const remove = useMutation(
    trpc.costs.exportPlaces.remove.mutationOptions({
      onSuccess: done("The folder is not read any more. What was imported stays."),
      onError,
    }),
  );
  const address = `s3://${place.bucket}/${place.prefix}`;
  return (
    <li className="grid gap-2 border-t border-line py-3 text-sm first:border-0 first:pt-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <span className="min-w-0 flex-1 font-mono text-xs break-all">{address}</span>
        <Badge tone={place.problem ? "warn" : place.readAt ? "ok" : "idle"}>
          {place.problem ? "Not read" : place.readAt ? plural(place.periods, "month") : "Not looked at yet"}
        </Badge>
        <IconButton
          label={`Look into ${address} now`}
          size="icon-sm"
          unavailable={whyNot(organization, "developer")}
          busy={read.isPending}
          onClick={() => read.mutate({ id: place.id })}
        >
          <RefreshCw aria-hidden="true" />
        </IconButton>
        <IconButton
          label={`Stop reading ${address}`}
          size="icon-sm"
          unavailable={whyNot(organization, "maintainer")}
          busy={remove.isPending}
          onClick={() => remove.mutate({ id: place.id })}
        >
          <Trash2 aria-hidden="true" />
        </IconButton>
      </div>
      <p className="text-xs text-fg-3">
        By {place.accountName}, {place.region}
        {place.readAt && `, looked at on ${formatDay(place.readAt.slice(0, 10))}`}
      </p>
      {place.problem && (
        <p role="status" className="rounded-md bg-warn-soft p-3 text-warn-fg">
          {place.problem}
        </p>
      )}
      <details>
        <summary className="cursor-pointer text-xs text-fg-2">The policy that lets us read this folder</summary>
        <div className="mt-2 grid gap-2">
          {place.policy.map((document, at) => (
            <Snippet
              key={document.Statement[0]?.Sid}
              label={place.policy.length > 1 ? `Policy ${at + 1} of ${place.policy.length}` : "Policy"}
              text={JSON.stringify(document, null, 2)}
            />
          ))}
        </div>
      </details>
    </li>
  );
}

function PlaceDialog({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const accounts = useQuery(trpc.inventory.accounts.list.queryOptions());
  const [accountId, setAccountId] = useState("");
  const [bucket, setBucket] = useState("");
  const [prefix, setPrefix] = useState("");
  const [region, setRegion] = useState("us-east-1");
  const add = useMutation(
    trpc.costs.exportPlaces.add.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.costs.exportPlaces.pathFilter());
        sayDone("The folder is added. Put its policy into AWS; we look each day.");
        onClose();
      },
    }),
  );
  const fields = add.error ? explain(add.error).fields : undefined;
  const items = accounts.data?.items ?? [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate({ accountId: accountId || (items[0]?.id ?? ""), bucket, prefix, region });
  };
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title="Read exports from a folder"
      description="Only the objects below this folder are read; every other object stays denied."
    >
      <form onSubmit={submit} className="grid gap-4">
        <SelectField label="Account" value={accountId} onChange={({ target }) => setAccountId(target.value)}>
          {items.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </SelectField>
        <TextField
          label="Bucket"
          value={bucket}
          required
          error={fields?.bucket}
          placeholder="acme-bills"
          onChange={({ target }) => setBucket(target.value)}
        />
        <TextField
          label="Folder"
          hint="The export's S3 path prefix and, if the folder holds more than one export, its name."
          value={prefix}
          required
          error={fields?.prefix}
          placeholder="exports/focus"
          onChange={({ target }) => setPrefix(target.value)}
        />
        <TextField
          label="Region of the bucket"
          value={region}
          required
          error={fields?.region}
          onChange={({ target }) => setRegion(target.value)}
        />
        {add.error && !fields && (
          <p role="alert" className="text-sm text-bad-fg">
            {explain(add.error).sentence}
          </p>
        )}
        <div className="flex justify-end gap-2">
          <Button type="button" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" look="primary" busy={add.isPending}>
            Add
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
