import { useMemo, useState } from "react";
import { Button } from "../../../ui/button.tsx";
import { Card, CardHead } from "../../../ui/card.tsx";
import { Snippet } from "../../../ui/copy.tsx";
import { plural } from "../../../ui/format.ts";
import { Markdown } from "../../../ui/markdown.tsx";
import { Segmented } from "../../../ui/segmented.tsx";
import { Badge, type Tone } from "../../../ui/status.tsx";
import { type Operation, readDefinition } from "./read-definition.ts";

const NAMES: Record<string, string> = {
  openapi: "OpenAPI",
  asyncapi: "AsyncAPI",
  graphql: "GraphQL",
  grpc: "gRPC",
  trpc: "tRPC",
};
const TONES: Record<string, Tone> = {
  GET: "info",
  POST: "ok",
  PUT: "warn",
  PATCH: "warn",
  DELETE: "bad",
  mutation: "ok",
  query: "info",
};
const SHOWN = 30;

/** An API as people read it: what can be called, with what, and what comes back. The source is one click away. */
export function ApiDefinition({ type, text }: { type: string; text: string }) {
  const definition = useMemo(() => readDefinition(type, text), [type, text]);
  const [view, setView] = useState<"read" | "source">("read");
  const [isAll, setIsAll] = useState(false);
  const count = definition?.groups.reduce((sum, { operations }) => sum + operations.length, 0) ?? 0;
  const isReadable = definition !== null && count > 0;
  let left = isAll ? Number.POSITIVE_INFINITY : SHOWN;
  return (
    <Card label="API definition">
      <CardHead
        title="API definition"
        sub={[
          NAMES[type] ?? type,
          definition?.title,
          definition?.version && `version ${definition.version}`,
          isReadable
            ? plural(count, type === "graphql" ? "entry" : "operation", type === "graphql" ? "entries" : "operations")
            : null,
        ]
          .filter(Boolean)
          .join(" · ")}
      >
        {isReadable && (
          <Segmented
            label="Show as"
            options={[
              { value: "read", label: "Readable" },
              { value: "source", label: "Source" },
            ]}
            value={view}
            onChange={setView}
          />
        )}
      </CardHead>
      <div className="px-(--pad-card) pb-(--pad-card)">
        {isReadable && view === "read" ? (
          <>
            {definition.description && (
              <div className="mb-3 text-fg-2">
                <Markdown text={definition.description} />
              </div>
            )}
            {definition.groups.map(({ name, operations }) => {
              const shown = operations.slice(0, Math.max(0, left));
              left -= operations.length;
              if (shown.length === 0) return null;
              return (
                <section key={name} className="mb-3 last:mb-0">
                  {name && <h3 className="mb-1 text-sm font-semibold">{name}</h3>}
                  <ul>
                    {shown.map((operation) => (
                      <li key={JSON.stringify(operation)} className="border-t border-line">
                        <OperationRow operation={operation} />
                      </li>
                    ))}
                  </ul>
                </section>
              );
            })}
            {count > SHOWN && !isAll && (
              <Button look="ghost" size="sm" onClick={() => setIsAll(true)}>
                Show all {count}
              </Button>
            )}
          </>
        ) : (
          <>
            {(type === "openapi" || type === "asyncapi") && definition === null && (
              <p className="mb-2 text-sm text-warn-fg">This is no {NAMES[type]} document, so it is shown as it is.</p>
            )}
            <Snippet text={text} label={NAMES[type] ?? type} heightMax="max-h-[480px]" />
          </>
        )}
      </div>
    </Card>
  );
}

function OperationRow({ operation: { verb, name, summary, isDeprecated, details } }: { operation: Operation }) {
  const line = (
    <>
      <span className="w-20 shrink-0">
        <Badge tone={TONES[verb] ?? "idle"}>{verb}</Badge>
      </span>
      <span className={`min-w-0 font-mono text-xs break-all ${isDeprecated ? "line-through" : ""}`}>{name}</span>
      {isDeprecated && <Badge tone="warn">Deprecated</Badge>}
      {summary && (
        <span className="line-clamp-1 min-w-0 basis-full text-xs text-fg-2 sm:flex-1 sm:basis-40">{summary}</span>
      )}
    </>
  );
  if (details.length === 0)
    return <div className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1.5 text-sm">{line}</div>;
  return (
    <details>
      <summary className="flex cursor-pointer flex-wrap items-center gap-x-3 gap-y-1 py-1.5 text-sm hover:bg-hover">
        {line}
      </summary>
      <dl className="mb-2 ml-4 border-l border-line pl-4 text-xs">
        {details.map(({ name, type, note }) => (
          <div key={`${name} ${type} ${note}`} className="flex flex-wrap gap-x-3 py-1">
            <dt className="min-w-28 font-medium">{name}</dt>
            <dd className="min-w-0 flex-1 break-words">
              <span className="font-mono text-fg-2">{type}</span>
              {note && <span className="ml-2 text-fg-3">{note}</span>}
            </dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
