import { TriangleAlert } from "lucide-react";
import type { Outputs } from "../../api.ts";

type SyncedAccount = Outputs["costs"]["summary"]["accounts"][number];

/** Why the figures of an account may be old or not add up. */
export function SyncProblems({ accounts }: { accounts: SyncedAccount[] }) {
  const sentences = accounts.flatMap(({ id, name, problem, tiesOut }) => [
    ...(problem ? [{ id, sentence: `${name}: ${problem}` }] : []),
    ...(tiesOut === false
      ? [{ id: `${id} difference`, sentence: `${name}: the services do not add up to AWS's own total to the cent.` }]
      : []),
  ]);
  if (sentences.length === 0) return null;
  return (
    <ul role="status" className="grid gap-2 rounded-lg bg-warn-soft p-4 text-sm text-warn-fg">
      {sentences.map(({ id, sentence }) => (
        <li key={id} className="flex gap-2">
          <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden="true" />
          {sentence}
        </li>
      ))}
    </ul>
  );
}
