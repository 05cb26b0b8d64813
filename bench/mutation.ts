import { loadavg } from "node:os";
import { plugin } from "bun";
import { type Mutant, mutate } from "./mutate.ts";
import { REASONS } from "./mutation-reasons.ts";

const GOAL_PERCENT = 95;
/** Not what prices a verdict after `evaluate` (saving.ts): savings.test.ts proves its figures. */
const FOLDER = /\/src\/findings\/rules\/(?:compliance|savings)\/(?!saving\.ts$)[a-z0-9-]+\.ts$/;

type Switch = (id: number) => boolean;
declare global {
  /** What the changed files ask at each place. */
  var isMutant: Switch;
}

/** In a process of its own: the rules are read changed. */
export async function mutation() {
  const child = Bun.spawn([process.execPath, import.meta.path], { stdout: "inherit", stderr: "inherit" });
  if ((await child.exited) !== 0) process.exitCode = 1;
}

/**
 * Breaks the rules at each place that decides, one at a time, and asks their own examples: a mutant that no example
 * notices is a clause that nobody proves. Judged by what `examples` promise: the status, and the figure
 * where its arithmetic is written out.
 */
async function mutateRules() {
  const startedAt = performance.now();
  const mutants: Mutant[] = [];
  plugin({
    name: "mutants",
    setup: (build) => {
      build.onLoad({ filter: FOLDER }, async ({ path }) => {
        const mutated = mutate(
          await Bun.file(path).text(),
          path.split("/findings/rules/").at(-1) ?? path,
          mutants.length,
        );
        mutants.push(...mutated.mutants);
        return { contents: mutated.text, loader: "ts" };
      });
    },
  });
  const reached = new Set<number>();
  const listen: Switch = (id) => {
    reached.add(id);
    return false;
  };
  globalThis.isMutant = listen;
  const { RULES } = await import("../src/findings/rules/index.ts");
  const { examplesOf, isFigureAsWritten, judgeExample, splitExample } = await import(
    "../src/findings/rules/testing.ts"
  );
  // What ran while the files were read made constants and examples; it judges nothing.
  const making = new Set(reached);

  const asked = new Map<number, (() => boolean)[]>();
  let examples = 0;
  for (const rule of RULES) {
    for (const [status, group] of examplesOf(rule))
      for (const example of group) {
        reached.clear();
        const isAsExpected = () => {
          const verdict = judgeExample(rule, example);
          return verdict.status === status && isFigureAsWritten(splitExample(example), verdict);
        };
        if (!isAsExpected()) throw new Error(`${rule.id}: an example of ${status} is not ${status}`);
        for (const id of reached) asked.set(id, [...(asked.get(id) ?? []), isAsExpected]);
        examples++;
      }
  }

  const judged = mutants.filter(({ id }) => asked.has(id) || !making.has(id));
  const survivors = judged.filter(({ id }) => {
    globalThis.isMutant = (other) => other === id;
    return (asked.get(id) ?? []).every(isStill);
  });
  report({ judged, survivors, asked, examples, ms: performance.now() - startedAt });
}

/** A mutant that throws is noticed. */
function isStill(isAsExpected: () => boolean): boolean {
  try {
    return isAsExpected();
  } catch {
    return false;
  }
}

type Report = {
  judged: readonly Mutant[];
  survivors: readonly Mutant[];
  asked: ReadonlyMap<number, unknown>;
  examples: number;
  ms: number;
};

function report({ judged, survivors, asked, examples, ms }: Report) {
  const told = survivors.map((mutant) => ({ mutant, reason: reasonOf(mutant) }));
  for (const { mutant, reason } of told) {
    const { id, file, line, from, to } = mutant;
    const missing = asked.has(id) ? "NO REASON KNOWN" : "NO EXAMPLE GOES HERE";
    console.log(`survives ${file}:${line}: ${oneLine(from)} → ${oneLine(to)}\n  ${reason ?? missing}`);
  }
  for (const pack of ["compliance", "savings"]) {
    const all = judged.filter(({ file }) => file.startsWith(pack)).length;
    const left = told.filter(({ mutant }) => mutant.file.startsWith(pack));
    const percent = (((all - left.length) / all) * 100).toFixed(1);
    const explained = left.filter(({ reason }) => reason !== undefined).length;
    console.log(
      `${pack}: ${all - left.length} of ${all} mutants killed, ${percent} % (goal ${GOAL_PERCENT} %); ${left.length} survive, ${explained} of them with a reason`,
    );
  }
  const [load = 0] = loadavg();
  console.log(`${examples} examples; ${(ms / 1000).toFixed(1)} s, load ${load.toFixed(1)}`);
}

const reasonOf = ({ file, from }: Mutant) =>
  REASONS.find(([where, beginning]) => where === file && oneLine(from).startsWith(beginning))?.[2];
const oneLine = (text: string) => text.replace(/\s+/g, " ");

if (import.meta.main) await mutateRules();
