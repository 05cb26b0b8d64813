import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";

const FILE = join(import.meta.dir, "../../../shared/data/trust/asvs-tests.json");
const Rows = z.object({ tests: z.array(z.object({ id: z.string(), area: z.string(), test: z.string() })) });

/** The catalogue of checks after OWASP ASVS 5.0; null in a clone that has none beside it. */
export const readAsvsRows = () => (existsSync(FILE) ? Rows.parse(JSON.parse(readFileSync(FILE, "utf8"))).tests : null);
