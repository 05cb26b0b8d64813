/** Juniper Goods' golden path: a new service with its catalogue entry, with its files in the template itself. */
export const NEW_SERVICE = {
  apiVersion: "scaffolder.backstage.io/v1beta3",
  kind: "Template",
  metadata: {
    name: "new-service",
    title: "New service",
    description: "A small service in TypeScript with a health check, an owner and an entry in the catalog",
  },
  spec: {
    type: "service",
    owner: "platform",
    parameters: [
      {
        title: "What it is",
        required: ["name", "owner"],
        properties: {
          name: {
            title: "Name",
            type: "string",
            pattern: "^[a-z][a-z0-9-]*$",
            maxLength: 40,
            "ui:help": "Lower case, with dashes",
          },
          description: { title: "Description", type: "string", "ui:widget": "textarea" },
          owner: {
            title: "Owner",
            type: "string",
            "ui:field": "OwnerPicker",
            "ui:options": { catalogFilter: { kind: "Group" } },
          },
        },
      },
      {
        title: "How it runs",
        properties: {
          lifecycle: {
            title: "Lifecycle",
            type: "string",
            enum: ["experimental", "production"],
            default: "experimental",
          },
          port: { title: "Port", type: "integer", default: 8080 },
        },
      },
    ],
    steps: [
      {
        id: "files",
        name: "Write the files",
        action: "fetch:template",
        input: {
          url: "./skeleton",
          values: {
            name: "${{ parameters.name }}",
            description: "${{ parameters.description or 'A new service' }}",
            owner: "${{ parameters.owner }}",
            lifecycle: "${{ parameters.lifecycle }}",
            port: "${{ parameters.port }}",
          },
        },
      },
      {
        id: "look",
        name: "Look at them",
        action: "debug:log",
        input: { message: "Made for ${{ parameters.owner }}", listWorkspace: true },
      },
      {
        id: "register",
        name: "Register it",
        action: "catalog:register",
        input: { catalogInfoPath: "/catalog-info.yaml" },
      },
    ],
    output: {
      links: [{ title: "In the catalog", entityRef: "${{ steps.register.output.entityRef }}" }],
      text: [
        { title: "What comes next", content: "1. Read the **README**\n2. Say who is on call: `devcontrol.io/on-call`" },
      ],
    },
    skeletons: {
      skeleton: {
        "catalog-info.yaml":
          "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: ${{ values.name }}\n  description: ${{ values.description | dump }}\nspec:\n  type: service\n  lifecycle: ${{ values.lifecycle }}\n  owner: ${{ values.owner }}\n",
        "README.md":
          "# ${{ values.name }}\n\n${{ values.description }}\n\nOwned by ${{ values.owner }}. Run it with `npm start`.\n",
        "src/server.ts":
          'import { createServer } from "node:http";\n\ncreateServer((request, response) => {\n  response.statusCode = request.url === "/healthz" ? 200 : 404;\n  response.end();\n}).listen(${{ values.port }});\n',
      },
    },
  },
};
