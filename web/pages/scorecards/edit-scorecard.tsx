import { keepPreviousData, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { explain, type Outputs, useTRPC } from "../../api.ts";
import { Button } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { TextArea } from "../../ui/field.tsx";
import { plural } from "../../ui/format.ts";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { Page, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { Badge } from "../../ui/status.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import { EntityLink } from "../catalog/entity-link.tsx";
import { LevelBar } from "./level-bar.tsx";

type Preview = Outputs["findings"]["scorecards"]["preview"];
const TYPING_MS = 300;
const START = `title: My scorecard
description: What we ask of a service.
appliesTo:
  kind: Component
  spec.type: service
levels: [Bronze, Silver]
rules:
  - id: owner
    title: Its owner is in the catalog
    level: Bronze
    when: { owner.kind: { $exists: true } }
    remedy: Import the team, or name one that is there.
  - id: few-findings
    title: At most five findings are open
    level: Silver
    when: { findings.open: { $lte: 5 } }
`;

/** A scorecard as text, judged while it is typed. */
export function EditScorecard() {
  const { from } = useSearch({ from: "/$org/scorecards/new" });
  const trpc = useTRPC();
  const source = useQuery({
    ...trpc.findings.scorecards.get.queryOptions({ slug: from ?? "" }),
    enabled: Boolean(from),
  });
  if (!from) return <Editor start={START} slug={null} />;
  return (
    <QueryState query={source} skeleton={<Skeleton className="m-8 h-96" />}>
      {({ definition, isBuiltIn, title }) => (
        <Editor
          start={isBuiltIn ? definition.replace(`title: ${title}`, `title: Our ${title.toLowerCase()}`) : definition}
          slug={isBuiltIn ? null : from}
        />
      )}
    </QueryState>
  );
}

function Editor({ start, slug }: { start: string; slug: string | null }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const organization = useOrganization();
  const [text, setText] = useState(start);
  const [asked, setAsked] = useState(start);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(text), TYPING_MS);
    return () => clearTimeout(timer);
  }, [text]);
  const preview = useQuery(
    trpc.findings.scorecards.preview.queryOptions({ definition: asked }, { placeholderData: keepPreviousData }),
  );
  const save = useMutation(
    trpc.findings.scorecards.save.mutationOptions({
      onSuccess: async ({ slug: saved }) => {
        await queries.invalidateQueries(trpc.findings.scorecards.pathFilter());
        void navigate({ to: "/$org/scorecards/$slug", params: { org: organization.slug, slug: saved } });
        sayDone("Saved. It is being judged.");
      },
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  const problems = preview.data?.problems ?? [];
  return (
    <Page>
      <PageHead
        title={slug ? "Change a scorecard" : "New scorecard"}
        sub="Conditions see the entity as declared, its relations, its owner, its findings and facts"
        actions={
          <Button
            look="primary"
            busy={save.isPending}
            unavailable={
              whyNot(organization, "maintainer") ?? (problems.length > 0 ? "Mend what is marked first." : null)
            }
            onClick={() => save.mutate({ ...(slug && { slug }), definition: text })}
          >
            Save
          </Button>
        }
      />
      <div className="mt-5 grid grid-cols-[minmax(0,1fr)] items-start gap-(--gap-card) lg:grid-cols-2">
        <Card className="p-(--pad-card)">
          <TextArea
            label="Scorecard"
            rows={28}
            spellCheck={false}
            value={text}
            onChange={(event) => setText(event.target.value)}
            error={problems.length > 0 ? `${plural(problems.length, "problem")}, listed beside` : undefined}
            hint="YAML. $all, $any, $not, $in, $exists, $hasPrefix, $contains, $gt, $gte, $lt, $lte; paths such as metadata.tags, owner.kind, findings.high, facts.dependents."
          />
        </Card>
        <QueryState query={preview} skeleton={<Skeleton className="h-96" />}>
          {(data) => <Tried data={data} isOld={preview.isPlaceholderData || asked !== text} />}
        </QueryState>
      </div>
    </Page>
  );
}

function Tried({ data: { problems, preview }, isOld }: { data: Preview; isOld: boolean }) {
  if (!preview)
    return (
      <Card>
        <CardHead title="What is wrong" />
        <ul className="px-(--pad-card) pb-(--pad-card) text-sm">
          {problems.map(({ message, line, column }) => (
            <li key={`${line} ${column} ${message}`} className="flex gap-3 border-t border-line py-2">
              <span className="num w-16 shrink-0 text-xs text-fg-3">{line === null ? "" : `line ${line}`}</span>
              <span className="min-w-0 break-words text-bad-fg">{message}</span>
            </li>
          ))}
        </ul>
      </Card>
    );
  return (
    <Card>
      <CardHead
        title="Preview"
        sub={`${preview.judged} of ${plural(preview.of, "entity", "entities")}${preview.hasMore ? " (the first of more)" : ""} ${isOld ? "· judging" : ""}`}
      />
      <div className="px-(--pad-card) pb-(--pad-card) text-sm" aria-live="polite">
        {preview.judged === 0 ? (
          <p className="text-fg-2">It applies to nothing in the catalog. Look at appliesTo.</p>
        ) : (
          <LevelBar byLevel={preview.byLevel} />
        )}
        <h3 className="mt-4 mb-1 text-xs font-medium text-fg-3">Rules</h3>
        <ul>
          {preview.rules.map(({ id, title, failing, unknown }) => (
            <li key={id} className="flex items-center justify-between gap-3 border-t border-line py-1.5">
              <span className="min-w-0 truncate">{title}</span>
              <span className="flex shrink-0 gap-1">
                {failing > 0 && <Badge tone="bad">{failing} fail</Badge>}
                {unknown > 0 && <Badge>{unknown} unknown</Badge>}
                {failing + unknown === 0 && <Badge tone="ok">All pass</Badge>}
              </span>
            </li>
          ))}
        </ul>
        {preview.sample.length > 0 && (
          <h3 className="mt-4 mb-1 text-xs font-medium text-fg-3">Who has the most to do</h3>
        )}
        <ul>
          {preview.sample.slice(0, 12).map(({ ref, title, passed, total, missing }) => (
            <li key={ref} className="border-t border-line py-1.5">
              <span className="flex items-center justify-between gap-3">
                <EntityLink to={ref} title={title} />
                <span className="num shrink-0 text-xs text-fg-3">
                  {passed} of {total}
                </span>
              </span>
              {missing[0] && <span className="block truncate text-xs text-fg-3">{missing[0].because.join("; ")}</span>}
            </li>
          ))}
        </ul>
      </div>
    </Card>
  );
}
