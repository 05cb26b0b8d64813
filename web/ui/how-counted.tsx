import { Info } from "lucide-react";
import { Popover } from "radix-ui";
import type { ReactNode } from "react";
import { useLandmark } from "./landmark.ts";

type HowCountedProps = {
  /** The number's name, as its title says it. */
  of: string;
  /** Formula, n, period and so on: what a reader needs to count it again. */
  facts: readonly (readonly [word: string, ReactNode])[];
  /** Links to the rows behind it. */
  rows?: ReactNode;
};

/** A number that opens: how it is counted, of how many, for which time, and the way to its rows. */
export function HowCounted({ of, facts, rows }: HowCountedProps) {
  const landmark = useLandmark();
  return (
    <Popover.Root>
      <Popover.Trigger
        className="no-print relative z-10 grid size-6 shrink-0 place-items-center rounded-sm text-fg-3 hover:bg-hover hover:text-fg data-[state=open]:bg-active data-[state=open]:text-fg"
        title="How it is counted"
      >
        <Info className="size-3.5" aria-hidden="true" />
        <span className="sr-only">How {of} is counted</span>
      </Popover.Trigger>
      <Popover.Portal container={landmark}>
        <Popover.Content
          align="end"
          sideOffset={4}
          collisionPadding={12}
          aria-label={`How ${of} is counted`}
          className="z-50 w-[min(340px,calc(100vw-24px))] rounded-lg bg-raised p-4 text-left shadow-pop animate-in outline-none"
        >
          <p className="text-sm font-semibold">{of}</p>
          <dl className="mt-2 grid gap-2">
            {facts.map(([word, fact]) => (
              <div key={word} className="grid grid-cols-[76px_minmax(0,1fr)] gap-3 text-xs">
                <dt className="text-fg-3">{word}</dt>
                <dd className="break-words text-fg-2">{fact}</dd>
              </div>
            ))}
          </dl>
          {rows && (
            <div className="mt-3 flex flex-wrap gap-x-4 gap-y-1 border-t border-line pt-3 text-xs font-medium text-accent-fg [&_a]:hover:underline">
              {rows}
            </div>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
