import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { explain, type Outputs, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { TextField } from "../../ui/field.tsx";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { Badge } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import { ProblemList } from "./problem-list.tsx";

type CatalogFile = Outputs["catalog"]["locations"]["list"]["items"][number];

/** An address that stays: it is read now and again each hour. Below it, every file that the catalog knows. */
export function Files() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const [target, setTarget] = useState("");
  const files = useQuery(trpc.catalog.locations.list.queryOptions());
  const register = useMutation(
    trpc.catalog.locations.register.mutationOptions({
      onSuccess: async () => {
        setTarget("");
        sayDone("The address is registered. It is being read.");
        await queries.invalidateQueries(trpc.catalog.pathFilter());
      },
    }),
  );
  return (
    <>
      <Card as="form" className="mt-5 grid gap-3 p-(--pad-card)" label="Register an address">
        <TextField
          label="Address of a catalog file"
          value={target}
          maxLength={2000}
          placeholder="https://github.com/acme/shop/blob/main/catalog-info.yaml"
          onChange={(event) => {
            setTarget(event.target.value);
            register.reset();
          }}
          error={register.error ? explain(register.error).sentence : undefined}
          hint="It is read now and again each hour. Files that it lists, and texts that it takes from others, are read with it."
        />
        <div className="flex justify-end">
          <Button
            busy={register.isPending}
            unavailable={whyNot(organization, "developer") ?? (target.trim() === "" ? "Paste an address first." : null)}
            onClick={() => register.mutate({ target })}
          >
            Register
          </Button>
        </div>
      </Card>
      <QueryState query={files} skeleton={<Skeleton className="mt-5 h-32" />}>
        {({ items, total }) =>
          items.length === 0 ? null : (
            <Card className="mt-5" label="Files of the catalog">
              <CardHead title="Files of the catalog" sub={total === 1 ? "One file" : `${total} files`} />
              <ul className="px-(--pad-card) pb-3 text-sm">
                {items.map((file) => (
                  <File key={file.id} file={file} />
                ))}
              </ul>
            </Card>
          )
        }
      </QueryState>
    </>
  );
}

function File({ file }: { file: CatalogFile }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const [isSure, setIsSure] = useState(false);
  const then = (sentence: string) => ({
    onSuccess: async () => {
      sayDone(sentence);
      await queries.invalidateQueries(trpc.catalog.pathFilter());
    },
    onError: (error: unknown) => sayFailed(explain(error).sentence),
  });
  const refresh = useMutation(trpc.catalog.locations.refresh.mutationOptions(then("It is being read again.")));
  const remove = useMutation(trpc.catalog.locations.remove.mutationOptions(then("The file is forgotten.")));
  const { id, type, target, entities, orphans, problem, problems, readAt } = file;
  const why = whyNot(organization, "developer");
  return (
    <li className="border-t border-line py-3">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <div className="min-w-0 flex-1 basis-60">
          <p className="truncate" title={target}>
            {target}
          </p>
          <p className="text-xs text-fg-3">
            {entities === 1 ? "One entity" : `${entities} entities`}
            {orphans > 0 && `, ${orphans} no longer listed`}
            {" · "}
            {readAt ? (
              <>
                {type === "url" ? "read" : type === "upload" ? "imported" : "accepted"} <Time at={readAt} />
              </>
            ) : (
              "not read yet"
            )}
          </p>
        </div>
        {problem ? <Badge tone="bad">Problem</Badge> : null}
        {type === "url" && (
          <Button look="ghost" busy={refresh.isPending} unavailable={why} onClick={() => refresh.mutate({ id })}>
            Read again
          </Button>
        )}
        {isSure ? (
          <Button look="danger" busy={remove.isPending} unavailable={why} onClick={() => remove.mutate({ id })}>
            Forget {entities + orphans === 1 ? "one entity" : `${entities + orphans} entities`}
          </Button>
        ) : (
          <Button look="ghost" unavailable={why} onClick={() => setIsSure(true)}>
            Forget
          </Button>
        )}
      </div>
      {problem && <ProblemList problems={problems} instead={problem} />}
    </li>
  );
}
