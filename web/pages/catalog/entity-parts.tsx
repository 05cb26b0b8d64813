import { ExternalLink } from "lucide-react";
import type { ReactNode } from "react";
import * as z from "zod/mini";
import { Card, CardHead } from "../../ui/card.tsx";
import { CopyButton } from "../../ui/copy.tsx";
import { Code } from "../../ui/small.tsx";
import { Time } from "../../ui/time.tsx";
import { type OnCall, onCallOf, repositoryOf, repositoryOfFile } from "./annotations.ts";
import { EntityLink } from "./entity-link.tsx";
import { byType, type EntityDetail, isWebAddress, provenance, relationInWords } from "./relations.ts";

type Part = { entity: EntityDetail };
const Links = z.array(z.object({ url: z.string(), title: z.optional(z.string()) }));

export function EntityFacts({ entity }: Part) {
  const { ref, ownerRef, relations, entity: declared, file, readAt, readBy, changedAt, createdAt } = entity;
  const owner = relations.find(({ type }) => type === "ownedBy");
  const onCall = onCallOf(declared);
  const repository = repositoryOf(declared) ?? repositoryOfFile(file);
  const tags = z.array(z.string()).safeParse(declared.metadata.tags ?? []).data ?? [];
  const hasOwner = !["Group", "User", "Location"].includes(entity.kind);
  return (
    <dl className="text-sm">
      {hasOwner && (
        <Fact name="Owner">
          {ownerRef ? <EntityLink to={ownerRef} title={owner?.title ?? null} /> : <Unset />}
          {ownerRef && !owner?.title && <span className="ml-2 text-xs text-warn-fg">not in the catalog</span>}
        </Fact>
      )}
      {hasOwner && <Fact name="On call">{onCall ? <OnCallLink onCall={onCall} /> : <Unset />}</Fact>}
      {hasOwner && (
        <Fact name="Repository">
          {repository ? <Outside url={repository.url}>{repository.name}</Outside> : <Unset />}
        </Fact>
      )}
      {tags.length > 0 && (
        <Fact name="Tags">
          <span className="flex flex-wrap gap-1">
            {tags.map((tag) => (
              <Code key={tag}>{tag}</Code>
            ))}
          </span>
        </Fact>
      )}
      <Fact name="Reference">
        <span className="flex min-w-0 items-center gap-1">
          <span className="min-w-0 font-mono text-xs break-all">{ref}</span>
          <CopyButton text={ref} label="Copy the reference" />
        </span>
      </Fact>
      {file && (
        <Fact name="File">
          {isWebAddress(file) ? (
            <a
              href={file}
              target="_blank"
              rel="noreferrer noopener"
              className="break-all text-accent-fg hover:underline"
            >
              {file}
            </a>
          ) : (
            <span className="break-all">{file}</span>
          )}
          {readAt && (
            <span className="block text-xs text-fg-3">
              {isWebAddress(file) ? "read" : "imported"} <Time at={readAt} /> by {readBy}
            </span>
          )}
        </Fact>
      )}
      <Fact name="Changed">
        <Time at={changedAt ?? createdAt} />
      </Fact>
    </dl>
  );
}

export function EntityLinks({ entity: { entity } }: Part) {
  const links = (Links.safeParse(entity.metadata.links ?? []).data ?? []).filter(({ url }) => isWebAddress(url));
  if (links.length === 0) return null;
  return (
    <Card>
      <CardHead title="Links" />
      <ul className="px-(--pad-card) pb-(--pad-card) text-sm">
        {links.map(({ url, title }) => (
          <li key={`${url} ${title}`} className="py-1">
            <Outside url={url}>{title ?? url}</Outside>
          </li>
        ))}
      </ul>
    </Card>
  );
}

export function EntityRelations({ entity: { relations, hasMoreRelations } }: Part) {
  if (relations.length === 0)
    return <p className="px-(--pad-card) pb-(--pad-card) text-sm text-fg-3">None was declared.</p>;
  return (
    <div className="px-(--pad-card) pb-(--pad-card) text-sm">
      {byType(relations).map(([type, edges]) => (
        <section key={type} className="grid grid-cols-[110px_minmax(0,1fr)] gap-3 border-t border-line py-2">
          <h3 className="text-fg-3">{relationInWords(type)}</h3>
          <ul className="grid gap-1">
            {edges.map((edge) => (
              <li key={edge.ref} className="flex min-w-0 items-baseline gap-2" title={provenance(edge)}>
                <EntityLink to={edge.ref} title={edge.title} />
                <span className="shrink-0 text-xs text-fg-3">
                  {edge.title === null ? "not in the catalog" : edge.kind}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {hasMoreRelations && <p className="border-t border-line py-2 text-fg-3">There are more than are shown here.</p>}
    </div>
  );
}

function OnCallLink({ onCall: { tool, text, url } }: { onCall: OnCall }) {
  if (url) return <Outside url={url}>{text.replace(/^(https?:\/\/|mailto:)/, "")}</Outside>;
  return (
    <>
      {tool && <span className="mr-1.5 text-fg-2">{tool}</span>}
      <Code>{text}</Code>
    </>
  );
}

const Unset = () => <span className="text-fg-3">None set</span>;

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="grid min-h-9 grid-cols-[110px_minmax(0,1fr)] items-center gap-3 border-b border-line py-1.5 last:border-0">
      <dt className="text-fg-3">{name}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}

function Outside({ url, children }: { url: string; children: ReactNode }) {
  return (
    <a
      href={url}
      target="_blank"
      rel="noreferrer noopener"
      className="inline-flex min-w-0 items-center gap-1 text-accent-fg hover:underline"
    >
      <span className="truncate">{children}</span>
      <ExternalLink className="size-3.5 shrink-0" aria-hidden="true" />
    </a>
  );
}
