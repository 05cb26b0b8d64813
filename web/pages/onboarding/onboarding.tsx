import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check, FileText, GitBranch, Upload } from "lucide-react";
import type { ReactNode } from "react";
import { useTRPC } from "../../api.ts";
import { buttonLook } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { classNames } from "../../ui/class-names.ts";
import { useOrganization } from "../../ui/organization.ts";
import { Page, PageHead } from "../../ui/page.tsx";
import { isConnected, type SetupStep, useSetup } from "../../ui/shell/setup.ts";
import { Skeleton } from "../../ui/small.tsx";
import { Connect } from "../accounts/connect.tsx";
import { DiscoveryCard } from "./discovery-card.tsx";

/** From nothing to a full overview, with what happens right now beside it. */
export function Onboarding() {
  const trpc = useTRPC();
  const setup = useSetup();
  const accounts = useQuery(trpc.inventory.accounts.list.queryOptions());
  const connected = accounts.data?.items.filter(isConnected) ?? [];
  return (
    <Page width="max-w-[1040px]">
      <PageHead title="Set up" sub="You can leave and come back, nothing is lost." />
      <div className="mt-6 grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[320px_minmax(0,1fr)]">
        {setup ? <Steps steps={setup.steps} next={setup.next} /> : <Skeleton className="h-64 rounded-lg" />}
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          {accounts.data && connected.length === 0 && (
            <Card className="p-5">
              <h2 className="mb-4 text-lg font-semibold">Connect an AWS account</h2>
              <Connect pendingRoleId={accounts.data.items[0]?.id} onConnected={() => void accounts.refetch()} />
            </Card>
          )}
          {accounts.data && connected.length === 0 && <WithoutAws />}
          {connected.length > 0 && <DiscoveryCard accounts={connected} />}
          {setup && !setup.next && <Finished />}
        </div>
      </div>
    </Page>
  );
}

/** What fills a part of the pages without any account. */
function WithoutAws() {
  const { slug: org } = useOrganization();
  const way = "relative flex items-start gap-3 rounded-md border border-line p-4 hover:border-line-strong";
  const icon = "mt-0.5 size-5 shrink-0 text-accent-fg";
  return (
    <Card className="p-5">
      <h2 className="text-lg font-semibold">Or begin with what you have</h2>
      <p className="mt-0.5 text-sm text-fg-2">No AWS access needed; each can be added later too.</p>
      <ul className="mt-4 grid gap-3 sm:grid-cols-3">
        <li className={way}>
          <FileText className={icon} aria-hidden="true" />
          <Way title="A catalog file" note="Paste a catalog-info.yaml: services, owners, dependencies">
            {(title) => (
              <Link to="/$org/catalog/import" params={{ org }} className={STRETCHED}>
                {title}
              </Link>
            )}
          </Way>
        </li>
        <li className={way}>
          <Upload className={icon} aria-hidden="true" />
          <Way title="A cost export" note="Upload a FOCUS or CUR file: costs by service and resource">
            {(title) => (
              <Link to="/$org/costs/exports" params={{ org }} className={STRETCHED}>
                {title}
              </Link>
            )}
          </Way>
        </li>
        <li className={way}>
          <GitBranch className={icon} aria-hidden="true" />
          <Way title="GitHub" note="Read every repository: catalog files, suggestions, templates">
            {(title) => (
              <Link to="/$org/catalog/github" params={{ org }} className={STRETCHED}>
                {title}
              </Link>
            )}
          </Way>
        </li>
      </ul>
    </Card>
  );
}

const STRETCHED = "after:absolute after:inset-0 after:rounded-md";

function Way({ title, note, children }: { title: string; note: string; children: (title: string) => ReactNode }) {
  return (
    <div className="min-w-0">
      <h3 className="text-sm font-semibold">{children(title)}</h3>
      <p className="mt-0.5 text-xs text-fg-3">{note}</p>
    </div>
  );
}

function Steps({ steps, next }: { steps: SetupStep[]; next: SetupStep | null }) {
  return (
    <ol className="card rounded-lg border border-line bg-surface p-2 shadow-sm">
      {steps.map((step, index) => {
        const isNext = step.key === next?.key;
        return (
          <li
            key={step.key}
            aria-current={isNext ? "step" : undefined}
            className={classNames("flex items-center gap-3 rounded-md px-3 py-2.5", isNext && "bg-accent-soft")}
          >
            <span
              className={classNames(
                "grid size-6 shrink-0 place-items-center rounded-full text-2xs font-semibold",
                step.isDone
                  ? "bg-ok-soft text-ok-fg"
                  : isNext
                    ? "bg-accent text-on-accent"
                    : "border border-line-control text-fg-3",
              )}
            >
              {step.isDone ? <Check className="size-3.5" aria-label="Done" /> : index + 1}
            </span>
            <span className="min-w-0">
              <span className={classNames("block text-sm", isNext ? "font-semibold" : "font-medium")}>
                {step.title}
              </span>
              <span className={classNames("block text-xs", isNext ? "text-fg-2" : "text-fg-3")}>{step.detail}</span>
            </span>
          </li>
        );
      })}
    </ol>
  );
}

function Finished() {
  const { slug } = useOrganization();
  return (
    <Card className="flex flex-wrap items-center justify-between gap-4 p-5">
      <div>
        <h2 className="text-lg font-semibold">Everything is set up</h2>
        <p className="mt-0.5 text-sm text-fg-2">From now on it is read again every day.</p>
      </div>
      <Link to="/$org/overview" params={{ org: slug }} className={buttonLook({ look: "primary" })}>
        Open the overview
      </Link>
    </Card>
  );
}
