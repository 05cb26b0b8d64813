import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTRPC } from "../../api.ts";
import { Card, CardHead } from "../../ui/card.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { ChangeWord, FieldChanges, Seen } from "./change-parts.tsx";

const SHOWN_FIRST = 5;
const DAY_MS = 86_400_000;
const AGES = [
  { value: "all", label: "All" },
  { value: "7", label: "7 days" },
  { value: "30", label: "30 days" },
] as const;

/** A resource's versions, each with what differs from the one before. */
export function ResourceHistory({ id }: { id: string }) {
  const trpc = useTRPC();
  const [age, setAge] = useState<(typeof AGES)[number]["value"]>("all");
  const [isWhole, setWhole] = useState(false);
  // The day, not the moment: the same question all day long.
  const since = age === "all" ? undefined : dayBefore(Number(age));
  const history = useQuery(trpc.inventory.resources.history.queryOptions({ id, ...(since && { since }) }));
  return (
    <Card>
      <CardHead title="Changes" sub="As discovery has seen them, newest first">
        <Segmented label="Changes since" options={AGES} value={age} onChange={setAge} />
      </CardHead>
      <div className="px-(--pad-card) pb-(--pad-card)">
        <QueryState query={history} skeleton={<Skeleton className="h-24" />}>
          {({ versions, net }) => {
            const changes = versions.filter(({ change }) => change !== "new");
            if (changes.length === 0)
              return (
                <p className="text-sm text-fg-3">
                  {since ? "Nothing has changed in these days." : "Nothing has changed since it was first seen."}
                </p>
              );
            return (
              <>
                {changes.length > 1 && (
                  <details className="mb-4 text-sm">
                    <summary className="cursor-pointer font-medium">What is different from before all of them</summary>
                    <div className="mt-2">
                      {net.length === 0 ? (
                        <p className="text-fg-3">Nothing: what changed has changed back.</p>
                      ) : (
                        <FieldChanges fields={net} omitted={0} />
                      )}
                    </div>
                  </details>
                )}
                <ol className="grid gap-4">
                  {changes.slice(0, isWhole ? undefined : SHOWN_FIRST).map((version) => (
                    <li key={version.id} className="border-t border-line pt-3 first:border-0 first:pt-0">
                      <p className="mb-2 flex flex-wrap gap-x-2 text-sm">
                        <ChangeWord change={version.change} />
                        <Seen {...version} />
                      </p>
                      <FieldChanges fields={version.fields} omitted={version.omitted} />
                      {version.who && <Who command={version.who} />}
                    </li>
                  ))}
                </ol>
                {changes.length > SHOWN_FIRST && !isWhole && (
                  <button
                    type="button"
                    onClick={() => setWhole(true)}
                    className="mt-3 min-h-6 text-sm text-accent-fg hover:underline"
                  >
                    Show all {changes.length}
                  </button>
                )}
              </>
            );
          }}
        </QueryState>
      </div>
    </Card>
  );
}

/** Our role does not read CloudTrail, so whoever may asks it. */
export function Who({ command }: { command: string }) {
  return (
    <details className="mt-2 text-xs text-fg-3">
      <summary className="min-h-6 cursor-pointer">Who did it?</summary>
      <p className="my-1">DevControl does not read CloudTrail. Ask it with this command, within 90 days:</p>
      <Snippet text={command} label="Command" />
    </details>
  );
}

/** The start of that day, in UTC. */
export const dayBefore = (days: number): string =>
  `${new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10)}T00:00:00.000Z`;
