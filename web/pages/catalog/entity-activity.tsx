import { Link } from "@tanstack/react-router";
import type { Outputs } from "../../api.ts";
import { buttonLook } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { Time } from "../../ui/time.tsx";
import { describeEvent } from "./event-words.ts";

type Activity = Outputs["catalog"]["get"]["activity"];

/** What happened to it, newest first, from the event log. */
export function EntityActivity({ entityRef, activity }: { entityRef: string; activity: Activity }) {
  const { slug } = useOrganization();
  const { items, hasMore } = activity;
  return (
    <Card label="Activity">
      <CardHead title="Activity" sub="Last 180 days">
        <Link
          to="/$org/resources/changes"
          params={{ org: slug }}
          search={{ entity: entityRef, days: "90" }}
          className={buttonLook({ size: "sm" })}
        >
          Changes in AWS
        </Link>
      </CardHead>
      <div className="px-(--pad-card) pb-(--pad-card) text-sm">
        {items.length === 0 && <p className="text-fg-3">Nothing happened in this time.</p>}
        <ol>
          {items.map((event) => (
            <li key={event.id} className="border-t border-line py-2 first:border-0">
              <p className="break-words text-fg">{describeEvent(event)}</p>
              <p className="text-xs text-fg-3">
                {event.actorName} · <Time at={event.at} />
              </p>
            </li>
          ))}
        </ol>
        {hasMore && <p className="border-t border-line pt-2 text-xs text-fg-3">There is more in the audit log.</p>}
      </div>
    </Card>
  );
}
