import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import * as z from "zod";
import { judge } from "../judge.ts";
import type { AnyRule } from "../rule.ts";
import { RULES } from "./index.ts";
import { CONTEXT, discovered, examplesOf, judgeExample, splitExample } from "./testing.ts";

/** "500 × 0.1 − 500 × 0.08 = 10" → what the left side comes to, and what the right side claims. */
function arithmetic(text: string): { left: number; right: string; isRange: boolean } {
  const [, low, terms = "", right = ""] = /^(0 to )?([\d.\s×÷+−()]+)=\s*([\d.]+)$/.exec(text) ?? [];
  const left: unknown = new Function(
    `return (${terms.replaceAll("×", "*").replaceAll("÷", "/").replaceAll("−", "-")})`,
  )();
  return { left: Number(left), right, isRange: low !== undefined };
}

describe.each(RULES.map((rule): [string, AnyRule] => [rule.id, rule]))("%s", (_, rule) => {
  test.each(examplesOf(rule))("examples of %s", (status, examples) => {
    if (status === "PASS" || status === "FAIL") expect(examples.length).toBeGreaterThan(0);
    for (const example of examples) {
      const verdict = judgeExample(rule, example);
      // The rule itself must have decided that it does not know, not the engine that could not read its input.
      if (status === "UNKNOWN") expect(verdict.message).not.toMatch(/unexpected shape/);
      expect({ example, status: verdict.status, message: verdict.message }).toMatchObject({ status });
      expect(verdict.message).toMatch(/^.{3,}[.]$/s);
      expect(verdict.message).not.toMatch(/undefined|null|NaN|\[object/);
      const { saves } = splitExample(example);
      if (saves === undefined) continue;
      const { left, right, isRange } = arithmetic(saves);
      expect(left).toBeCloseTo(Number(right), 4);
      const figure = isRange ? verdict.saving?.upTo?.amount : verdict.saving?.monthly.amount;
      expect({ saves, figure: Number(figure).toFixed(4) }).toEqual({ saves, figure: Number(right).toFixed(4) });
    }
  });

  test("a configuration without its fields is never judged", () => {
    const status = judge(rule, { ...discovered(rule.resourceType, {}), tags: null }, CONTEXT).status;
    // Optional fields may be absent as an answer of AWS; what must be there is UNKNOWN when it is not.
    if (!rule.config.safeParse({}).success || rule.needs?.includes("tags")) expect(status).toBe("UNKNOWN");
  });

  test("a saving's examples write its arithmetic out", () => {
    if (rule.pack !== "savings") return;
    const priced = rule.examples.fail.filter((example) => judgeExample(rule, example).saving);
    if (priced.length > 0) expect(priced.some((example) => splitExample(example).saves !== undefined)).toBe(true);
  });

  test("its remedy is a sentence and its command names the resource", () => {
    expect(rule.remedy).toMatch(/^[A-Z].{10,}\.$/);
    if (rule.cli) expect(rule.cli).toMatch(/^aws /);
  });
});

test("ids are unique and every rule file is registered", () => {
  const ids = RULES.map((rule) => rule.id);
  expect(new Set(ids).size).toBe(ids.length);
  const files = ["compliance", "savings"].flatMap((pack) => {
    const folder = `${import.meta.dir}/${pack}`;
    return readdirSync(folder).filter((file) =>
      /^export default \w*[rR]ule\(/m.test(readFileSync(`${folder}/${file}`, "utf8")),
    );
  });
  expect(files.length).toBe(RULES.length);
});

const CATALOGUE = `${import.meta.dir}/../../../../shared/data/compliance/rules.json`;
const Catalogue = z.object({
  rules: z.array(
    z.object({
      id: z.string(),
      severity: z.string(),
      resource_type: z.string(),
      category: z.string(),
      frameworks: z.record(
        z.string(),
        z.array(z.union([z.string(), z.object({ id: z.string(), listed_in: z.array(z.string()) })])),
      ),
    }),
  ),
});

test("ids, severities, categories and resource types are those of the rule catalogue", () => {
  const ours = RULES.filter((rule) => rule.pack === "compliance");
  if (!existsSync(CATALOGUE)) return console.log(`skipped: ${ours.length} cases`);
  const catalogue = new Map(Catalogue.parse(JSON.parse(readFileSync(CATALOGUE, "utf8"))).rules.map((r) => [r.id, r]));
  for (const { id, severity, category, resourceType } of ours)
    expect(catalogue.get(id)).toMatchObject({ id, severity, category, resource_type: resourceType });
  console.log(`${ours.length} rules equal to the catalogue`);
});

/** The catalogue's word for a framework is ours without its punctuation. */
const wordOf = (framework: string) =>
  framework
    .replace("cis-aws", "cis")
    .replace("aws-fsbp", "fsbp")
    .replace("iso-27001", "iso27001")
    .replace(/[-.]/g, "_");

test("requirements are those of the rule catalogue, of FSBP only what both its sources list", () => {
  const ours = RULES.filter((rule) => rule.pack === "compliance");
  if (!existsSync(CATALOGUE)) return console.log(`skipped: ${ours.length} cases`);
  const catalogue = new Map(Catalogue.parse(JSON.parse(readFileSync(CATALOGUE, "utf8"))).rules.map((r) => [r.id, r]));
  for (const { id, requirements } of ours) {
    const wanted = Object.entries(catalogue.get(id)?.frameworks ?? {}).map(([word, ids]): [string, string[]] => [
      word,
      ids.flatMap((each) => (typeof each === "string" ? each : each.listed_in.length > 1 ? each.id : [])).sort(),
    ]);
    const had = Object.entries(requirements).map(([name, ids]): [string, string[]] => [wordOf(name), [...ids].sort()]);
    expect({ id, ...Object.fromEntries(had) }).toEqual({
      id,
      ...Object.fromEntries(wanted.filter(([, ids]) => ids.length > 0)),
    });
  }
});
