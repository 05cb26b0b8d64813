import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-xs border border-line bg-sunken px-1 font-sans text-2xs text-fg-3">
      {children}
    </kbd>
  );
}

export function Avatar({ name, size = 24 }: { name: string; size?: number }) {
  const initials = name
    .split(/\s+/)
    .map((part) => part[0] ?? "")
    .join("")
    .slice(0, 2)
    .toUpperCase();
  return (
    <span
      aria-hidden="true"
      className="inline-grid shrink-0 place-items-center rounded-full bg-accent-soft font-semibold text-accent-fg"
      style={{ width: size, height: size, fontSize: size * 0.4 }}
    >
      {initials}
    </span>
  );
}

/** Grey shapes in the geometry of what is coming; they wait 150 ms, so that a quick answer never flickers. */
export function Skeleton({ className }: { className?: string }) {
  return <span aria-hidden="true" className={classNames("skeleton block rounded-xs bg-active", className)} />;
}

/** A short technical word: a type, an id, a region. */
export function Code({ children, title }: { children: ReactNode; title?: string }) {
  return (
    <span
      title={title}
      className="rounded-xs border border-line bg-sunken px-1.5 py-0.5 font-mono text-2xs whitespace-nowrap text-fg-2"
    >
      {children}
    </span>
  );
}

export function Progress({ label, done, total }: { label: string; done: number; total: number | null }) {
  const share = total ? Math.min(1, done / total) : null;
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={total ?? undefined}
      aria-valuenow={total ? done : undefined}
      className="h-2 overflow-hidden rounded-full bg-active"
    >
      <div
        className={classNames(
          "h-full rounded-full bg-accent transition-[width] duration-300",
          share === null && "animate-pulse",
        )}
        style={{ width: `${(share ?? 1) * 100}%` }}
      />
    </div>
  );
}

/** The product's sign. */
export function Mark({ size = 28 }: { size?: number }) {
  return <img src="/favicon.svg" alt="" width={size} height={size} className="shrink-0" />;
}
