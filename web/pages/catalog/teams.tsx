import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { type Outputs, useTRPC } from "../../api.ts";
import { Button, buttonLook } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { toCsv } from "../../ui/csv.ts";
import { download } from "../../ui/download.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { formatCount, plural, toDay } from "../../ui/format.ts";
import { Money } from "../../ui/money.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { Page, PageHead } from "../../ui/page.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { Progress, Skeleton } from "../../ui/small.tsx";
import { onCallOf } from "./annotations.ts";
import { EntityLink } from "./entity-link.tsx";
import { shortRef } from "./filters.ts";
import { figuresOf, type TeamFigures } from "./team-figures.ts";

type Teams = Outputs["catalog"]["teams"];
const LINK = "hover:text-accent-fg hover:underline";

/** Every team: what it owns, who is in it, whom it calls, what is open there and what it costs. */
export function CatalogTeams() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const month = `${toDay(new Date()).slice(0, 8)}01`;
  const teams = useQuery(trpc.catalog.teams.queryOptions());
  const findings = useQuery(trpc.findings.groups.queryOptions({ by: "owner" }));
  const costs = useQuery(trpc.costs.teams.queryOptions({ month, metric: "pay" }));
  const figures = figuresOf(findings.data?.items, costs.data?.items);
  const currency = costs.data?.currency ?? "USD";
  return (
    <Page>
      <PageHead
        title="Teams"
        count={teams.data ? formatCount(teams.data.items.length) : undefined}
        sub="Groups of the catalog, with what each answers for; a figure opens its rows"
        actions={
          <>
            <Link to="/$org/catalog" params={{ org: slug }} className={buttonLook({})}>
              Catalog
            </Link>
            <Button
              unavailable={teams.data?.items.length ? null : "There is nothing to export."}
              onClick={() =>
                download(`${slug}-teams.csv`, asCsv(teams.data?.items ?? [], figures, currency), "text/csv")
              }
            >
              <Download aria-hidden="true" />
              Export CSV
            </Button>
          </>
        }
      />
      <div className="mt-5 grid grid-cols-[minmax(0,1fr)] gap-(--gap-card)">
        <QueryState query={teams} skeleton={<Skeleton className="h-80 rounded-lg" />}>
          {(data) => (
            <>
              <Coverage owned={data.owned} />
              {data.items.length === 0 ? (
                <NoTeams />
              ) : (
                <TeamsTable {...{ teams: data.items, figures, currency, month }} />
              )}
              {data.undeclared.length > 0 && <Undeclared teams={data.undeclared} />}
            </>
          )}
        </QueryState>
      </div>
    </Page>
  );
}

/** How much of the catalogue somebody answers for, and the way to what nobody does. */
function Coverage({ owned: { total, unknown } }: { owned: Teams["owned"] }) {
  const { slug } = useOrganization();
  if (total === 0) return null;
  return (
    <Card>
      <CardHead
        title={unknown === 0 ? "Everything has an owner" : `${plural(unknown, "entity", "entities")} without an owner`}
        sub={`Of ${plural(total, "entity", "entities")} that a team could own; an owner counts when it is in the catalog`}
      >
        {unknown > 0 && (
          <Link
            to="/$org/catalog"
            params={{ org: slug }}
            search={{ hasOwner: "no" }}
            className={buttonLook({ size: "sm" })}
          >
            Name owners
          </Link>
        )}
      </CardHead>
      <div className="px-(--pad-card) pb-5">
        <Progress label="Entities with an owner" done={total - unknown} total={total} />
      </div>
    </Card>
  );
}

type TableProps = {
  teams: Teams["items"];
  figures: (ref: string) => TeamFigures;
  currency: string;
  month: string;
};

