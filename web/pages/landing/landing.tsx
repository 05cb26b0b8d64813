import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Boxes, CircleDollarSign, Radar, ShieldCheck } from "lucide-react";
import { lazy, type ReactNode, Suspense } from "react";
import { account } from "../../api.ts";
import { buttonLook } from "../../ui/button.tsx";
import { ThemeToggle } from "../../ui/shell/theme-toggle.tsx";
import { Mark } from "../../ui/small.tsx";
import { EnterDemo } from "../identity/enter-demo.tsx";

const Picture = lazy(() => import("./picture.tsx").then(({ Picture }) => ({ default: Picture })));

export function Landing() {
  const me = useQuery(account.identity.me.queryOptions());
  const own = me.data?.user.isGuest ? undefined : me.data?.organizations[0];
  return (
    <div className="min-h-dvh overflow-x-clip">
      <title>DevControl: what runs in AWS, what it costs, what is wrong</title>
      <header className="mx-auto flex h-16 max-w-[1120px] items-center gap-2 px-4 lg:px-8">
        <Link to="/" className="flex items-center gap-2.5 text-base font-semibold">
          <Mark />
          DevControl
        </Link>
        <span className="flex-1" />
        <ThemeToggle />
        {own ? (
          <Link to="/$org/overview" params={{ org: own.slug }} className={buttonLook({ look: "primary" })}>
            Open {own.name}
          </Link>
        ) : (
          <>
            <Link to="/login" className={buttonLook({ look: "ghost" })}>
              Sign in
            </Link>
            <Link to="/signup" className={buttonLook({ look: "secondary", className: "max-sm:hidden" })}>
              Sign up
            </Link>
          </>
        )}
      </header>
      <main id="main">
        <section className="mx-auto max-w-[1120px] px-4 pt-14 pb-10 text-center sm:pt-20 lg:px-8">
          <h1 className="mx-auto max-w-[760px] text-[2.25rem] leading-[2.5rem] font-semibold tracking-[-0.035em] text-balance sm:text-[3.25rem] sm:leading-[3.5rem]">
            Know what runs in AWS, what it costs, and what is wrong
          </h1>
          <p className="mx-auto mt-5 max-w-[560px] text-lg text-pretty text-fg-2">
            Connect an account read-only. In about a minute you see every resource, the cost of every day, and what to
            mend first.
          </p>
          <div className="mt-8 flex flex-wrap justify-center gap-3">
            <EnterDemo look="primary" size="lg" />
            <Link to="/signup" className={buttonLook({ size: "lg" })}>
              Use my own account
            </Link>
          </div>
          <p className="mt-4 text-sm text-fg-3">No sign-up for the demo. Open source, MIT.</p>
        </section>
        <section aria-label="The product" className="mx-auto max-w-[1184px] px-4 lg:px-8">
          {/* The charts come after the words: nobody waits for a drawing to read or to click. */}
          <Suspense fallback={<div className="min-h-[600px] rounded-xl border border-line bg-sunken" />}>
            <Picture />
          </Suspense>
        </section>
        <section className="mx-auto grid max-w-[1120px] gap-x-10 gap-y-8 px-4 py-16 sm:grid-cols-2 lg:grid-cols-4 lg:px-8">
          <Point icon={<Radar aria-hidden="true" />} title="Everything that is there">
            All enabled regions, all pages, 69 resource types with their tags, owners and relations. What could not be
            read is marked as unknown.
          </Point>
          <Point icon={<CircleDollarSign aria-hidden="true" />} title="Costs that tie out">
            Cost Explorer by day and service in four metrics, exact to the digit. Days that AWS restates are journalled.
          </Point>
          <Point icon={<ShieldCheck aria-hidden="true" />} title="Findings with a fix">
            211 rules related to CIS, FSBP, PCI DSS, SOC 2 and more. Each failure has an owner, its evidence, and the
            command that mends it.
          </Point>
          <Point icon={<Boxes aria-hidden="true" />} title="Savings in dollars">
            67 rules for what is idle, too large or outdated, priced at what was billed; no dollar counts twice, and the
            next bill proves it.
          </Point>
        </section>
      </main>
      <footer className="border-t border-line">
        <p className="mx-auto max-w-[1120px] px-4 py-6 text-xs text-fg-3 lg:px-8">
          DevControl asks for read-only access. The role denies reading your data, and nothing in your accounts is ever
          changed.
        </p>
      </footer>
    </div>
  );
}

function Point({ icon, title, children }: { icon: ReactNode; title: string; children: ReactNode }) {
  return (
    <div>
      <span className="grid size-9 place-items-center rounded-md bg-accent-soft text-accent-fg [&_svg]:size-[18px]">
        {icon}
      </span>
      <h2 className="mt-3 text-base font-semibold">{title}</h2>
      <p className="mt-1 text-sm text-fg-2">{children}</p>
    </div>
  );
}
