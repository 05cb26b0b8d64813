import { anomaly } from "./anomaly.ts";
import { bruteForce } from "./brute-force.ts";
import { catalog } from "./catalog.ts";
import { costSync } from "./cost-sync.ts";
import { costs } from "./costs.ts";
import { discovery } from "./discovery.ts";
import { forecast } from "./forecast.ts";
import { importing } from "./import.ts";
import { mutation } from "./mutation.ts";
import { outlooks } from "./outlooks.ts";
import { prowler } from "./prowler.ts";
import { reads } from "./reads.ts";
import { rules } from "./rules.ts";

/** One line per benchmark: `bun run bench`, or `bun run bench reads`. */
const BENCHMARKS: Record<string, () => Promise<void>> = {
  reads,
  catalog,
  forecast,
  anomaly,
  outlooks,
  "cost-sync": costSync,
  "brute-force": bruteForce,
  rules,
  mutation,
  discovery,
  import: importing,
  prowler,
  costs,
};

/** A number is a size for the benchmark before it. */
const names = process.argv.slice(2).filter((word) => !/^\d+$/.test(word));
const unknown = names.find((name) => !BENCHMARKS[name]);
if (unknown !== undefined) {
  console.error(`There is no benchmark named ${unknown}. There are: ${Object.keys(BENCHMARKS).join(", ")}.`);
  process.exit(2);
}
for (const [name, run] of Object.entries(BENCHMARKS)) if (names.length === 0 || names.includes(name)) await run();
process.exit();
