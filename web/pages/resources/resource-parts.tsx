import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type Outputs, useTRPC } from "../../api.ts";
import { typeLabel } from "../../ui/aws.ts";
import { CopyButton } from "../../ui/copy.tsx";
import { Money } from "../../ui/money.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { ownerName, ownerReason } from "../../ui/owner.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { SeverityBadge } from "../../ui/status.tsx";
import { Time } from "../../ui/time.tsx";
import { ACTUAL_UNKNOWN, Answer, estimatedCost } from "./columns.tsx";
import { inverseInWords, relationInWords } from "./relations.ts";
import { ResourceStatus } from "./resource-status.tsx";

export type ResourceDetail = Outputs["inventory"]["resources"]["get"];
type Part = { resource: ResourceDetail };

export function Facts({ resource }: Part) {
  const { arn, accountName, owner, region, status, encrypted, hasBackup, firstSeenAt, lastSeenAt, vanishedAt } =
    resource;
  return (
    <dl className="text-sm">
      <Fact name="Status">
        {vanishedAt ? (
          <>
            Vanished <Time at={vanishedAt} />
          </>
        ) : (
          <ResourceStatus status={status} />
        )}
      </Fact>
      <Fact name="Region">{region}</Fact>
      <Fact name="Account">{accountName}</Fact>
      <Fact name="Owner">
        {owner ? (
          <>
            {ownerName(owner.ref)} <span className="text-fg-3">{ownerReason(owner)}</span>
          </>
        ) : (
          <span className="text-fg-3">Nobody is known</span>
        )}
      </Fact>
      <Fact name="Encrypted">
        <Answer value={encrypted} good />
      </Fact>
      <Fact name="Public">
        <Answer value={resource.public} good={false} />
      </Fact>
      <Fact name="Has backup">
        <Answer value={hasBackup} good />
      </Fact>
      <Fact name="Estimated cost">
        <Money value={estimatedCost(resource)} />{" "}
        {resource.estimatedMonthlyCost !== null && <span className="text-fg-3">a month, list price</span>}
      </Fact>
      <Fact name="Actual cost">
        Unknown <span className="text-fg-3">{ACTUAL_UNKNOWN}</span>
      </Fact>
      <Fact name="First seen">
        <Time at={firstSeenAt} />
      </Fact>
      {lastSeenAt && (
        <Fact name="Last seen">
          <Time at={lastSeenAt} />
        </Fact>
      )}
      <Fact name="ARN">
        <span className="flex min-w-0 items-center gap-1">
          <span className="min-w-0 font-mono text-xs break-all">{arn}</span>
          <CopyButton text={arn} label="Copy the ARN" />
        </span>
      </Fact>
    </dl>
  );
}

export function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid min-h-9 grid-cols-[130px_minmax(0,1fr)] items-center gap-3 border-b border-line py-1.5 last:border-0">
      <dt className="text-fg-3">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}

export function OpenFindings({ resourceId }: { resourceId: string }) {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const findings = useQuery(trpc.findings.list.queryOptions({ resource: resourceId, limit: 100 }));
  return (
    <section>
      <h2 className="mb-1 text-sm font-semibold">Open findings</h2>
      <QueryState query={findings} skeleton={<Skeleton className="h-16" />}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-sm text-fg-3">None is open.</p>
          ) : (
            <ul>
              {items.map(({ id, title, severity, pack }) => (
                <li key={id} className="flex items-center gap-3 border-b border-line py-2 text-sm last:border-0">
                  <Link
                    to={pack === "savings" ? "/$org/savings" : "/$org/findings"}
                    params={{ org: slug }}
                    search={{ id }}
                    className="min-w-0 flex-1 hover:underline"
                  >
                    {title}
                  </Link>
                  <SeverityBadge severity={severity} />
                </li>
              ))}
            </ul>
          )
        }
      </QueryState>
    </section>
  );
}

export function Tags({ resource: { tags, unread } }: Part) {
  const entries = Object.entries(tags ?? {});
  return (
    <section>
      <h2 className="mb-1 text-sm font-semibold">Tags</h2>
      {tags === null ? (
        <p className="text-sm text-fg-3">Not read. {unread.tags}</p>
      ) : entries.length === 0 ? (
        <p className="text-sm text-fg-3">No tags.</p>
      ) : (
        <dl className="text-sm">
          {entries.map(([name, value]) => (
            <Fact key={name} name={name}>
              <span className="break-all">{value}</span>
            </Fact>
          ))}
        </dl>
      )}
    </section>
  );
}

export function Relations({ resource: { pointsAt, pointedAtBy } }: Part) {
  return (
    <section>
      {pointsAt.length + pointedAtBy.length === 0 && <p className="text-sm text-fg-3">None was seen.</p>}
      <ul className="text-sm">
        {pointsAt.map(({ kind, toRef, toType, id, name }) => (
          <Relation
            key={`${kind} ${toType} ${toRef}`}
            kind={relationInWords(kind)}
            id={id}
            name={name ?? toRef}
            type={toType}
          />
        ))}
        {pointedAtBy.map(({ kind, id, name, type }) => (
          <Relation key={`from ${kind} ${id}`} kind={inverseInWords(kind)} id={id} name={name} type={type} />
        ))}
      </ul>
    </section>
  );
}

type RelationProps = { kind: string; id: string | null; name: string; type: string };

/** A target that was not discovered has a name and no page. */
function Relation({ kind, id, name, type }: RelationProps) {
  const { slug } = useOrganization();
  return (
    <li className="grid min-h-9 grid-cols-[130px_minmax(0,1fr)] items-center gap-3 border-b border-line py-1.5 last:border-0">
      <span className="text-fg-3">{kind}</span>
      <span className="flex min-w-0 items-baseline gap-2">
        {id ? (
          <Link to="/$org/resources/$id" params={{ org: slug, id }} className="truncate text-accent-fg hover:underline">
            {name}
          </Link>
        ) : (
          <span className="truncate font-mono text-xs text-fg-2">{name}</span>
        )}
        <span className="shrink-0 text-xs text-fg-3">{typeLabel(type)}</span>
      </span>
    </li>
  );
}

/** Fields that AWS did not let us read, each with the reason. */
export function Unread({ resource: { unread } }: Part) {
  const entries = Object.entries(unread);
  if (entries.length === 0) return null;
  return (
    <section className="rounded-md bg-warn-soft p-3 text-sm text-warn-fg">
      <h2 className="font-semibold">Not read</h2>
      <ul className="mt-1">
        {entries.map(([field, reason]) => (
          <li key={field}>
            {field}: {reason}
          </li>
        ))}
      </ul>
    </section>
  );
}
