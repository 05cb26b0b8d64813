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

/** Pages beside each other, by the item of the navigation that they belong to; its own page comes first. */
export const SECTIONS = {
  "/$org/catalog": [
    { to: "/$org/catalog", label: "Everything" },
    { to: "/$org/catalog/teams", label: "Teams" },
  ],
  "/$org/resources": [
    { to: "/$org/resources", label: "List" },
    { to: "/$org/resources/changes", label: "Changes" },
    { to: "/$org/resources/graph", label: "Graph" },
  ],
  "/$org/compliance": [
    { to: "/$org/compliance", label: "Frameworks" },
    { to: "/$org/findings", label: "Findings" },
    { to: "/$org/exceptions", label: "Exceptions" },
    { to: "/$org/rules", label: "Rules" },
  ],
  "/$org/costs": [
    { to: "/$org/costs", label: "Overview" },
    { to: "/$org/costs/explorer", label: "Explorer" },
    { to: "/$org/costs/owners", label: "Teams" },
    { to: "/$org/costs/anomalies", label: "Anomalies" },
    { to: "/$org/costs/commitments", label: "Commitments" },
    { to: "/$org/costs/exports", label: "Exports" },
  ],
  "/$org/settings/general": SETTINGS,
} as const;

type Section = (typeof SECTIONS)[keyof typeof SECTIONS];
const isHome = (to: string): to is keyof typeof SECTIONS => to in SECTIONS;

/** The pages of an item's section that are no items themselves. */
export function partsOf({ to: home }: NavItem): readonly Section[number][] {
  const section: readonly Section[number][] = isHome(home) ? SECTIONS[home] : [];
  return section.filter(({ to }) => !PAGES.some((page) => page.to === to));
}

/** Where an address is: the item of the navigation, and the page of its section where that is another one. */
export function placeOf(pathname: string, slug: string): { page: NavItem | undefined; part: string | null } {
  const address = (to: string) => to.replace("$org", slug);
  for (const page of PAGES) {
    const part = partsOf(page).find(({ to }) => pathname === address(to));
    if (part) return { page, part: part.label };
  }
  return { page: PAGES.find(({ to }) => `${pathname}/`.startsWith(`${address(to)}/`)), part: null };
}
