import type { Shape } from "./shape.ts";

/**
 * The kinds that the catalogue knows, from the JSON schemas of Backstage's catalog-model 1.10.1 and
 * plugin-scaffolder-common (Apache-2.0), rewritten. Unknown fields of `spec` are kept as they are.
 */
export type Kind = {
  kind: string;
  apiVersions: readonly string[];
  /** Which of several shapes of one kind this is, by `spec.type`; absent: whichever the others are not. */
  ofType?: string;
  spec: Shape;
  /** Which fields of `spec` make which relation. */
  relations: readonly RelationField[];
};
export type RelationField = {
  field: string;
  type: RelationType;
  /** Kind of a reference that names none; absent: it must name one. */
  defaultKind?: string;
};

/** Every relation has a reverse, which the other side shows. */
export const INVERSE = {
  ownedBy: "ownerOf",
  ownerOf: "ownedBy",
  providesApi: "apiProvidedBy",
  apiProvidedBy: "providesApi",
  consumesApi: "apiConsumedBy",
  apiConsumedBy: "consumesApi",
  dependsOn: "dependencyOf",
  dependencyOf: "dependsOn",
  parentOf: "childOf",
  childOf: "parentOf",
  memberOf: "hasMember",
  hasMember: "memberOf",
  partOf: "hasPart",
  hasPart: "partOf",
} as const;
export type RelationType = keyof typeof INVERSE;

const text: Shape = { type: "string", minLength: 1 };
const texts: Shape = { type: "array", items: text };
const profile: Shape = { type: "object", properties: { displayName: text, email: text, picture: text } };
const spec = (required: readonly string[], properties: Record<string, Shape>): Shape => ({
  type: "object",
  required,
  properties,
});

const CORE = ["backstage.io/v1alpha1", "backstage.io/v1beta1"];
const owner: RelationField = { field: "owner", type: "ownedBy", defaultKind: "Group" };
const system: RelationField = { field: "system", type: "partOf", defaultKind: "System" };
const dependsOn: RelationField = { field: "dependsOn", type: "dependsOn" };
const dependencyOf: RelationField = { field: "dependencyOf", type: "dependencyOf" };

const owned = { lifecycle: text, owner: text, system: text };
const ai = { kind: "AiResource", apiVersions: ["backstage.io/v1alpha1"] };
const aiSpec = (type: string, required: readonly string[], properties: Record<string, Shape>) =>
  spec(["type", "lifecycle", "owner", ...required], {
    type: { type: "string", enum: [type] },
    ...owned,
    ...properties,
  });

const permissions: Shape = {
  type: "object",
  properties: { tags: { type: "array", items: { type: "string" } } },
};
const parameterPage: Shape = { type: "object", properties: { "backstage:permissions": permissions } };
const condition: Shape = { type: ["string", "boolean"] };
const decorators: Shape = {
  type: "array",
  items: { type: "object", properties: { id: { type: "string" }, input: { type: "object" } } },
};

