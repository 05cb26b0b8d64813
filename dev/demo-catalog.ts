import { APIS } from "./demo-apis.ts";
import { PARTS, type Part, type Store, storesOf } from "./demo-parts.ts";
import { NEW_SERVICE } from "./demo-template.ts";

/**
 * Juniper Goods' own catalogue: its teams, systems, services, the parts of each that run by themselves, and what they keep
 * data in; parts and stores claim what is in the sample account.
 */
const TEAMS: Record<string, string> = {
  payments: "Takes the money and gives it back",
  storefront: "What shoppers see",
  discovery: "Search and recommendations",
  growth: "Messages to shoppers",
  fulfilment: "From shelf to door",
  data: "Numbers for everybody",
  platform: "What all the others stand on",
};
const SYSTEMS: [name: string, owner: string, description: string][] = [
  ["shop", "storefront", "From the first page to the order"],
  ["money", "payments", "Payments, invoices and taxes"],
  ["insights", "data", "What happened, and what it means"],
  ["foundation", "platform", "Sign-in, pipelines and logs"],
];
type Service = { name: string; owner: string; system: string; needs: string; description: string };
const SERVICES: readonly Service[] = [
  {
    name: "web",
    owner: "storefront",
    system: "shop",
    needs: "checkout catalog search identity media",
    description: "The shop itself",
  },
  {
    name: "checkout",
    owner: "payments",
    system: "money",
    needs: "billing stock identity notifications",
    description: "Basket to paid order",
  },
  {
    name: "billing",
    owner: "payments",
    system: "money",
    needs: "identity",
    description: "Invoices, dunning and tax reports",
  },
  {
    name: "catalog",
    owner: "storefront",
    system: "shop",
    needs: "stock media",
    description: "Products, prices and feeds",
  },
  { name: "media", owner: "storefront", system: "shop", needs: "", description: "Pictures in every size" },
  {
    name: "search",
    owner: "discovery",
    system: "shop",
    needs: "catalog recommendations",
    description: "Finds products by words",
  },
  {
    name: "recommendations",
    owner: "discovery",
    system: "shop",
    needs: "analytics",
    description: "What others bought",
  },
  {
    name: "notifications",
    owner: "growth",
    system: "shop",
    needs: "identity",
    description: "E-mail and text messages",
  },
  {
    name: "stock",
    owner: "fulfilment",
    system: "shop",
    needs: "erp",
    description: "How many are left, and where",
  },
  {
    name: "analytics",
    owner: "data",
    system: "insights",
    needs: "data-lake",
    description: "Sessions and reports",
  },
  { name: "data-lake", owner: "data", system: "insights", needs: "", description: "Raw and curated history" },
  { name: "identity", owner: "platform", system: "foundation", needs: "", description: "Who is who" },
  // Nobody is in charge of it: the worklist of unknown owners has something to show.
  { name: "erp", owner: "finance", system: "money", needs: "", description: "The books, from another age" },
];

const STORES = storesOf(SERVICES.map(({ name }) => name));
/** What the platform runs for everybody is part of no service. */
const PLATFORM: Pick<Service, "owner" | "system"> = { owner: "platform", system: "foundation" };
const serviceOf = (name: string) => SERVICES.find((each) => each.name === name) ?? PLATFORM;

type Spec = Record<string, string | readonly string[]>;
const entity = (kind: string, name: string, spec: Spec, metadata: Record<string, unknown> = {}) => ({
  apiVersion: "backstage.io/v1alpha1",
  kind,
  metadata: { name, ...metadata },
  spec,
});

/** As a file, which goes the way of every other file. */
export const demoCatalog = () =>
  JSON.stringify([
    ...Object.entries(TEAMS).map(([name, description]) =>
      entity("Group", name, { type: "team", children: [] }, { description, ...calledOf(name) }),
    ),
    ...SYSTEMS.map(([name, owner, description]) => entity("System", name, { owner }, { description })),
    ...SERVICES.map(service),
    ...PARTS.map(part),
    ...STORES.map(store),
    NEW_SERVICE,
    ...APIS.map(({ name, type, owner, system, description, definition }) =>
      entity("API", name, { type, lifecycle: "production", owner, system, definition }, { description }),
    ),
  ]);

/** Whom a team's services call when they break; growth and data have nobody yet. */
const ON_CALL: Record<string, string> = {
  payments: "PJUNI01",
  storefront: "PJUNI02",
  discovery: "PJUNI03",
  fulfilment: "PJUNI04",
  platform: "PJUNI05",
};
const calledOf = (team: string) =>
  ON_CALL[team] ? { annotations: { "pagerduty.com/service-id": ON_CALL[team] } } : {};
const annotationsOf = (repository: string, owner: string) => ({
  ...(repository !== "erp" && { "github.com/project-slug": `juniper-goods/${repository}` }),
  ...(ON_CALL[owner] && { "pagerduty.com/service-id": ON_CALL[owner] }),
});
const apisOf = (name: string) => ({
  providesApis: APIS.filter(({ provider }) => provider === name).map((api) => api.name),
  consumesApis: APIS.filter(({ consumers }) => consumers.includes(name)).map((api) => api.name),
});

const claim = (arn: string) => ({ "aws.amazon.com/arn": arn });
const lifecycleOf = (name: string) => (name === "erp" ? "deprecated" : "production");

function service({ name, owner, system, needs, description }: Service) {
  const dependsOn = [
    ...needs
      .split(" ")
      .filter(Boolean)
      .map((need) => `component:${need}`),
    ...PARTS.filter(({ of }) => of === name).map((part) => `component:${part.name}`),
    ...STORES.filter(({ of }) => of === name).map((store) => `resource:${store.name}`),
  ];
  const type = name === "web" ? "website" : "service";
  const spec = { type, lifecycle: lifecycleOf(name), owner, system, dependsOn, ...apisOf(name) };
  return entity("Component", name, spec, { description, annotations: annotationsOf(name, owner) });
}

function part({ name, of, type, description, arn }: Part) {
  const { owner, system } = serviceOf(of);
  const annotations = { ...annotationsOf(of, owner), ...claim(arn) };
  return entity("Component", name, { type, lifecycle: lifecycleOf(of), owner, system }, { description, annotations });
}

function store({ name, of, type, arn }: Store) {
  const { owner, system } = serviceOf(of);
  return entity("Resource", name, { type, owner, system }, { annotations: claim(arn) });
}
