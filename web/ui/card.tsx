import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

type CardProps = {
  children: ReactNode;
  className?: string;
  as?: "section" | "article" | "div" | "form";
  label?: string;
};

export function Card({ children, className, as: Element = "section", label }: CardProps) {
  return (
    <Element
      aria-label={label}
      className={classNames("card rounded-lg border border-line bg-surface shadow-sm", className)}
    >
      {children}
    </Element>
  );
}

export function CardHead({ title, sub, children }: { title: string; sub?: ReactNode; children?: ReactNode }) {
  return (
    <header className="flex items-start justify-between gap-4 px-(--pad-card) pt-4 pb-3">
      <div className="min-w-0">
        <h2 className="truncate text-lg font-semibold">{title}</h2>
        {sub && <p className="mt-0.5 text-xs break-words text-fg-3">{sub}</p>}
      </div>
      {children && <div className="flex shrink-0 items-center gap-1.5">{children}</div>}
    </header>
  );
}
