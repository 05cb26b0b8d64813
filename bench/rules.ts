import { loadavg } from "node:os";
import * as z from "zod";
import { judge, judgeAll } from "../src/findings/judge.ts";
import { RULES } from "../src/findings/rules/index.ts";
import { CONTEXT, discovered } from "../src/findings/rules/testing.ts";
import type { Discovered } from "../src/inventory/index.ts";

const RESOURCES = 100_000;
const GOAL_SECONDS = 5;
const Config = z.record(z.string(), z.json());
const Split = z.object({ config: Config, context: z.record(z.string(), z.unknown()) });

/** Every example of every rule as a resource, tagged, over and over: each type with what its rules read. */
function resourcesOf(count: number): Discovered[] {
  const byType = new Map<string, Discovered["config"]>();
  for (const rule of RULES.filter(({ resourceType }) => resourceType !== "*")) {
    for (const example of [...rule.examples.pass, ...rule.examples.fail]) {
      const plain: unknown = JSON.parse(JSON.stringify(example));
      const split = Split.safeParse(plain);
      const config = split.success ? split.data.config : Config.parse(plain);
      byType.set(rule.resourceType, { ...config, ...byType.get(rule.resourceType) });
    }
  }
  const kinds = [...byType];
  return Array.from({ length: count }, (_, index) => {
    const [type, config] = kinds[index % kinds.length] ?? ["", {}];
    const tags: Record<string, string> =
      index % 7 === 0 ? {} : { Environment: "production", Owner: "checkout", CostCenter: "42" };
    return { ...discovered(type, config), nativeId: `r-${index}`, tags };
  });
}

/** All rules over 100,000 resources, beside a walk that asks each rule of each resource whether it is its own. */
export async function rules() {
  const resources = resourcesOf(RESOURCES);
  judgeAllOf(resources.slice(0, 2_000));
  const [seconds, verdicts] = timed(() => judgeAllOf(resources));
  const [naive] = timed(() => judgeNaively(resources.slice(0, RESOURCES / 10)));
  const known = [...verdicts].map(([status, count]) => `${status} ${count.toLocaleString("en")}`).join(", ");
  const total = [...verdicts.values()].reduce((sum, count) => sum + count, 0);
  const [load = 0] = loadavg();
  console.log(
    `${RESOURCES.toLocaleString("en")} resources × ${RULES.length} rules: ${total.toLocaleString("en")} verdicts (${known})`,
  );
  console.log(`${seconds.toFixed(2)} s of processor time (goal < ${GOAL_SECONDS} s), load ${load.toFixed(1)}`);
  console.log(
    `baseline, every rule asked of every resource: ${(naive * 10).toFixed(2)} s; ratio ${((naive * 10) / seconds).toFixed(1)}`,
  );
}

function judgeAllOf(resources: readonly Discovered[]): Map<string, number> {
  const statuses = new Map<string, number>();
  for (const resource of resources)
    for (const { verdict } of judgeAll(resource, CONTEXT))
      statuses.set(verdict.status, (statuses.get(verdict.status) ?? 0) + 1);
  return statuses;
}

function judgeNaively(resources: readonly Discovered[]) {
  let verdicts = 0;
  for (const resource of resources)
    for (const rule of RULES) {
      const verdict = judge(rule, resource, CONTEXT);
      if (rule.resourceType === resource.type || rule.resourceType === "*")
        verdicts += verdict.status === "PASS" ? 1 : 0;
    }
  return verdicts;
}

/** Processor time: other work on the machine does not count. */
function timed<T>(work: () => T): [seconds: number, result: T] {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  return [(user + system) / 1e6, result];
}
