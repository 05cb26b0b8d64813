import type { ReactNode, Ref } from "react";
import { classNames } from "./class-names.ts";

/** What scrolls must be reachable by keyboard (WCAG 2.1.1), although it is no control. */
const REACHABLE = { tabIndex: 0 };

type ScrollRegionProps = { label: string; className?: string; children: ReactNode; ref?: Ref<HTMLElement> };

export function ScrollRegion({ label, className, children, ref }: ScrollRegionProps) {
  return (
    <section ref={ref} aria-label={label} {...REACHABLE} className={classNames("relative overflow-auto", className)}>
      {children}
    </section>
  );
}
