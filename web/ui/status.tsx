import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

export type Tone = "ok" | "warn" | "bad" | "info" | "idle";

/** The shape differs with the tone, so that a state never depends on colour alone. */
export function Dot({ tone, isRunning = false }: { tone: Tone; isRunning?: boolean }) {
  return (
    <svg
      viewBox="0 0 10 10"
      className={classNames("dot size-[11px] shrink-0", isRunning && "animate-spin")}
      aria-hidden="true"
    >
      {tone === "ok" && <circle cx="5" cy="5" r="3.6" className="fill-ok" />}
      {tone === "bad" && <path d="M5 .9 9.1 5 5 9.1 .9 5Z" className="fill-bad" />}
      {tone === "warn" && <path d="M5 1.2 9.2 8.8H.8Z" className="fill-warn" />}
      {tone === "info" && (
        <circle cx="5" cy="5" r="3.4" fill="none" className="stroke-info" strokeWidth="1.8" strokeDasharray="14 8" />
      )}
      {tone === "idle" && <circle cx="5" cy="5" r="3.2" fill="none" className="stroke-idle" strokeWidth="1.5" />}
    </svg>
  );
}

export function Status({ tone, isRunning, children }: { tone: Tone; isRunning?: boolean; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5 text-sm whitespace-nowrap text-fg">
      <Dot tone={tone} isRunning={isRunning} />
      {children}
    </span>
  );
}

const BADGE: Record<Tone, string> = {
  ok: "bg-ok-soft text-ok-fg",
  warn: "bg-warn-soft text-warn-fg",
  bad: "bg-bad-soft text-bad-fg",
  info: "bg-info-soft text-info-fg",
  idle: "bg-idle-soft text-idle-fg",
};

export function Badge({ tone = "idle", children }: { tone?: Tone; children: ReactNode }) {
  return (
    <span
      className={classNames(
        "inline-flex h-5 shrink-0 items-center gap-1 rounded-xs px-1.5 text-2xs font-medium whitespace-nowrap",
        BADGE[tone],
      )}
    >
      {children}
    </span>
  );
}

export type Severity = "critical" | "high" | "medium" | "low";
export const SEVERITY_TONE: Record<Severity, Tone> = { critical: "bad", high: "bad", medium: "warn", low: "idle" };
export const SEVERITY_WORD: Record<Severity, string> = {
  critical: "Critical",
  high: "High",
  medium: "Medium",
  low: "Low",
};

export const isSeverity = (word: string): word is Severity => word in SEVERITY_TONE;

export function SeverityBadge({ severity }: { severity: Severity }) {
  return <Badge tone={SEVERITY_TONE[severity]}>{SEVERITY_WORD[severity]}</Badge>;
}