function TeamsTable({ teams, figures, currency, month }: TableProps) {
  const { slug: org } = useOrganization();
  return (
    <Card className="overflow-hidden">
      <ScrollRegion label="Teams">
        <table className="w-full text-sm">
          <thead>
            <tr className="border-b border-line bg-sunken text-left text-xs text-fg-3 [&>th]:h-8 [&>th]:px-3 [&>th]:font-medium [&>th]:whitespace-nowrap [&>th:first-child]:pl-(--pad-card) [&>th:last-child]:pr-(--pad-card)">
              <th scope="col">Team</th>
              <th scope="col" className="text-right">
                Owns
              </th>
              <th scope="col" className="text-right">
                Members
              </th>
              <th scope="col">On call</th>
              <th scope="col" className="text-right">
                Open findings
              </th>
              <th scope="col" className="text-right">
                Cost this month
              </th>
            </tr>
          </thead>
          <tbody>
            {teams.map(({ ref, title, owned, members, metadata, orphanedAt }) => {
              const known = figures(ref);
              return (
                <tr
                  key={ref}
                  className="border-b border-line last:border-0 hover:bg-hover [&>td]:h-12 [&>td]:px-3 [&>td:first-child]:pl-(--pad-card) [&>td:last-child]:pr-(--pad-card)"
                >
                  <td className="max-w-72 min-w-44">
                    <span className="flex items-baseline gap-2 font-medium">
                      <EntityLink to={ref} title={title} />
                      {orphanedAt && <span className="text-xs font-normal text-fg-3">orphan</span>}
                    </span>
                    {typeof metadata.description === "string" && (
                      <span className="block truncate text-xs text-fg-3">{metadata.description}</span>
                    )}
                  </td>
                  <td className="num text-right">
                    <Link to="/$org/catalog" params={{ org }} search={{ owner: [ref] }} className={LINK}>
                      {formatCount(owned)}
                    </Link>
                  </td>
                  <td className="num text-right">{members > 0 ? formatCount(members) : <None what="none named" />}</td>
                  <td className="whitespace-nowrap">
                    <OnCall metadata={metadata} />
                  </td>
                  <td className="num text-right whitespace-nowrap">
                    {known.open === undefined ? (
                      <Money value={null} />
                    ) : (
                      <Link to="/$org/findings" params={{ org }} search={{ owner: [ref] }} className={LINK}>
                        {formatCount(known.open)}
                      </Link>
                    )}
                    {known.urgent ? (
                      <Link
                        to="/$org/findings"
                        params={{ org }}
                        search={{ owner: [ref], severity: ["critical", "high"] }}
                        className="ml-2 text-xs text-bad-fg hover:underline"
                        title="Critical or high"
                      >
                        {formatCount(known.urgent)} urgent
                      </Link>
                    ) : null}
                  </td>
                  <td className="num text-right">
                    {known.cost === undefined ? (
                      <Money value={null} />
                    ) : (
                      <Link
                        to="/$org/costs/owners"
                        params={{ org }}
                        search={{ team: known.costKey, month, metric: "pay" }}
                        className={LINK}
                      >
                        <Money value={{ amount: known.cost, currency }} style="whole" />
                      </Link>
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </ScrollRegion>
    </Card>
  );
}

function OnCall({ metadata }: { metadata: Record<string, unknown> }) {
  const onCall = onCallOf({ metadata });
  if (!onCall) return <None what="none set" />;
  const { tool, text, url } = onCall;
  return url ? (
    <a href={url} target="_blank" rel="noreferrer" className="text-accent-fg hover:underline">
      {new URL(url).host}
    </a>
  ) : (
    <span>{tool ? `${tool} ${text}` : text}</span>
  );
}

const None = ({ what }: { what: string }) => <span className="text-xs whitespace-nowrap text-fg-3">{what}</span>;

/** What files call an owner and no file declares: most often a typo, or a team that still has to be written down. */
function Undeclared({ teams }: { teams: Teams["undeclared"] }) {
  const { slug: org } = useOrganization();
  return (
    <Card>
      <CardHead
        title="Named as owners, not in the catalog"
        sub="Declare them as Group or User, or correct the owner in the files that name them"
      />
      <ul className="px-(--pad-card) pb-(--pad-card) text-sm">
        {teams.map(({ ref, owned }) => (
          <li key={ref} className="flex min-h-9 items-center justify-between gap-4 border-t border-line">
            <span className="min-w-0 truncate" title={ref}>
              {shortRef(ref)}
            </span>
            <Link to="/$org/catalog" params={{ org }} search={{ owner: [ref] }} className={`num shrink-0 ${LINK}`}>
              {plural(owned, "entity", "entities")}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function NoTeams() {
  const { slug } = useOrganization();
  return (
    <EmptyState
      title="No team is in the catalog"
      action={
        <Link to="/$org/catalog/import" params={{ org: slug }} className={buttonLook({ look: "primary" })}>
          Import a file
        </Link>
      }
    >
      A team is an entity of kind Group. Declare your teams in a catalog file; services then name them as their owners.
    </EmptyState>
  );
}

const asCsv = (teams: Teams["items"], figures: TableProps["figures"], currency: string) =>
  toCsv(
    [
      "Team",
      "Reference",
      "Owns",
      "Members",
      "On call",
      "Open findings",
      "Critical or high",
      `Cost this month ${currency}`,
    ],
    teams.map(({ ref, title, owned, members, metadata }) => {
      const known = figures(ref);
      const cells = [title, ref, owned, members, onCallOf({ metadata })?.text, known.open, known.urgent, known.cost];
      return cells.map((cell) => (cell === undefined ? "" : String(cell)));
    }),
  );
