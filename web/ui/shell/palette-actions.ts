import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import {
  BookOpen,
  CircleDollarSign,
  Cloud,
  KeyRound,
  type LucideIcon,
  Medal,
  Radar,
  ShieldCheck,
  UserPlus,
  Wand,
} from "lucide-react";
import { explain, useTRPC } from "../../api.ts";
import { useOrganization, whyNot } from "../organization.ts";
import { sayDone, sayFailed } from "../toast.ts";
import type { NavItem, SETTINGS } from "./nav.ts";

type PaletteAction = { title: string; icon: LucideIcon; run: () => void };
type Begin = {
  title: string;
  icon: LucideIcon;
  role: "developer" | "maintainer";
  to: NavItem["to"] | "/$org/catalog/import" | "/$org/scorecards/new" | "/$org/rules" | (typeof SETTINGS)[number]["to"];
};

/** What begins on a page of its own. */
const BEGIN: readonly Begin[] = [
  { title: "Import a catalog file", icon: BookOpen, role: "developer", to: "/$org/catalog/import" },
  { title: "Create from a template", icon: Wand, role: "developer", to: "/$org/templates" },
  { title: "Connect an AWS account", icon: Cloud, role: "maintainer", to: "/$org/accounts" },
  { title: "Invite a member", icon: UserPlus, role: "maintainer", to: "/$org/settings/members" },
  { title: "Write a rule", icon: ShieldCheck, role: "maintainer", to: "/$org/rules" },
  { title: "New scorecard", icon: Medal, role: "maintainer", to: "/$org/scorecards/new" },
  { title: "Create an API key", icon: KeyRound, role: "developer", to: "/$org/settings/api-keys" },
];

/** What this person may start from anywhere; what they may not is not listed. */
export function usePaletteActions(): PaletteAction[] {
  const trpc = useTRPC();
  const organization = useOrganization();
  const navigate = useNavigate();
  const accounts = useQuery(trpc.inventory.accounts.list.queryOptions());
  const onError = (error: unknown) => sayFailed(explain(error).sentence);
  const discover = useMutation(trpc.inventory.accounts.discover.mutationOptions({ onError }));
  const sync = useMutation(
    trpc.costs.sync.mutationOptions({
      onSuccess: () => sayDone("Cost sync is queued. Costs refresh by themselves."),
      onError,
    }),
  );
  const begin = BEGIN.filter(({ role }) => !whyNot(organization, role)).map(({ title, icon, to }) => ({
    title,
    icon,
    run: () => void navigate({ to, params: { org: organization.slug } }),
  }));
  if (whyNot(organization, "developer") || !accounts.data?.items.length) return begin;
  return [
    ...begin,
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
