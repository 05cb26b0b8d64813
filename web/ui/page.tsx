import type { ReactNode } from "react";
import { useOrganization } from "./organization.ts";

type PageHeadProps = { title: string; count?: ReactNode; sub?: ReactNode; actions?: ReactNode };

/** Title, freshness in a sentence, controls at the right; also names the browser's tab. */
export function PageHead({ title, count, sub, actions }: PageHeadProps) {
  const { name } = useOrganization();
  return (
    <div className="flex flex-wrap items-end justify-between gap-3">
      <title>{`${title} · ${name} · DevControl`}</title>
      <div className="min-w-0">
        <h1 className="flex items-baseline gap-2 text-xl font-semibold">
          <span className="min-w-0 break-words">{title}</span>
          {count !== undefined && <span className="num text-sm font-normal tracking-normal text-fg-3">{count}</span>}
        </h1>
        {sub && <p className="mt-0.5 text-sm text-fg-3">{sub}</p>}
      </div>
      {actions && <div className="no-print flex flex-wrap items-center gap-2">{actions}</div>}
    </div>
  );
}

/** A dashboard or a settings page: a column of readable width. */
export function Page({ children, width = "max-w-[1360px]" }: { children: ReactNode; width?: string }) {
  return <div className={`mx-auto px-4 pt-6 pb-16 lg:px-8 ${width}`}>{children}</div>;
}

/** A list: its head keeps still, its table takes the rest of the screen from edge to edge. */
export function FullPage({ head, children }: { head: ReactNode; children: ReactNode }) {
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="px-4 pt-5 lg:px-6">{head}</div>
      <div className="min-h-0 flex-1 border-t border-line bg-surface">{children}</div>
    </div>
  );
}