export const KINDS: readonly Kind[] = [
  {
    kind: "Component",
    apiVersions: CORE,
    spec: spec(["type", "lifecycle", "owner"], {
      type: text,
      ...owned,
      subcomponentOf: text,
      providesApis: texts,
      consumesApis: texts,
      dependsOn: texts,
    }),
    relations: [
      owner,
      system,
      { field: "subcomponentOf", type: "partOf", defaultKind: "Component" },
      { field: "providesApis", type: "providesApi", defaultKind: "API" },
      { field: "consumesApis", type: "consumesApi", defaultKind: "API" },
      dependsOn,
      dependencyOf,
    ],
  },
  {
    kind: "API",
    apiVersions: CORE,
    ofType: "mcp-server",
    spec: spec(["type", "lifecycle", "owner", "remotes"], {
      type: { const: "mcp-server" },
      ...owned,
      remotes: { type: "array", minItems: 1, items: spec(["type", "url"], { type: text, url: text }) },
    }),
    relations: [owner, system],
  },
  {
    kind: "API",
    apiVersions: CORE,
    spec: spec(["type", "lifecycle", "owner", "definition"], { type: text, ...owned, definition: text }),
    relations: [owner, system],
  },
  {
    kind: "Resource",
    apiVersions: CORE,
    spec: spec(["type", "owner"], { type: text, owner: text, dependsOn: texts, system: text }),
    relations: [owner, system, dependsOn, dependencyOf],
  },
  {
    kind: "System",
    apiVersions: CORE,
    spec: spec(["owner"], { owner: text, domain: text, type: text }),
    relations: [owner, { field: "domain", type: "partOf", defaultKind: "Domain" }],
  },
  {
    kind: "Domain",
    apiVersions: CORE,
    spec: spec(["owner"], { owner: text, subdomainOf: text, type: text }),
    relations: [owner, { field: "subdomainOf", type: "partOf", defaultKind: "Domain" }],
  },
  {
    kind: "Group",
    apiVersions: CORE,
    spec: spec(["type", "children"], { type: text, profile, parent: text, children: texts, members: texts }),
    relations: [
      { field: "parent", type: "childOf", defaultKind: "Group" },
      { field: "children", type: "parentOf", defaultKind: "Group" },
      { field: "members", type: "hasMember", defaultKind: "User" },
    ],
  },
  {
    kind: "User",
    apiVersions: CORE,
    spec: spec(["memberOf"], { profile, memberOf: texts }),
    relations: [{ field: "memberOf", type: "memberOf", defaultKind: "Group" }],
  },
  {
    kind: "Location",
    apiVersions: CORE,
    spec: spec([], {
      type: text,
      target: text,
      targets: texts,
      presence: { type: "string", enum: ["required", "optional"] },
    }),
    relations: [],
  },
  {
    kind: "Template",
    apiVersions: ["scaffolder.backstage.io/v1beta3"],
    spec: spec(["type", "steps"], {
      type: text,
      owner: text,
      lifecycle: text,
      parameters: { oneOf: [parameterPage, { type: "array", items: parameterPage }] },
      secrets: { type: "object", properties: { schema: { type: "object" } } },
      presentation: {
        type: "object",
        properties: {
          buttonLabels: {
            type: "object",
            properties: {
              backButtonText: { type: "string" },
              createButtonText: { type: "string" },
              reviewButtonText: { type: "string" },
            },
          },
        },
      },
      EXPERIMENTAL_recovery: { type: "object", properties: { EXPERIMENTAL_strategy: { type: "string" } } },
      formDecorators: decorators,
      EXPERIMENTAL_formDecorators: decorators,
      steps: {
        type: "array",
        items: spec(["action"], {
          id: { type: "string" },
          name: { type: "string" },
          action: { type: "string" },
          input: { type: "object" },
          if: condition,
          "backstage:permissions": permissions,
        }),
      },
      output: {
        type: "object",
        properties: {
          links: {
            type: "array",
            items: {
              type: "object",
              properties: { if: condition, url: text, entityRef: text, title: text, icon: text },
            },
          },
          text: {
            type: "array",
            items: {
              type: "object",
              properties: { if: condition, title: text, icon: text, content: { type: "string" } },
            },
          },
        },
        others: { type: "string" },
      },
    }),
    relations: [owner],
  },
  {
    ...ai,
    ofType: "skill",
    spec: aiSpec("skill", [], {
      disciplines: texts,
      categories: texts,
      agents: texts,
      dependsOn: texts,
      allowedTools: text,
      license: text,
      compatibility: { type: "string", minLength: 1, maxLength: 500 },
    }),
    relations: [owner, system, { ...dependsOn, defaultKind: "AiResource" }],
  },
  {
    ...ai,
    ofType: "rule",
    spec: aiSpec("rule", ["category", "rationale"], { disciplines: texts, category: text, rationale: text }),
    relations: [owner, system],
  },
  {
    ...ai,
    ofType: "plugin",
    spec: aiSpec("plugin", ["skills"], { skills: texts, version: text }),
    relations: [owner, system, { field: "skills", type: "hasPart", defaultKind: "AiResource" }],
  },
  {
    ...ai,
    ofType: "marketplace",
    spec: aiSpec("marketplace", ["plugins"], { plugins: texts, version: text }),
    relations: [owner, system, { field: "plugins", type: "hasPart", defaultKind: "AiResource" }],
  },
  {
    ...ai,
    spec: spec(["type", "lifecycle", "owner"], { type: text, ...owned }),
    relations: [owner, system],
  },
  {
    // Ours: where things run. Backstage has no such kind.
    kind: "Environment",
    apiVersions: ["devcontrol.io/v1alpha1"],
    spec: spec(["type"], { type: text, owner: text, system: text, dependsOn: texts }),
    relations: [owner, system, dependsOn],
  },
];

/** The shape of this kind, chosen by `spec.type` where it has several. */
export function kindOf(kind: unknown, type: unknown): Kind | undefined {
  const ofKind = KINDS.filter((known) => known.kind === kind);
  return ofKind.find(({ ofType }) => ofType !== undefined && ofType === type) ?? ofKind.find(({ ofType }) => !ofType);
}
