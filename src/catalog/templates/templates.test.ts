import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { evaluateExpression, Pending, parseExpression } from "./expression.ts";
import { FILTERS } from "./filters.ts";
import { checkAnswers, formOf } from "./form.ts";
import { renderText, renderValue } from "./render.ts";
import { runTemplate, TemplateSpec, unsupportedSteps } from "./run.ts";
import { cleanPath, matchesGlob } from "./workspace.ts";

const SCOPE = {
  parameters: { name: "shop", repoUrl: "github.com?owner=acme&repo=shop", tags: ["a", "b"], port: 80, empty: "" },
  steps: { publish: { output: { remoteUrl: "https://git.example/x" } } },
};
const value = (text: string) => evaluateExpression(parseExpression(text), SCOPE, FILTERS);

describe("expressions", () => {
  const cases: [text: string, expected: unknown][] = [
    ["parameters.name", "shop"],
    ["parameters['name']", "shop"],
    ["steps['publish'].output.remoteUrl", "https://git.example/x"],
    ["parameters.repoUrl | parseRepoUrl | pick('owner')", "acme"],
    ["(parameters.repoUrl | parseRepoUrl).repo", "shop"],
    ["parameters.repoUrl | projectSlug", "acme/shop"],
    ["parameters.tags", ["a", "b"]],
    ["parameters.tags[1] + '-' + parameters.name", "b-shop"],
    ["parameters.port + 1", 81],
    ["'x' if parameters.empty else 'y'", "y"],
    ["'x' if parameters.empty", undefined],
    ["parameters.missing or false", false],
    ["parameters.missing.deeper", undefined],
    ["parameters.name === 'shop' and not parameters.empty", true],
    ["'a' in parameters.tags", true],
    ["'z' not in parameters.tags", true],
    ["parameters.port == '80'", true],
    ["parameters.port === '80'", false],
    ["1 + 2 * 3 - 4 / 2", 5],
    ["parameters.name | upper | replace('S', 'T')", "THOP"],
    ["parameters.missing | default('d')", "d"],
    ["{ a: parameters.port, 'b': [1, true] }", { a: 80, b: [1, true] }],
    ["parameters.name ~ 1", "shop1"],
    ["parameters | dump", JSON.stringify(SCOPE.parameters)],
  ];
  for (const [text, expected] of cases) test(text, () => expect(value(text)).toEqual(expected));

  test("reach nothing but data", () => {
    for (const text of [
      "parameters.constructor",
      "parameters.__proto__",
      "parameters.tags.map",
      "parameters.name.length.constructor",
      "toString",
      "constructor",
    ])
      expect(value(text)).toBeUndefined();
    for (const text of [
      "parameters.name.constructor('x')",
      "range(1)",
      "parameters.name | constructor",
      "${x}",
      "a b",
      "(",
      "a |",
      "'x",
    ])
      expect(() => value(text)).toThrow();
  });
  test("any text is read or refused, and soon", () => {
    const piece = fc.constantFrom(
      "a",
      ".",
      "[",
      "]",
      "(",
      ")",
      "|",
      "if",
      "else",
      "not",
      "in",
      "1",
      "'x'",
      " ",
      "{",
      "}",
      ":",
      ",",
      "+",
      "or",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        try {
          value(pieces.join(" "));
        } catch (error) {
          expect(["TemplateError", "TypeError"]).toContain((error as Error).name);
        }
      }),
    );
    expect(() => value("(".repeat(3_000))).toThrow("nested too deeply");
    expect(() => value("not ".repeat(900))).toThrow("nested too deeply");
  });
});

describe("texts", () => {
  test("an expression alone keeps its type, and in a text it is text", () => {
    expect(
      renderValue({ a: "${{ parameters.tags }}", b: "x-${{ parameters.port }}", "k-${{ parameters.name }}": 1 }, SCOPE),
    ).toEqual({ a: ["a", "b"], b: "x-80", "k-shop": 1 });
  });
  test("conditions, loops and spaces as Nunjucks has them", () => {
    const text =
      "{% if values.a %}A{% elif values.b -%}\n B {%- else %}C{% endif %}{% for x in values.list %}{{ '{{' }}${{ x }}${{ ',' if not loop.last }}{% else %}none{% endfor %}{# no #}{% raw %}${{ x }}{% endraw %}{% set n = 2 %}${{ n }}";
    expect(renderText(text, { values: { b: 1, list: [1, 2] } })).toBe("B{{ '{{' }}1,{{ '{{' }}2${{ x }}2");
    expect(renderText("{% for k, v in o %}${{ k }}=${{ v }};{% endfor %}", { o: { a: 1, b: 2 } })).toBe("a=1;b=2;");
  });
  test("limits", () => {
    expect(() =>
      renderText("{% for a in l %}{% for b in l %}x{% endfor %}{% endfor %}", {
        l: Array.from({ length: 200 }, () => 1),
      }),
    ).toThrow("at most 10000 times");
    expect(() => renderText("{% if a %}", {})).toThrow("no end");
    expect(() => renderText("{% include 'x' %}", {})).toThrow("not known here");
  });
});

