import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTRPC } from "../../api.ts";
import { typeLabel } from "../../ui/aws.ts";
import { buttonLook } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { Facts, OpenFindings, Tags } from "./resource-parts.tsx";

/** A row of the list, opened beside it; its id is in the address. */
export function ResourcePanel({ id, onClose }: { id: string; onClose: () => void }) {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const resource = useQuery(trpc.inventory.resources.get.queryOptions({ id }));
  return (
    <Dialog
      isOpen
      onClose={onClose}
      title={resource.data?.name ?? "Resource"}
      description={resource.data && typeLabel(resource.data.type)}
      place="right"
      width="max-w-[480px]"
    >
      <QueryState query={resource} skeleton={<Skeleton className="h-64" />}>
        {(data) => (
          <div className="grid grid-cols-[minmax(0,1fr)] gap-5">
            <Link
              to="/$org/resources/$id"
              params={{ org: slug, id }}
              className={buttonLook({ className: "justify-self-start" })}
            >
              Open full page
            </Link>
            <Facts resource={data} />
            <OpenFindings resourceId={id} />
            <Tags resource={data} />
          </div>
        )}
      </QueryState>
    </Dialog>
  );
}
