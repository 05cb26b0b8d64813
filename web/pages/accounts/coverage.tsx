import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { formatCount } from "../../ui/format.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { Status } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";

/** Each service in each region: read, or why not. What is not read is unknown, never fine. */
type CoverageProps = { account: { id: string; name: string }; onClose: () => void };
export function Coverage({ account: { id, name }, onClose }: CoverageProps) {
  return (
    <Dialog isOpen onClose={onClose} title="What was read" description={name} place="right" width="max-w-[560px]">
      <Places id={id} />
    </Dialog>
  );
}

export function Places({ id }: { id: string }) {
  const trpc = useTRPC();
  const coverage = useQuery(trpc.inventory.accounts.coverage.queryOptions({ id }));
  return (
    <QueryState query={coverage} skeleton={<Skeleton className="h-64" />}>
      {({ units }) =>
        units.length === 0 ? (
          <p className="text-base text-fg-2">Nothing yet. The first discovery writes here, service by service.</p>
        ) : (
          <ul>
            {units.map(({ region, service, resources, readAt, problem }) => (
              <li key={`${region} ${service}`} className="border-b border-line py-2 text-sm last:border-0">
                <div className="flex items-center gap-3">
                  <span className="min-w-0 flex-1">
                    {service} <span className="text-fg-3">{region}</span>
                  </span>
                  <span className="num text-fg-2">{formatCount(resources)}</span>
                  <Status tone={problem ? "warn" : readAt ? "ok" : "idle"}>
                    {problem ? "Not read" : readAt ? "Read" : "Waiting"}
                  </Status>
                </div>
                <p className="mt-0.5 text-xs text-fg-3">{problem ?? (readAt && <Time at={readAt} />)}</p>
              </li>
            ))}
          </ul>
        )
      }
    </QueryState>
  );
}
