import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { RULES } from "../src/findings/rules/index.ts";
import { RESOURCE_TYPES } from "../src/inventory/types/index.ts";
import { CRONS } from "../src/operations/index.ts";
import { WORKER_PATHS } from "../src/routes.ts";

const ROOT = join(import.meta.dir, "..");
const CAPABILITIES = [
  "identity",
  "organizations",
  "activity",
  "catalog",
  "inventory",
  "findings",
  "costs",
  "operations",
  "search",
];
/** What may import other capabilities, through their index only: the map of the app and the list of jobs. */
const COMPOSERS = ["src/app.ts", "src/router.ts", "src/jobs.ts", "src/schedule.ts", "src/health.ts", "src/limits.ts"];
/** Pure facts of a capability that others may take without its database and procedures. */
const FACTS = ["src/inventory/prices.ts", "src/inventory/resource-type.ts"];
/** Files that say when it is now: the faces. */
const FACES = [/^workers\//, /^dev\//, /^tests\//, /^bench\//, /^web\//, /\.test\.tsx?$/];

const files = ["src", "db", "workers", "web", "dev"].flatMap(walk).filter((file) => /\.tsx?$/.test(file));
const textOf = (file: string) => readFileSync(join(ROOT, file), "utf8");
const isTest = (file: string) => file.endsWith(".test.ts") || file.endsWith(".test.tsx");

function walk(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === "dist" || entry.name === "node_modules" ? [] : walk(path);
    return [path];
  });
}

type Import = { from: string; to: string; isTypeOnly: boolean };
/** Imports of our own files, as paths from the root. */
function importsOf(file: string): Import[] {
  return [...textOf(file).matchAll(/^(?:import|export)\s+(type\s+)?[^;]*?from\s+"(\.[^"]+)"/gms)].map(
    ([, type, path = ""]) => ({
      from: file,
      to: relative(ROOT, join(ROOT, dirname(file), path)),
      isTypeOnly: Boolean(type),
    }),
  );
}
const imports = files.filter((file) => !isTest(file)).flatMap(importsOf);
const said = (wrong: Import[]) => wrong.map(({ from, to }) => `${from} imports ${to}`);
const capabilityOf = (file: string) => CAPABILITIES.find((capability) => file.startsWith(`src/${capability}/`));

describe("who may import whom", () => {
  test("a capability reaches another one through its index only", () => {
    const wrong = imports.filter(({ from, to }) => {
      const [a, b] = [capabilityOf(from), capabilityOf(to)];
      return b !== undefined && a !== b && !to.endsWith("/index.ts") && !FACTS.includes(to) && from.startsWith("src/");
    });
    expect(said(wrong)).toEqual([]);
  });

  test("only the map, the jobs and capabilities know capabilities", () => {
    const wrong = imports.filter(
      ({ from, to }) =>
        from.startsWith("src/") &&
        capabilityOf(to) !== undefined &&
        capabilityOf(from) === undefined &&
        !COMPOSERS.includes(from),
    );
    expect(said(wrong)).toEqual([]);
  });

  test("capabilities form no cycle, and nothing that findings reads knows findings", () => {
    const edges = new Map<string, Set<string>>();
    for (const { from, to } of imports) {
      const [a, b] = [capabilityOf(from), capabilityOf(to)];
      if (a && b && a !== b) edges.set(a, (edges.get(a) ?? new Set()).add(b));
    }
    const reaches = (from: string, goal: string, seen = new Set<string>()): boolean =>
      [...(edges.get(from) ?? [])].some(
        (next) => next === goal || (!seen.has(next) && reaches(next, goal, seen.add(next))),
      );
    expect(CAPABILITIES.filter((capability) => reaches(capability, capability))).toEqual([]);
  });

  test("base names no capability; ports see neither capabilities nor tables; db sees nothing of ours", () => {
    const wrong = imports.filter(
      ({ from, to }) =>
        (from.startsWith("src/base/") && !/^(src\/base\/|src\/ports\/|db\/)/.test(to)) ||
        (from.startsWith("src/ports/") && !/^(src\/ports\/|src\/base\/(http|errors|money)\.ts)/.test(to)) ||
        (from.startsWith("db/") && !to.startsWith("db/")),
    );
    expect(said(wrong)).toEqual([]);
  });

  test("src knows nothing of Cloudflare, React or the workers; the web takes types of the router and values of the SDK only", () => {
    const wrong = imports.filter(
      ({ from, to, isTypeOnly }) =>
        (from.startsWith("src/") && /^(workers|web|dev|tests)\//.test(to)) ||
        (from.startsWith("web/") &&
          !to.startsWith("web/") &&
          !(to === "src/router.ts" && isTypeOnly) &&
          !to.startsWith("src/sdk/")),
    );
    expect(said(wrong)).toEqual([]);
    expect(files.filter((file) => file.startsWith("src/") && /from "(cloudflare:|react)/.test(textOf(file)))).toEqual(
      [],
    );
  });

  test("only identity/sessions.ts knows lucia", () => {
    expect(files.filter((file) => /from "(lucia|@lucia-auth)/.test(textOf(file)))).toEqual([
      "src/identity/sessions.ts",
    ]);
  });
});

describe("what is there is used", () => {
  const defaults = (folder: string) =>
    walk(folder).filter((file) => file.endsWith(".ts") && !isTest(file) && /^export default /m.test(textOf(file)));

  test("every resource type is registered", () => {
    const kinds = walk("src/inventory/types").filter(
      (file) =>
        (!isTest(file) && /= resourceType\(/.test(textOf(file))) || /export default resourceType\(/.test(textOf(file)),
    );
    expect(kinds.length).toBe(RESOURCE_TYPES.length);
  });

  test("every rule is registered, once", () => {
    expect(defaults("src/findings/rules").length).toBe(RULES.length);
    expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
  });

  test("wrangler.toml has the cadences' lines and the Worker's paths", () => {
    const wrangler = Bun.TOML.parse(textOf("wrangler.toml")) as {
      triggers: { crons: string[] };
      assets: { run_worker_first: string[] };
    };
    expect([...wrangler.triggers.crons].sort()).toEqual(Object.values(CRONS).sort());
    const paths = wrangler.assets.run_worker_first.map((path) => path.replace(/\/\*$/, ""));
    expect([...new Set(paths)].sort()).toEqual([...WORKER_PATHS].sort());
  });
});

describe("invariants", () => {
  test("time is a value below the faces", () => {
    const wrong = files.filter(
      (file) => !FACES.some((face) => face.test(file)) && /Date\.now\(\)|new Date\(\)/.test(textOf(file)),
    );
    expect(wrong).toEqual([]);
  });

  test("nobody switches the type checker or the linter off", () => {
    const wrong = files.filter((file) =>
      /@ts-(ignore|nocheck|expect-error)|biome-ignore|\bas any\b|:\s*any\b/.test(textOf(file)),
    );
    expect(wrong).toEqual([]);
  });

  test("a file stays one story", () => {
    const long = files.filter((file) => !isTest(file) && textOf(file).split("\n").length > 400);
    expect(long).toEqual([]);
  });

  test("the lock file names no registry", () => {
    expect(textOf("bun.lock")).not.toMatch(/https?:\/\//);
  });
});
