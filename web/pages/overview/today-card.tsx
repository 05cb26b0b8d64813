import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type Outputs, useTRPC } from "../../api.ts";
import { serviceLabel, typeLabel } from "../../ui/aws.ts";
import { buttonLook } from "../../ui/button.tsx";
import { Card, CardHead } from "../../ui/card.tsx";
import { CopyButton } from "../../ui/copy.tsx";
import { formatDay, formatMoney, plural } from "../../ui/format.ts";
import { HowCounted } from "../../ui/how-counted.tsx";
import { useOrganization } from "../../ui/organization.ts";
import { ownerName } from "../../ui/owner.tsx";
import { QueryState } from "../../ui/query-state.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { Dot, SEVERITY_TONE, SEVERITY_WORD, type Tone } from "../../ui/status.tsx";

type Item = Outputs["findings"]["today"]["items"][number];
type Work = Extract<Item, { kind: "risk" | "saving" }>;
const SHOWN = 5;

/** Five things worth doing today: risk and money in turns, each with its owner and what mends it. */
export function TodayCard() {
  const trpc = useTRPC();
  const { slug } = useOrganization();
  const today = useQuery(trpc.findings.today.queryOptions({ limit: SHOWN }));
  return (
    <Card className="flex flex-col">
      <CardHead title="Worth doing today" sub="By risk and by money, in turns">
        <HowCounted
          of="Worth doing today"
          facts={[
            ["Ranking", "Risk and money take turns: neither is turned into the other."],
            ["Risk", "Most severe first, then what concerns more resources. Services without an owner come last."],
            ["Money", "Largest saving a month first, then days that cost more than their past foretold."],
            ["One line", "One rule at one owner, with the fix of its worst resource."],
            ["Left out", "What is accepted, acknowledged, planned or done."],
          ]}
          rows={
            <>
              <Link to="/$org/findings" params={{ org: slug }}>
                All findings
              </Link>
              <Link to="/$org/savings" params={{ org: slug }}>
                All savings
              </Link>
            </>
          }
        />
      </CardHead>
      <div className="flex-1">
        <QueryState query={today} skeleton={<TodaySkeleton />}>
          {({ items }) =>
            items.length === 0 ? (
              <p className="grid h-56 place-items-center px-8 text-center text-base text-fg-2">
                Nothing is open. What fails a rule, could be saved or has no owner appears here.
              </p>
            ) : (
              <ol className="px-2 pb-2">
                {items.map((item) => (
                  <TodayRow key={keyOf(item)} item={item} />
                ))}
              </ol>
            )
          }
        </QueryState>
      </div>
      <div className="flex gap-1 border-t border-line px-(--pad-card) py-2.5">
        <Link
          to="/$org/findings"
          params={{ org: slug }}
          className={buttonLook({ look: "ghost", size: "sm", className: "-ml-2" })}
        >
          All findings
        </Link>
        <Link to="/$org/savings" params={{ org: slug }} className={buttonLook({ look: "ghost", size: "sm" })}>
          All savings
        </Link>
      </div>
    </Card>
  );
}

const keyOf = (item: Item) =>
  item.kind === "unowned" ? item.kind : item.kind === "dear-day" ? item.id : `${item.ruleId} ${item.owner}`;

function TodayRow({ item }: { item: Item }) {
  const { slug } = useOrganization();
  switch (item.kind) {
    case "unowned":
      return (
        <Row tone="warn" note={`${item.names.join(", ")}${item.count > item.names.length ? " and others" : ""}`}>
          <Link
            to="/$org/catalog"
            params={{ org: slug }}
            search={{ kind: ["Component"], hasOwner: "no" }}
            className="after:absolute after:inset-0"
          >
            Name an owner for {plural(item.count, "service")}
          </Link>
        </Row>
      );
    case "dear-day":
      return (
        <Row tone="warn" note={`${formatDay(item.day)}, above what its past foretold`}>
          <Link to="/$org/costs" params={{ org: slug }} className="after:absolute after:inset-0">
            Explain {formatMoney(item.excess, "whole")} more for {serviceLabel(item.service)}
          </Link>
        </Row>
      );
    default:
      return <WorkRow work={item} />;
  }
}

function WorkRow({ work }: { work: Work }) {
  const { slug } = useOrganization();
  const { ruleId, title, severity, count, owner, findingId, resource, remedy, command } = work;
  const search = { rule: [ruleId], owner: [owner ?? "none"], id: findingId };
  const what = count === 1 ? resource.name : `${plural(count, "resource")}, such as ${resource.name}`;
  return (
    <Row
      tone={work.kind === "saving" ? "info" : SEVERITY_TONE[severity]}
      note={
        <>
          {work.kind === "risk" && `${SEVERITY_WORD[severity]} · `}
          <span className="text-fg-2">{owner ? ownerName(owner) : "No owner"}</span> · {what}
        </>
      }
      title={`${typeLabel(resource.type)} ${resource.name}. ${remedy}`}
      action={command && <CopyButton text={command} label={`Copy the command that mends ${resource.name}`} />}
    >
      <Link
        to={work.kind === "saving" ? "/$org/savings" : "/$org/findings"}
        params={{ org: slug }}
        search={search}
        className="after:absolute after:inset-0"
      >
        {work.kind === "saving" ? (
          <>
            Save <span className="num">{formatMoney(work.saving, "whole")}</span> a month: {lowerFirst(title)}
          </>
        ) : (
          title
        )}
      </Link>
    </Row>
  );
}

/** "Database pays …" in the middle of a sentence; names such as RDS and EC2 stay. */
const lowerFirst = (text: string) =>
  /^[A-Z][a-z]/.test(text) ? `${text.slice(0, 1).toLowerCase()}${text.slice(1)}` : text;

type RowProps = { tone: Tone; note: ReactNode; title?: string; action?: ReactNode; children: ReactNode };

function Row({ tone, note, title, action, children }: RowProps) {
  return (
    <li className="relative flex items-start gap-3 rounded-md px-3 py-2.5 hover:bg-hover" title={title}>
      <span className="mt-1">
        <Dot tone={tone} />
      </span>
      <div className="min-w-0 flex-1">
        <div className="text-sm font-medium">{children}</div>
        <div className="mt-0.5 truncate text-xs text-fg-3">{note}</div>
      </div>
      {action && <span className="relative z-10 -my-1 -mr-1.5">{action}</span>}
    </li>
  );
}

function TodaySkeleton() {
  return (
    <div className="space-y-5 px-5 py-3">
      {[1, 2, 3, 4, 5].map((row) => (
        <div key={row}>
          <Skeleton className="h-5 w-64" />
          <Skeleton className="mt-1 h-4 w-40" />
        </div>
      ))}
    </div>
  );
}
