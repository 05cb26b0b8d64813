import { useQuery } from "@tanstack/react-query";
import { type Outputs, useTRPC } from "../../api.ts";
import { Card, CardHead } from "../../ui/card.tsx";
import { classNames } from "../../ui/class-names.ts";
import { formatCount } from "../../ui/format.ts";
import { QueryState } from "../../ui/query-state.tsx";
import { ScrollRegion } from "../../ui/scroll-region.tsx";
import { Skeleton } from "../../ui/small.tsx";
import { Badge, Status } from "../../ui/status.tsx";
import { LIMIT_KINDS, LIMIT_NOTES, LIMIT_WORDS, levelOf, PLAN_WORDS } from "./limits.ts";
import { SettingsPage } from "./settings-page.tsx";

type Usage = Outputs["organizations"]["usage"];

/** What the plan has room for, and how near its ends are. */
export function UsageAndLimits() {
  const trpc = useTRPC();
  const usage = useQuery(trpc.organizations.usage.queryOptions());
  return (
    <SettingsPage title="Usage and limits" sub="What the plan has room for, and what is used of it now.">
      <QueryState query={usage} skeleton={<Skeleton className="h-96 rounded-lg" />}>
        {(current) => (
          <>
            <Now usage={current} />
            <Plans usage={current} />
          </>
        )}
      </QueryState>
    </SettingsPage>
  );
}

function Now({ usage: { plan, items } }: { usage: Usage }) {
  return (
    <Card label="Usage">
      <CardHead title="Usage" sub="Counted when this page was read.">
        <Badge tone="info">{PLAN_WORDS[plan]} plan</Badge>
      </CardHead>
      <ul>
        {items.map((item) => (
          <Meter key={item.kind} item={item} />
        ))}
      </ul>
    </Card>
  );
}

function Meter({ item: { kind, used, max, reason } }: { item: Usage["items"][number] }) {
  const level = levelOf(used, max);
  const label = LIMIT_WORDS[kind];
  return (
    <li className="border-t border-line px-(--pad-card) py-3.5">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-1">
        <p className="text-sm font-medium">{label}</p>
        <p className="num text-sm">
          {used === null ? (
            <span className="text-fg-3">at most {formatCount(max)}</span>
          ) : (
            <>
              {formatCount(used)} <span className="text-fg-3">of {formatCount(max)}</span>
            </>
          )}
        </p>
      </div>
      {used !== null && (
        <div
          role="progressbar"
          aria-label={label}
          aria-valuemin={0}
          aria-valuemax={max}
          aria-valuenow={Math.min(used, max)}
          className="mt-2 h-1.5 overflow-hidden rounded-full bg-active"
        >
          <div
            className={classNames(
              "h-full rounded-full",
              level === "full" ? "bg-bad" : level === "near" ? "bg-warn" : "bg-accent",
            )}
            style={{ width: `${Math.min(100, (used / max) * 100)}%` }}
          />
        </div>
      )}
      <div className="mt-1.5 flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        <p className="text-xs text-fg-3">{reason ?? LIMIT_NOTES[kind]}</p>
        {level === "near" && <Status tone="warn">{Math.floor(((used ?? 0) / max) * 100)} % used</Status>}
        {level === "full" && <Status tone="bad">Full: the next one is refused</Status>}
      </div>
    </li>
  );
}

function Plans({ usage: { plan, plans } }: { usage: Usage }) {
  return (
    <Card label="Plans">
      <CardHead title="Plans" sub="The plan is given by whoever runs this installation." />
      <ScrollRegion label="Plans, scrollable">
        <table className="w-full min-w-[520px] text-sm">
          <thead>
            <tr className="border-y border-line bg-sunken text-xs text-fg-3">
              <th scope="col" className="h-9 px-(--pad-card) text-left font-medium">
                At most
              </th>
              {plans.map(({ name }) => (
                <th key={name} scope="col" className="px-(--pad-card) text-right font-medium">
                  {PLAN_WORDS[name]}
                  {name === plan && <span className="sr-only">, yours</span>}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {LIMIT_KINDS.map((kind) => (
              <tr key={kind} className="border-b border-line last:border-b-0">
                <th scope="row" className="px-(--pad-card) py-2 text-left font-normal">
                  {LIMIT_WORDS[kind]}
                </th>
                {plans.map(({ name, limits }) => (
                  <td
                    key={name}
                    className={classNames("num px-(--pad-card) text-right", name === plan && "font-semibold")}
                  >
                    {formatCount(limits[kind])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollRegion>
      <p className="border-t border-line px-(--pad-card) py-3 text-xs text-fg-3">
        To change it: <code className="font-mono break-words">bun run organization -- {"<address>"} --plan team</code>{" "}
        where DevControl runs.
      </p>
    </Card>
  );
}
