import { expect, test } from "bun:test";
import { readCatalogFile } from "../src/catalog/index.ts";
import { accountOn } from "../src/ports/aws-sample/account.ts";
import { regionNames } from "../src/ports/aws-sample/company.ts";
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

test("every claim of it is in the sample account, and once only", () => {
  const account = accountOn(new Date("2026-01-15T00:00:00Z"));
  const there = JSON.stringify([
    regionNames().map((region) => [account.databases(region), account.functions(region), account.services(region)]),
    account.buckets().map(({ name }) => `arn:aws:s3:::${name}`),
  ]);
  const arns = entities.flatMap(({ entity }) => entity.metadata.annotations?.["aws.amazon.com/arn"] ?? []);
  expect(arns.filter((arn) => !there.includes(`"${arn}"`))).toEqual([]);
  expect(new Set(arns).size).toBe(arns.length);
  expect(arns.length).toBeGreaterThan(80);
  expect(entities.filter(({ ref }) => ref.startsWith("component:")).length).toBeGreaterThan(60);
});
