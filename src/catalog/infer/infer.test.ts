import { describe, expect, test } from "bun:test";
import { apiDescription } from "./api-description.ts";
import { codeowners, ownerOf, readCodeowners } from "./codeowners.ts";
import { compose } from "./compose.ts";
import { readerFor } from "./index.ts";

const COMPOSE = `name: shop
services:
  api:
    build: ./services/api
    depends_on: [db, cache]
  worker:
    build: { context: worker }
    depends_on:
      db: { condition: service_healthy }
  db:
    image: docker.io/library/postgres:18
  cache:
    image: redis@sha256:0123
  mail:
    image: acme/mailer:1
`;
const read = (text: string, project = "") => compose.read({ file: "compose.yaml", text, project });

describe("a compose file", () => {
  test("services that are built are components, known images resources, and depends_on what they need", () => {
    const { inferred, problems } = read(COMPOSE);
    expect(problems).toEqual([]);
    const told = inferred.map(({ entity: { kind, metadata, spec }, confidence }) =>
      [kind, metadata.name, spec?.type, spec?.dependsOn, confidence].filter((each) => each !== undefined),
    );
    expect(told).toEqual([
      ["Component", "shop-api", "service", ["resource:shop-db", "resource:shop-cache"], 0.8],
      ["Component", "shop-worker", "service", ["resource:shop-db"], 0.8],
      ["Resource", "shop-db", "database", 0.8],
      ["Resource", "shop-cache", "cache", 0.8],
      ["Component", "shop-mail", "service", 0.4],
    ]);
    expect(inferred[0]?.evidence).toEqual([
      { file: "compose.yaml", line: 4, says: "api is built from services/api" },
      { file: "compose.yaml", line: 5, says: "api depends on db, cache" },
    ]);
    expect(inferred[0]?.path).toBe("services/api");
  });

  test.each([
    ["services:\n  api:\n    build: .\n    depends_on: [db]\n", 4, "which is no service"],
    ["services:\n  api: {}\n", 2, "neither an image nor a build"],
    ["services:\n  api: nonsense\n", 2, "no map"],
    ["name: x\n", 1, "services"],
    ["services:\n  a: {image: x}\n  a: {image: y}\n", 3, "unique"],
    ["services: [\n", 2, ""],
  ])("%j is refused in line %d", (text, line, words) => {
    const { problems, inferred } = read(text);
    expect(inferred).toEqual([]);
    expect(problems[0]).toMatchObject({ line, message: expect.stringContaining(words) });
  });
});

describe("CODEOWNERS", () => {
  const TEXT = `# Everybody
*            @acme/platform
/docs/       ops@example.com @ada
*.go         @acme/go-people   # inline
apps/        @acme/apps
/build/logs/ @acme/build
docs/*       @acme/shallow
**/logs      @acme/logs
/apps/github
`;
  const { rules, problems } = readCodeowners(TEXT);
  test.each([
    ["README.md", "group:default/platform", 2],
    ["src/a.go", "group:default/go-people", 4],
    ["x/apps/y/z.ts", "group:default/apps", 5],
    ["apps", "group:default/apps", 5],
    ["docs/a.md", "group:default/shallow", 7],
    ["docs/deep/a.md", "user:default/ada", 3],
    ["a/b/logs/x", "group:default/logs", 8],
    ["build/logs/x", "group:default/logs", 8],
    ["a/docs/x.md", "group:default/platform", 2],
  ])("%s is owned by %s, by line %d", (path, ref, line) => {
    expect(ownerOf(rules, path, "CODEOWNERS")).toMatchObject({ ownerRef: ref, evidence: { line } });
  });
  test("the last pattern decides, also when it names nobody", () => {
    expect(problems).toEqual([]);
    expect(ownerOf(rules, "apps/github/x.ts", "CODEOWNERS")).toBeNull();
  });
  test("its teams are groups, once each, with their lines", () => {
    const { inferred } = codeowners.read({
      file: "CODEOWNERS",
      text: "* @acme/a\n/x @acme/a @acme/B_c\n",
      project: "",
    });
    expect(
      inferred.map(({ entity, evidence }) => [
        entity.metadata.name,
        entity.metadata.title,
        evidence.map(({ line }) => line),
      ]),
    ).toEqual([
      ["a", undefined, [1, 2]],
      ["b-c", "B_c", [2]],
    ]);
  });
  test.each([
    ["* @acme/a\n!x @acme/b\n", 2],
    ["/a[0-9] @acme/b\n", 1],
    ["* payments\n", 1],
  ])("%j is refused in line %d", (text, line) => {
    expect(codeowners.read({ file: "CODEOWNERS", text, project: "" }).problems).toMatchObject([{ line }]);
  });
  test("a pattern of many stars takes no time", () => {
    const { rules: hostile } = readCodeowners(`${"*a".repeat(400)}b @x/y\n${"**/".repeat(300)}x @x/y\n`);
    expect(hostile.map((rule) => rule.matches(`${"a".repeat(800)}/${"y/".repeat(200)}z`))).toEqual([false, false]);
  });
});

describe("an API description", () => {
  const at = (text: string) => apiDescription.read({ file: "openapi.yaml", text, project: "shop" });
  test("is an API with its own text", () => {
    const text = "openapi: 3.1.0\ninfo:\n  title: Orders API\n  version: 2.0.0\npaths:\n  /orders: {}\n";
    expect(at(text)).toMatchObject({
      problems: [],
      inferred: [
        {
          entity: {
            kind: "API",
            metadata: { name: "shop-orders-api", title: "Orders API" },
            spec: { type: "openapi", definition: text },
          },
          evidence: [
            { line: 1, says: "openapi 3.1.0, 1 paths" },
            { line: 3, says: "Orders API 2.0.0" },
          ],
        },
      ],
    });
  });
  test.each([
    ["openapi: 3.1.0\ninfo: {version: 1}\npaths: {}\n", 2],
    ["openapi: 9\ninfo: {title: x}\npaths: {}\n", 1],
    ["openapi: 3.0.0\ninfo:\n  title: x\n", 1],
    ["a: [\n", 2],
  ])("%j is refused in line %d", (text, line) => {
    expect(at(text).problems).toMatchObject([{ line }]);
  });
});

test("a pasted file is known by its name, else by what it says", () => {
  expect(readerFor("compose.yaml", "")?.id).toBe("docker-compose");
  expect(readerFor("pasted", COMPOSE)?.id).toBe("docker-compose");
  expect(readerFor("pasted", "* @acme/a\n")?.id).toBe("codeowners");
  expect(readerFor("pasted", '{"openapi": "3.0.0"}')?.id).toBe("api-description");
  expect(readerFor("catalog-info.yaml", "apiVersion: backstage.io/v1alpha1\nkind: Component\n")).toBeUndefined();
});
