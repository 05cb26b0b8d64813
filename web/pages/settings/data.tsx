import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { type FormEvent, useState } from "react";
import { explain, type Outputs, useTRPC } from "../../api.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { TextField } from "../../ui/field.tsx";
import { formatCount, plural } from "../../ui/format.ts";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Progress, Skeleton } from "../../ui/small.tsx";
import { Status } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import { SettingsPage } from "./settings-page.tsx";
import { formatSize } from "./size.ts";

/** How often an export that is being made is looked at. */
const LOOK_MS = 1_500;

/** Everything at once: taken along, or gone. */
export function Data() {
  const organization = useOrganization();
  const reason = whyNot(organization, "owner");
  return (
    <SettingsPage title="Data" sub="All that the organisation holds: take it along, or have it deleted.">
      {reason ? (
        <Card label="Data">
          <EmptyState title="This is the owners' page">{reason}</EmptyState>
        </Card>
      ) : (
        <>
          <Exports />
          <Deletion />
        </>
      )}
    </SettingsPage>
  );
}

type Export = Outputs["organizations"]["data"]["exports"]["items"][number];
const isUnderWay = ({ finishedAt, state }: Export) => finishedAt === null && state !== "failed";

function Exports() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const exports = useQuery(
    trpc.organizations.data.exports.queryOptions(undefined, {
      refetchInterval: ({ state }) => (state.data?.items.some(isUnderWay) ? LOOK_MS : false),
    }),
  );
  const make = useMutation(
    trpc.organizations.data.export.mutationOptions({
      onSuccess: () => queries.invalidateQueries(trpc.organizations.data.pathFilter()),
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  return (
    <Card label="Export">
      <CardHead
        title="Export"
        sub="One archive of JSON lines, a folder for each table. Keys, tokens and secrets are left out."
      >
        <Button size="sm" busy={make.isPending} onClick={() => make.mutate()}>
          Make an export
        </Button>
      </CardHead>
      <QueryState query={exports} skeleton={<Skeleton className="m-(--pad-card) h-14 rounded-md" />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="border-t border-line px-(--pad-card) py-4 text-sm text-fg-2">
              No export is there. Make one: it takes from seconds to some minutes, and can be downloaded for a day.
            </p>
          ) : (
            <ul>
              {items.map((each) => (
                <ExportRow key={each.id} made={each} />
              ))}
            </ul>
          )
        }
      </QueryState>
    </Card>
  );
}

function ExportRow({ made }: { made: Export }) {
  const { slug } = useOrganization();
  const { id, requestedBy, createdAt, finishedAt, expiresAt, rows, sizeBytes, progress, error } = made;
  return (
    <li className="flex flex-wrap items-center justify-between gap-3 border-t border-line px-(--pad-card) py-3">
      <div className="min-w-0 flex-1">
        <p className="text-sm font-medium">
          Asked for by {requestedBy} <Time at={createdAt} />
        </p>
        {finishedAt ? (
          <p className="num text-xs text-fg-3">
            {plural(rows, "row")}, {formatSize(sizeBytes)}, ends <Time at={expiresAt} />
          </p>
        ) : isUnderWay(made) ? (
          <div className="mt-1.5 max-w-80">
            <Progress label="Progress of the export" done={progress?.done ?? 0} total={progress?.total ?? null} />
            <p className="num mt-1 text-xs text-fg-3">
              {formatCount(rows)} rows so far{progress ? `, ${progress.message}` : ""}
            </p>
          </div>
        ) : (
          <Status tone="bad">{error?.message ?? "It failed."} Look at Jobs, or make another.</Status>
        )}
      </div>
      {finishedAt && (
        <a href={`/api/exports/${slug}/${id}`} download className={buttonLook({ look: "primary", size: "sm" })}>
          <Download aria-hidden="true" />
          Download
        </a>
      )}
    </li>
  );
}

function Deletion() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { name, deleteAt } = useOrganization();
  const [isAsking, setAsking] = useState(false);
  const undo = useMutation(
    trpc.organizations.data.undoDeletion.mutationOptions({
      onSuccess: async () => {
        await queries.invalidateQueries(trpc.organizations.pathFilter());
        sayDone(`${name} stays.`);
      },
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  return (
    <Card label="Delete the organisation">
      <div className="flex flex-wrap items-start justify-between gap-4 p-(--pad-card)">
        <div className="min-w-0 max-w-[56ch]">
          <h2 className="text-lg font-semibold">Delete the organisation</h2>
          {deleteAt ? (
            <p className="mt-1 text-sm text-fg-2">
              {name} is deleted <Time at={deleteAt} />, with everything that it holds. Until then only owners can open
              it, and any of them can undo this.
            </p>
          ) : (
            <p className="mt-1 text-sm text-fg-2">
              Closes it to everybody but its owners at once. After 30 days all of it is deleted, its log too, and nobody
              can bring it back. What it has made in your AWS accounts (its role or user) is yours to remove.
            </p>
          )}
        </div>
        {deleteAt ? (
          <Button look="primary" busy={undo.isPending} onClick={() => undo.mutate()}>
            Undo the deletion
          </Button>
        ) : (
          <Button look="danger" onClick={() => setAsking(true)}>
            Delete {name}
          </Button>
        )}
      </div>
      {isAsking && <Confirm onClose={() => setAsking(false)} />}
    </Card>
  );
}

function Confirm({ onClose }: { onClose: () => void }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { name } = useOrganization();
  const [typed, setTyped] = useState("");
  const request = useMutation(
    trpc.organizations.data.requestDeletion.mutationOptions({
      onSuccess: async () => {
        onClose();
        await queries.invalidateQueries(trpc.organizations.pathFilter());
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!request.isPending) request.mutate({ name: typed });
  };
  const problem = request.error ? explain(request.error) : null;
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={`Delete ${name}?`}
      description="Members are locked out at once. You have 30 days to undo it."
    >
      <form onSubmit={submit} className="grid grid-cols-[minmax(0,1fr)] gap-4">
        <TextField
          label={`Type ${name} to confirm`}
          autoComplete="off"
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          error={problem ? (problem.fields.name ?? problem.sentence) : undefined}
        />
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>Cancel</Button>
          <Button
            type="submit"
            look="danger"
            busy={request.isPending}
            unavailable={typed === name ? null : "Type the name first."}
          >
            Delete in 30 days
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
