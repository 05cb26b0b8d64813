import {
  BookOpen,
  Boxes,
  CalendarClock,
  CircleDollarSign,
  ClipboardCheck,
  Cloud,
  LayoutGrid,
  type LucideIcon,
  Medal,
  Settings,
  ShieldCheck,
  TrendingDown,
  Wand,
} from "lucide-react";

/** Pages of an organisation. `key`: pressed after g. */
export type NavItem = {
  to:
    | "/$org/overview"
    | "/$org/catalog"
    | "/$org/scorecards"
    | "/$org/templates"
    | "/$org/costs"
    | "/$org/savings"
    | "/$org/resources"
    | "/$org/compliance"
    | "/$org/findings"
    | "/$org/accounts"
    | "/$org/jobs"
    | "/$org/settings/general";
  label: string;
  icon: LucideIcon;
  key: string;
};

export const NAV: { group: string | null; items: NavItem[] }[] = [
  {
    group: null,
    items: [
      { to: "/$org/overview", label: "Overview", icon: LayoutGrid, key: "o" },
      { to: "/$org/catalog", label: "Catalog", icon: BookOpen, key: "k" },
      { to: "/$org/scorecards", label: "Scorecards", icon: Medal, key: "m" },
      { to: "/$org/templates", label: "Templates", icon: Wand, key: "w" },
    ],
  },
  {
    group: "Cloud",
    items: [
      { to: "/$org/resources", label: "Resources", icon: Boxes, key: "r" },
      { to: "/$org/compliance", label: "Compliance", icon: ClipboardCheck, key: "p" },
      { to: "/$org/findings", label: "Findings", icon: ShieldCheck, key: "f" },
      { to: "/$org/costs", label: "Costs", icon: CircleDollarSign, key: "c" },
      { to: "/$org/savings", label: "Savings", icon: TrendingDown, key: "s" },
      { to: "/$org/accounts", label: "AWS accounts", icon: Cloud, key: "a" },
    ],
  },
  {
    group: "Operate",
    items: [
      { to: "/$org/jobs", label: "Jobs", icon: CalendarClock, key: "j" },
      { to: "/$org/settings/general", label: "Settings", icon: Settings, key: "t" },
    ],
  },
];

export const PAGES = NAV.flatMap(({ items }) => items);

/** The pages of the settings; the first of them is also among the pages above. */
export const SETTINGS = [
  { to: "/$org/settings/general", label: "General" },
  { to: "/$org/settings/members", label: "Members" },
  { to: "/$org/settings/teams", label: "Teams" },
  { to: "/$org/settings/roles", label: "Roles" },
  { to: "/$org/settings/api-keys", label: "API keys" },
  { to: "/$org/settings/webhooks", label: "Webhooks" },
  { to: "/$org/settings/audit", label: "Audit log" },
  { to: "/$org/settings/usage", label: "Usage and limits" },
  { to: "/$org/settings/data", label: "Data" },
  { to: "/$org/settings/account", label: "Your account" },
  { to: "/$org/settings/security", label: "Your security" },
] as const;
