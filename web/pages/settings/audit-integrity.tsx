import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { explain, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { formatCount, plural } from "../../ui/format.ts";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { Status } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";

/** One line on whether the log is what it was: how far it is sealed, and what the last verification found. */
export function AuditIntegrity() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const organization = useOrganization();
  const reason = whyNot(organization, "maintainer");
  const mayKnow = !whyNot(organization, "developer");
  const { data } = useQuery(trpc.activity.integrity.queryOptions(undefined, { enabled: mayKnow }));
  const verify = useMutation(
    trpc.activity.verify.mutationOptions({
      onSuccess: async () => {
        sayDone("The whole chain is being verified.");
        await queries.invalidateQueries(trpc.activity.integrity.queryFilter());
      },
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  if (!data) return null;
  const { end, waiting, verified } = data;
  const [problem] = verified?.problems ?? [];
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 pt-2 text-sm text-fg-2">
      <Status tone={problem ? "bad" : verified ? "ok" : "idle"}>
        {problem ? "Tampered with" : verified ? "Untampered" : "Not verified yet"}
      </Status>
      {problem ? (
        <span>{problem.problem}</span>
      ) : (
        <span>
          {end ? `${plural(end.seq, "entry", "entries")} sealed in a hash chain` : "Nothing is sealed yet"}
          {waiting > 0 && `, ${formatCount(waiting)} waiting`}
        </span>
      )}
      {verified && (
        <span className="text-fg-3">
          verified <Time at={verified.at} />
          {verified.anchors > 0 && ` against ${plural(verified.anchors, "anchor")} outside the database`}
        </span>
      )}
      <Button size="sm" busy={verify.isPending} unavailable={reason} onClick={() => verify.mutate()}>
        Verify now
      </Button>
    </div>
  );
}
