import type { ReactNode } from "react";

/** What appears here and when, and the one thing to do next. */
export function EmptyState({ title, children, action }: { title: string; children: ReactNode; action?: ReactNode }) {
  return (
    <div className="grid min-h-64 place-items-center p-6">
      <div className="max-w-sm text-center">
        <svg viewBox="0 0 160 88" className="mx-auto w-40" aria-hidden="true">
          {[0, 1, 2].map((layer) => (
            <g key={layer} transform={`translate(${20 + layer * 8},${36 - layer * 14})`} opacity={0.45 + layer * 0.27}>
              <rect width="104" height="44" rx="8" fill="var(--surface)" stroke="var(--line-strong)" />
              <rect x="12" y="12" width="34" height="6" rx="3" fill="var(--accent)" opacity={layer === 2 ? 0.9 : 0.3} />
              <rect x="12" y="26" width="70" height="6" rx="3" fill="var(--active)" />
            </g>
          ))}
        </svg>
        <h2 className="mt-4 text-lg font-semibold">{title}</h2>
        <p className="mt-1 text-base text-fg-2">{children}</p>
        {action && <div className="mt-4 flex flex-wrap justify-center gap-2">{action}</div>}
      </div>
    </div>
  );
}
