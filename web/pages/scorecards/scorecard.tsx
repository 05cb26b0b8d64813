import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { explain, type Outputs, useTRPC } from "../../api.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { Spark } from "../../ui/charts/spark.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { formatDay, formatPercent, plural } from "../../ui/format.ts";
import { useOrganization, whyNot } from "../../ui/organization.ts";
import { Page, PageHead } from "../../ui/page.tsx";
import { ErrorState, QueryState } from "../../ui/query-state.tsx";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { Badge } from "../../ui/status.tsx";
import { AsOf } from "../../ui/time.tsx";
import { sayDone, sayFailed } from "../../ui/toast.ts";
import { EntityLink } from "../catalog/entity-link.tsx";
import { LevelBar, Score } from "./level-bar.tsx";
import { JudgeButton } from "./scorecards.tsx";

type CardData = Outputs["findings"]["scorecards"]["get"];

/** One scorecard: where everybody stands, which rules hold most of them back, and its words. */
export function Scorecard() {
  const { slug } = useParams({ from: "/$org/scorecards/$slug" });
  const trpc = useTRPC();
  const { slug: org } = useOrganization();
  const card = useQuery(trpc.findings.scorecards.get.queryOptions({ slug }));
  if (card.error && !card.data)
    return <ErrorState heading="h1" title="This scorecard cannot be shown" error={card.error} />;
  return (
    <Page>
      <QueryState query={card} skeleton={<Skeleton className="h-96" />}>
        {(data) => (
          <>
            <PageHead
              title={data.title}
              sub={
                <>
                  {data.description} <AsOf at={data.judgedAt} what="Judged" />
                </>
              }
              actions={
                <>
                  <JudgeButton />
                  <Link to="/$org/scorecards/new" params={{ org }} search={{ from: slug }} className={buttonLook({})}>
                    {data.isBuiltIn ? "Copy" : "Change"}
                  </Link>
                  {!data.isBuiltIn && <RemoveButton card={data} />}
                </>
              }
            />
            <div className="mt-5 grid grid-cols-[minmax(0,1fr)] items-start gap-(--gap-card) xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
              <div className="grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
                <Card className="p-(--pad-card)" label="Standing">
                  <div className="mb-4 flex items-end justify-between gap-4">
                    <p className="text-2xl font-semibold">
                      <Score score={data.score} />
                    </p>
                    <History history={data.history} />
                  </div>
                  <LevelBar byLevel={data.byLevel} />
                </Card>
                <Entities card={data} />
              </div>
              <div className="grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
                <Rules card={data} />
                <Card>
                  <CardHead title="Its words" />
                  <div className="px-(--pad-card) pb-(--pad-card)">
                    <Snippet text={data.definition} label="YAML" heightMax="max-h-96" />
                  </div>
                </Card>
              </div>
            </div>
          </>
        )}
      </QueryState>
    </Page>
  );
}

function History({ history }: { history: CardData["history"] }) {
  const [first] = history;
  const known = history.flatMap(({ score }) => (score === null ? [] : [score]));
  if (!first || known.length < 2) return <span className="text-xs text-fg-3">Its history begins today</span>;
  return (
    <span className="grid justify-items-end gap-1 text-xs text-fg-3">
      <Spark values={known} />
      since {formatDay(first.day)}, then {formatPercent(known[0] ?? 0)}
    </span>
  );
}

function Rules({ card: { levels, rules, judged } }: { card: CardData }) {
  return (
    <Card>
      <CardHead title="Rules" sub="A level is reached when its rules and those of all levels below pass" />
      <div className="px-(--pad-card) pb-(--pad-card) text-sm">
        {levels.map((level, index) => (
          <section key={level} className="mb-3 last:mb-0">
            <h3 className="mb-1 text-xs font-medium text-fg-3">{level}</h3>
            <ul>
              {rules
                .filter((rule) => rule.level === index)
                .map(({ id, title, remedy, failing, unknown }) => (
                  <li key={id} className="border-t border-line py-2">
                    <span className="flex items-start justify-between gap-3">
                      <span className="min-w-0">{title}</span>
                      <span className="flex shrink-0 gap-1">
                        {failing > 0 && <Badge tone="bad">{failing} fail</Badge>}
                        {unknown > 0 && <Badge>{unknown} unknown</Badge>}
                        {judged > 0 && failing + unknown === 0 && <Badge tone="ok">All pass</Badge>}
                      </span>
                    </span>
                    {remedy && failing > 0 && <span className="mt-0.5 block text-xs text-fg-3">{remedy}</span>}
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </div>
    </Card>
  );
}

function Entities({ card: { entities, levels, rules, hasMore } }: { card: CardData }) {
  const titles = new Map(rules.map(({ id, title }) => [id, title]));
  return (
    <Card>
      <CardHead title="Entities" sub="Those with the most to do first" />
      {entities.length === 0 ? (
        <p className="px-(--pad-card) pb-(--pad-card) text-sm text-fg-2">
          Nothing was judged yet. It is judged each hour, or now by the button above.
        </p>
      ) : (
        <ScrollRegion label="Entities of the scorecard" className="max-h-[720px] border-t border-line">
          <table className="w-full text-sm">
            <thead className="sticky top-0 bg-sunken text-left text-xs text-fg-3">
              <tr className="[&>th]:h-9 [&>th]:px-3 [&>th]:font-medium">
                <th scope="col">Name</th>
                <th scope="col">Level</th>
                <th scope="col">Missing</th>
              </tr>
            </thead>
            <tbody>
              {entities.map(({ ref, title, kind, level, passed, total, missing }) => (
                <tr key={ref} className="border-t border-line align-top [&>*]:px-3 [&>*]:py-2">
                  <th scope="row" className="text-left font-normal">
                    <EntityLink to={ref} title={title} />
                    <span className="block text-xs text-fg-3">{kind}</span>
                  </th>
                  <td className="whitespace-nowrap">
                    {level === null ? (
                      <span className="text-fg-3">No level</span>
                    ) : (
                      <Badge tone="ok">{levels[level]}</Badge>
                    )}
                    <span className="num block text-xs text-fg-3">
                      {passed} of {total}
                    </span>
                  </td>
                  <td className="text-xs text-fg-2">
                    {Object.entries(missing).map(([rule, status]) => (
                      <span key={rule} className="block">
                        {titles.get(rule) ?? rule}
                        {status === "UNKNOWN" && <span className="text-fg-3"> (unknown)</span>}
                      </span>
                    ))}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </ScrollRegion>
      )}
      {hasMore && (
        <p className="border-t border-line p-3 text-xs text-fg-3">
          The first {plural(entities.length, "entity", "entities")} are shown.
        </p>
      )}
    </Card>
  );
}

function RemoveButton({ card: { slug, title } }: { card: CardData }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const organization = useOrganization();
  const remove = useMutation(
    trpc.findings.scorecards.remove.mutationOptions({
      onSuccess: async () => {
        void navigate({ to: "/$org/scorecards", params: { org: organization.slug } });
        await queries.invalidateQueries(trpc.findings.scorecards.list.pathFilter());
        sayDone(`${title} was removed.`);
      },
      onError: (error) => sayFailed(explain(error).sentence),
    }),
  );
  return (
    <Button
      look="danger"
      busy={remove.isPending}
      unavailable={whyNot(organization, "maintainer")}
      onClick={() => remove.mutate({ slug })}
    >
      Remove
    </Button>
  );
}
