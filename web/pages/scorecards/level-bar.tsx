import { classNames } from "../../ui/class-names.ts";
import { formatPercent } from "../../ui/format.ts";

type Share = { level: string | null; count: number };

/** How many stand at each level: a bar whose parts get stronger, and the same in words. */
export function LevelBar({ byLevel }: { byLevel: readonly Share[] }) {
  const total = byLevel.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return <p className="text-sm text-fg-3">Nothing was judged yet.</p>;
  return (
    <div>
      <div className="flex h-2 gap-px overflow-hidden rounded-full" aria-hidden="true">
        {byLevel.map(({ level, count }, index) => (
          <span
            key={level ?? ""}
            className={level === null ? "bg-idle" : "bg-accent"}
            style={{
              width: `${(count / total) * 100}%`,
              opacity: level === null ? 0.35 : 0.35 + (0.65 * index) / Math.max(1, byLevel.length - 1),
            }}
          />
        ))}
      </div>
      <ul className="mt-2 flex flex-wrap gap-x-4 gap-y-1 text-xs">
        {byLevel.map(({ level, count }) => (
          <li key={level ?? ""} className={classNames("flex gap-1.5", count === 0 && "text-fg-3")}>
            <span className="text-fg-2">{level ?? "No level"}</span>
            <span className="num font-medium">{count}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The share of rules that pass; null = nothing was judged. */
export const Score = ({ score }: { score: number | null }) =>
  score === null ? (
    <span className="text-fg-3">Not judged</span>
  ) : (
    <span className="num" title="Rules that pass, of all rules of all entities">
      {formatPercent(score)}
    </span>
  );
