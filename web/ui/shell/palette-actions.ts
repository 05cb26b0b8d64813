import { useMutation, useQuery } from "@tanstack/react-query";
import { CircleDollarSign, type LucideIcon, Radar } from "lucide-react";
import { explain, useTRPC } from "../../api.ts";
import { useOrganization, whyNot } from "../organization.ts";
import { sayDone, sayFailed } from "../toast.ts";

type PaletteAction = { title: string; icon: LucideIcon; run: () => void };

/** What this person may start from anywhere; what they may not is not listed. */
export function usePaletteActions(): PaletteAction[] {
  const trpc = useTRPC();
  const organization = useOrganization();
  const accounts = useQuery(trpc.inventory.accounts.list.queryOptions());
  const onError = (error: unknown) => sayFailed(explain(error).sentence);
  const discover = useMutation(trpc.inventory.accounts.discover.mutationOptions({ onError }));
  const sync = useMutation(
    trpc.costs.sync.mutationOptions({
      onSuccess: () => sayDone("Cost sync is queued. Costs refresh by themselves."),
      onError,
    }),
  );
  if (whyNot(organization, "developer") || !accounts.data?.items.length) return [];
  return [
    {
      title: "Discover resources now",
      icon: Radar,
      run: () => {
        for (const { id, name } of accounts.data.items) {
          discover.mutate({ id }, { onSuccess: () => sayDone(`Discovery of ${name} has started.`) });
        }
      },
    },
    { title: "Sync costs now", icon: CircleDollarSign, run: () => sync.mutate() },
  ];
}
