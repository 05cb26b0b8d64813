import { lazy, Suspense } from "react";
import type { Outputs } from "../../api.ts";
import { Card, CardHead } from "../../ui/card.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { plural } from "../../ui/format.ts";
import { Code } from "../../ui/small.tsx";
import { Status } from "../../ui/status.tsx";
import { isWebAddress } from "../catalog/relations.ts";
import { STEP_STATES } from "./run-words.ts";

const Markdown = lazy(() => import("../../ui/markdown.tsx").then((file) => ({ default: file.Markdown })));

type DryRun = Outputs["catalog"]["templates"]["dryRun"];
type Steps = DryRun["steps"];

/** Each step with what became of it, and its lines. */
export function StepsCard({ steps, title }: { steps: Steps; title: string }) {
  return (
    <Card>
      <CardHead title={title} />
      <ol className="px-(--pad-card) pb-(--pad-card) text-sm">
        {steps.map(({ id, name, action, status, message, log }) => (
          <li key={id} className="border-t border-line py-2">
            <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <span className="min-w-0 flex-1 font-medium">{name}</span>
              <Code>{action}</Code>
              <Status tone={STEP_STATES[status].tone}>{STEP_STATES[status].word}</Status>
            </div>
            {message && (
              <p className={`mt-1 text-xs break-words ${status === "failed" ? "text-bad-fg" : "text-fg-3"}`}>
                {message}
              </p>
            )}
            {log.length > 0 && (
              <pre className="mt-1.5 rounded-md bg-sunken px-3 py-2 font-mono text-xs leading-5 break-words whitespace-pre-wrap text-fg-2">
                {log.join("\n")}
              </pre>
            )}
          </li>
        ))}
      </ol>
    </Card>
  );
}

/** What it made, file by file. */
export function FilesCard({ files }: { files: readonly { path: string; text: string }[] }) {
  if (files.length === 0) return null;
  return (
    <Card>
      <CardHead title="Files" sub={plural(files.length, "file")} />
      <div className="px-(--pad-card) pb-(--pad-card) text-sm">
        {files.map(({ path, text }) => (
          <details key={path} className="border-t border-line">
            <summary className="cursor-pointer py-2 font-mono text-xs break-all hover:bg-hover">{path}</summary>
            <div className="pb-3">
              <Snippet text={text} label={path} />
            </div>
          </details>
        ))}
      </div>
    </Card>
  );
}

export function OutputCard({ output }: { output: DryRun["output"] | null }) {
  if (!output || output.links.length + output.text.length === 0) return null;
  return (
    <Card>
      <CardHead title="Result" />
      <div className="px-(--pad-card) pb-(--pad-card) text-sm">
        <ul>
          {output.links.map(({ title, url, entityRef }) => (
            <li key={`${title} ${url} ${entityRef}`} className="flex flex-wrap gap-x-3 border-t border-line py-2">
              <span>{title}</span>
              {url && isWebAddress(url) ? (
                <a
                  href={url}
                  target="_blank"
                  rel="noreferrer noopener"
                  className="break-all text-accent-fg hover:underline"
                >
                  {url}
                </a>
              ) : (
                <span className="break-all text-fg-3">{url ?? entityRef}</span>
              )}
            </li>
          ))}
        </ul>
        {output.text.map(({ title, content }) => (
          <section key={`${title} ${content}`} className="border-t border-line py-2">
            <h3 className="font-medium">{title}</h3>
            <Suspense fallback={<p className="whitespace-pre-wrap text-fg-2">{content}</p>}>
              <Markdown text={content} />
            </Suspense>
          </section>
        ))}
      </div>
    </Card>
  );
}
