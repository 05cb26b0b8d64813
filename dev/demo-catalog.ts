import { ACCOUNT_ID } from "../src/ports/aws-sample/company.ts";
import { APIS } from "./demo-apis.ts";
import { NEW_SERVICE } from "./demo-template.ts";

/** Juniper Goods' own catalogue: its teams, systems, services and the databases that they claim in the sample account. */
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
type Service = { name: string; owner: string; system: string; needs: string; database?: boolean; description: string };
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
    database: true,
    description: "Basket to paid order",
  },
  {
    name: "billing",
    owner: "payments",
    system: "money",
    needs: "identity",
    database: true,
    description: "Invoices, dunning and tax reports",
  },
  {
    name: "catalog",
    owner: "storefront",
    system: "shop",
    needs: "stock media",
    database: true,
    description: "Products, prices and feeds",
  },
  { name: "media", owner: "storefront", system: "shop", needs: "", description: "Pictures in every size" },
  {
    name: "search",
    owner: "discovery",
    system: "shop",
    needs: "catalog recommendations",
    database: true,
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
    database: true,
    description: "E-mail and text messages",
  },
  {
    name: "stock",
    owner: "fulfilment",
    system: "shop",
    needs: "erp",
    database: true,
    description: "How many are left, and where",
  },
  {
    name: "analytics",
    owner: "data",
    system: "insights",
    needs: "data-lake",
    database: true,
    description: "Sessions and reports",
  },
  { name: "data-lake", owner: "data", system: "insights", needs: "", description: "Raw and curated history" },
  { name: "identity", owner: "platform", system: "foundation", needs: "", database: true, description: "Who is who" },
  // Nobody is in charge of it: the worklist of unknown owners has something to show.
  { name: "erp", owner: "finance", system: "money", needs: "", description: "The books, from another age" },
];

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
      entity("Group", name, { type: "team", children: [] }, { description }),
    ),
    ...SYSTEMS.map(([name, owner, description]) => entity("System", name, { owner }, { description })),
    ...SERVICES.flatMap(service),
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
const annotationsOf = ({ name, owner }: Service) => ({
  ...(name !== "erp" && { "github.com/project-slug": `juniper-goods/${name}` }),
  ...(ON_CALL[owner] && { "pagerduty.com/service-id": ON_CALL[owner] }),
});
const apisOf = (name: string) => ({
  providesApis: APIS.filter(({ provider }) => provider === name).map((api) => api.name),
  consumesApis: APIS.filter(({ consumers }) => consumers.includes(name)).map((api) => api.name),
});

function service(service: Service) {
  const { name, owner, system, needs, database, description } = service;
  const dependsOn = needs
    .split(" ")
    .filter(Boolean)
    .map((need) => `component:${need}`);
  const component = entity(
    "Component",
    name,
    {
      type: name === "web" ? "website" : "service",
      lifecycle: name === "erp" ? "deprecated" : "production",
      owner,
      system,
      dependsOn: database ? [...dependsOn, `resource:${name}-database`] : dependsOn,
      ...apisOf(name),
    },
    { description, annotations: annotationsOf(service) },
  );
  if (!database) return [component];
  const arn = `arn:aws:rds:us-east-1:${ACCOUNT_ID}:db:${name}-production`;
  return [
    component,
    entity(
      "Resource",
      `${name}-database`,
      { type: "database", owner, system },
      { annotations: { "aws.amazon.com/arn": arn } },
    ),
  ];
}
