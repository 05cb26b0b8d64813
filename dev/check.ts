import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./folder.ts";

const bin = (name: string) => join(ROOT, "node_modules/.bin", name);
const bun = process.execPath;
const LINES_MAX = 40;

// The AWS clients' types are 1.5 million lines: the first run reads them all, later ones what has changed. One checker,
// because four of them each work out the same types: 27 s of processor time instead of 15.
const types = (project: string, memory: string) => [
  ...[bin("tsc"), "-p", project, "--checkers", "1", "--incremental", "--tsBuildInfoFile"],
  join(ROOT, ".local", `${memory}.tsbuildinfo`),
];

/** What must hold before a commit; each in its own process, side by side. */
const CHECKS: { name: string; command: string[]; needs: string }[] = [
  { name: "types", command: types(".", "types"), needs: "tsconfig.json" },
  // The same files once more, with Cloudflare's globals instead of Bun's: what differs is seldom broken, so CI looks.
  ...(process.env.CI
    ? [{ name: "types of the Worker", command: types("workers", "worker-types"), needs: "workers/tsconfig.json" }]
    : []),
  { name: "lint and format", command: [bin("biome"), "check", "--colors=off", "."], needs: "biome.json" },
  { name: "contrast", command: [bun, "dev/check-tokens.ts"], needs: "web/theme.css" },
  { name: "permission table", command: [bun, "dev/permissions.ts", "--check"], needs: "dev/permissions.ts" },
  { name: "house rules", command: [bun, "test", "tests/house.test.ts"], needs: "tests/house.test.ts" },
];

type Outcome = { name: string; isGood: boolean; text: string; seconds: number };

const outcomes = await Promise.all([
  lockfile(),
  ...CHECKS.filter(({ needs }) => existsSync(join(ROOT, needs))).map(run),
]);
for (const { name, text } of outcomes.filter((outcome) => !outcome.isGood)) {
  const lines = text.trim().split("\n");
  console.log(`\n── ${name}\n${lines.slice(0, LINES_MAX).join("\n")}`);
  if (lines.length > LINES_MAX) console.log(`… ${lines.length - LINES_MAX} more lines`);
}
console.log("");
for (const { name, isGood, seconds } of outcomes)
  console.log(`${isGood ? "ok    " : "FAILED"}  ${name} (${seconds.toFixed(1)} s)`);
for (const { name, needs } of CHECKS.filter(({ needs }) => !existsSync(join(ROOT, needs))))
  console.log(`absent  ${name} (${needs})`);
const failed = outcomes.filter(({ isGood }) => !isGood).length;
console.log(`${outcomes.length - failed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);

async function run({ name, command }: { name: string; command: string[] }): Promise<Outcome> {
  const startedAt = performance.now();
  const child = Bun.spawn(command, {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, problems, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  return { name, isGood: code === 0, text: out + problems, seconds: (performance.now() - startedAt) / 1000 };
}

/** A lockfile made behind a mirror names the mirror's host, and then installs nowhere else. */
async function lockfile(): Promise<Outcome> {
  const lines = readFileSync(join(ROOT, "bun.lock"), "utf8").split("\n");
  const bad = lines.filter((line) => /https?:\/\//.test(line));
  return {
    name: "lockfile",
    isGood: bad.length === 0,
    text: `bun.lock names a registry's host; install with the default registry:\n${bad.join("\n")}`,
    seconds: 0,
  };
}