test("paths stay in the workspace", () => {
  expect(cleanPath("./a//b/./c")).toBe("a/b/c");
  for (const path of ["../x", "a/../../x", "C:\\x", "a\\..\\..\\x", "x\0"]) expect(() => cleanPath(path)).toThrow();
  expect(matchesGlob("docs/a/b.md", "docs/**")).toBe(true);
  expect(matchesGlob("docs/a/b.md", "*.md")).toBe(false);
});

describe("forms", () => {
  const pages = formOf({
    title: "One",
    required: ["name"],
    properties: {
      name: { type: "string", pattern: "^[a-z]+$", maxLength: 5 },
      size: { type: "integer", default: 3 },
      kind: { type: "string", enum: ["a", "b"], enumNames: ["First", "Second"] },
      repo: { type: "string", "ui:field": "RepoUrlPicker" },
      owner: { type: "string", "ui:field": "OwnerPicker", "ui:options": { catalogFilter: { kind: ["Group"] } } },
    },
    dependencies: {
      kind: {
        oneOf: [
          { properties: { kind: { const: "b" }, why: { type: "string" } }, required: ["why"] },
          { properties: { kind: { const: "a" } } },
        ],
      },
    },
  });
  test("say how each question is asked", () => {
    expect(pages[0]?.fields.map(({ name, as, when }) => [name, as, when])).toEqual([
      ["name", "text", null],
      ["size", "number", null],
      ["kind", "choice", null],
      ["repo", "repository", null],
      ["owner", "owner", null],
      ["why", "text", { field: "kind", in: ["b"] }],
    ]);
  });
  test("check answers, and ask only what is asked", () => {
    expect(checkAnswers(pages, { name: "shop", kind: "a", why: "no", extra: 1 })).toEqual({
      answers: { name: "shop", size: 3, kind: "a" },
      problems: {},
    });
    expect(checkAnswers(pages, { name: "Shop", kind: "b", size: 1.5, repo: "x" }).problems).toEqual({
      name: "This must look like ^[a-z]+$.",
      size: "Give a number.",
      repo: "Give an owner and a repository.",
      why: "This is needed.",
    });
  });
});

describe("a run", () => {
  const spec = TemplateSpec.parse({
    steps: [
      {
        id: "fetch",
        action: "fetch:template",
        input: { url: "./skeleton", targetPath: "app", values: { name: "${{ parameters.name }}" } },
      },
      { id: "skip", action: "debug:log", if: "${{ parameters.no }}", input: { message: "never" } },
      { id: "each", action: "debug:log", each: "${{ parameters.tags }}", input: { message: "tag ${{ each.value }}" } },
      { id: "move", action: "fs:rename", input: { files: [{ from: "app", to: "." }] } },
      { id: "publish", action: "publish:somewhere", input: { repoUrl: "${{ parameters.name }}" } },
      {
        id: "tell",
        action: "debug:log",
        input: { message: "at ${{ steps.publish.output.remoteUrl }}", listWorkspace: true },
      },
    ],
    output: { links: [{ title: "Open", url: "${{ steps.publish.output.remoteUrl }}" }] },
    skeletons: { skeleton: { "${{ values.name }}.txt": "Hello ${{ values.name }}{% if values.x %}!{% endif %}" } },
  });
  const run = (parameters: Record<string, unknown>, isDryRun = true) => {
    const workspace = new Map<string, string>();
    return runTemplate({
      spec,
      parameters,
      user: { ref: "user:default/ada", name: "Ada" },
      taskId: "t",
      workspace,
      isDryRun,
      now: new Date(0),
      register: null,
      github: null,
    }).then((report) => ({ report, workspace }));
  };
  test("names the step that nobody can do, and goes on with what it would answer", async () => {
    const { report, workspace } = await run({ name: "shop", tags: ["a", "b"] });
    expect(report.steps.map(({ id, status }) => [id, status])).toEqual([
      ["fetch", "done"],
      ["skip", "skipped"],
      ["each", "done"],
      ["move", "done"],
      ["publish", "unsupported"],
      ["tell", "done"],
    ]);
    expect(unsupportedSteps(spec)).toEqual([{ id: "publish", name: "publish:somewhere", action: "publish:somewhere" }]);
    expect([...workspace]).toEqual([["shop.txt", "Hello shop"]]);
    expect(report.steps[5]?.log).toEqual(["at ‹steps.publish.output.remoteUrl›", "Workspace: shop.txt"]);
    expect(report.output.links).toEqual([{ title: "Open", url: "‹steps.publish.output.remoteUrl›", entityRef: null }]);
  });
  test("ends at the first failure when it is real", async () => {
    const { report } = await run({ name: "../../etc/x", tags: [] }, false);
    expect(report).toMatchObject({ status: "failed", output: { links: [], text: [] } });
    expect(report.steps.map(({ status }) => status)).toEqual([
      "failed",
      "waiting",
      "waiting",
      "waiting",
      "waiting",
      "waiting",
    ]);
  });
  test("what is not known before the run is told by its name", () =>
    expect(String(new Pending("secrets.X"))).toBe("‹secrets.X›"));
});
