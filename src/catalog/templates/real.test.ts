import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readCatalogFile } from "../read-yaml.ts";
import { formOf } from "./form.ts";
import { runTemplate, TemplateSpec, unsupportedSteps } from "./run.ts";

/** Real templates of Backstage and Red Hat (Apache-2.0), where they are at hand. */
const FOLDER = join(import.meta.dir, "../../../../shared/data/catalog");
const files = existsSync(FOLDER)
  ? readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".yaml") && readFileSync(join(FOLDER, file), "utf8").includes("kind: Template"))
      .sort()
  : [];

/** What somebody might answer. */
const answer = ({ as, type, options, initial }: ReturnType<typeof formOf>[number]["fields"][number]): unknown =>
  initial ??
  options[0]?.value ??
  (as === "repository"
    ? "github.com?owner=acme&repo=shop"
    : type === "boolean"
      ? true
      : type === "number" || type === "integer"
        ? 1
        : type === "array"
          ? ["a"]
          : "shop");

describe("real templates", () => {
  for (const file of files)
    test(file, async () => {
      const { entities, problems } = readCatalogFile(readFileSync(join(FOLDER, file), "utf8"));
      const template = entities.find(({ entity }) => entity.kind === "Template")?.entity;
      expect(problems).toEqual([]);
      const spec = TemplateSpec.parse(template?.spec);
      const fields = formOf(spec.parameters).flatMap((page) => page.fields);
      const parameters = Object.fromEntries(fields.map((field) => [field.name, answer(field)]));
      // The skeletons lie in folders beside the template; one file stands for each.
      const urls = spec.steps.flatMap(({ input }) => (typeof input.url === "string" ? [input.url] : []));
      const skeletons = Object.fromEntries(
        urls.map((url) => [url.replace(/\$\{\{[^}]*\}\}/g, ""), { "catalog-info.yaml": "# ${{ values.name }}\n" }]),
      );
      const report = await runTemplate({
        ...{
          spec: { ...spec, skeletons },
          parameters,
          workspace: new Map(),
          isDryRun: true,
          now: new Date(0),
          register: null,
          github: null,
        },
        ...{ user: { ref: "user:default/ada", name: "Ada" }, taskId: "dry" },
      });
      const unsupported = unsupportedSteps(spec).map(({ action }) => action);
      const failed = report.steps
        .filter(({ status }) => status === "failed")
        .map(({ id, message }) => `${id}: ${message}`);
      console.log(
        `${file}: ${fields.length} questions, ${spec.steps.length} steps; unsupported: ${unsupported.join(", ") || "none"}${failed.length ? `; FAILED ${failed.join("; ")}` : ""}`,
      );
      expect(fields.length).toBeGreaterThan(0);
      expect(
        report.steps
          .filter(({ status }) => status === "unsupported")
          .every(({ action }) => unsupported.includes(action)),
      ).toBe(true);
      expect(failed).toEqual([]);
    });
});
