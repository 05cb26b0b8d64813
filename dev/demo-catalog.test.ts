import { expect, test } from "bun:test";
import { readCatalogFile } from "../src/catalog/index.ts";
import { databasesOf } from "../src/ports/aws-sample/databases.ts";
import { demoCatalog } from "./demo-catalog.ts";

const { entities, problems } = readCatalogFile(demoCatalog());

test("the demo's catalogue is valid, and everything that it names is in it but one owner", () => {
  expect(problems).toEqual([]);
  const refs = new Set(entities.map(({ ref }) => ref));
  const missing = entities
    .flatMap(({ relations }) => relations.map((r) => r.targetRef))
    .filter((ref) => !refs.has(ref));
  expect([...new Set(missing)]).toEqual(["group:default/finance"]);
});

test("every claim of it is a database of the sample account", () => {
  const text = JSON.stringify(databasesOf("us-east-1", new Date("2026-01-15T00:00:00Z")));
  const arns = entities.flatMap(({ entity }) => entity.metadata.annotations?.["aws.amazon.com/arn"] ?? []);
  expect(arns.length).toBe(8);
  expect(arns.filter((arn) => !text.includes(`"${arn}"`))).toEqual([]);
});
