import { describe, expect, test } from "bun:test";
import { readDefinition } from "./read-definition.ts";

const OPENAPI = `openapi: 3.0.0
info: {title: Petstore, version: 1.0.0}
paths:
  /pets/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    get:
      tags: [pets]
      summary: One pet
      responses:
        "200": {description: The pet, content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}}
    delete: {deprecated: true, responses: {"204": {description: Gone}}}
components: {schemas: {Pet: {type: object, properties: {id: {type: string}, parent: {$ref: '#/components/schemas/Pet'}}}}}
`;
const names = (type: string, text: string) =>
  readDefinition(type, text)?.groups.map(({ name, operations }) => [
    name,
    operations.map((o) => `${o.verb} ${o.name}`),
  ]);

describe("an API definition is read", () => {
  test("OpenAPI, with what goes in and what comes out", () => {
    const read = readDefinition("openapi", OPENAPI);
    expect(read).toMatchObject({ title: "Petstore", version: "1.0.0" });
    expect(names("openapi", OPENAPI)).toEqual([
      ["pets", ["GET /pets/{id}"]],
      ["", ["DELETE /pets/{id}"]],
    ]);
    expect(read?.groups[0]?.operations[0]?.details).toEqual([
      { name: "id (path)", type: "string", note: "required" },
      { name: "200", type: "Pet", note: "The pet" },
    ]);
  });

  test("AsyncAPI 2 and 3", () => {
    const two = `asyncapi: 2.0.0\nchannels: {orders: {subscribe: {summary: Each order, message: {name: Order, payload: {type: object, properties: {id: {type: string}}}}}}}`;
    expect(names("asyncapi", two)).toEqual([["", ["subscribe orders"]]]);
    const three = `asyncapi: 3.0.0\nchannels: {o: {address: orders.v1, messages: {m: {payload: {type: string}}}}}\noperations: {send: {action: send, channel: {$ref: '#/channels/o'}}}`;
    expect(names("asyncapi", three)).toEqual([["", ["send orders.v1"]]]);
  });

  test("GraphQL: what can be asked first", () => {
    const text = `# shop\n"""A thing"""\ntype Item @key(fields: "id") { id: ID! tags: [String!]! @deprecated }\nenum Size { S M }\nschema { query: Query }\ntype Query { "Finds" items(first: Int = 10, after: String): [Item!]! node(id: ID!): Item }`;
    expect(names("graphql", text)).toEqual([
      ["Query", ["query items", "query node"]],
      ["Types", ["type Item", "enum Size"]],
    ]);
    const [items] = readDefinition("graphql", text)?.groups[0]?.operations ?? [];
    expect(items).toMatchObject({
      summary: "Finds",
      details: [
        { name: "first", type: "Int" },
        { name: "after", type: "String" },
        { name: "answer", type: "[Item!]!" },
      ],
    });
  });

  test("what cannot be read is shown as it is", () => {
    for (const [type, text] of [
      ["openapi", "{"],
      ["openapi", "[".repeat(50_000)],
      ["asyncapi", "just words"],
      ["grpc", "message X {}"],
    ] as const)
      expect(readDefinition(type, text)).toBeNull();
    expect(names("openapi", "openapi: 3.0.0\npaths: {/x: {$ref: '#/paths/~1x'}}")).toEqual([]);
    expect(names("graphql", "type Query { a(: }".repeat(1000))).toBeDefined();
  });
});
