import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import { ROOT } from "./folder.ts";

/** The part of wrangler.toml that a local runtime needs. */
const Wrangler = z.object({
  compatibility_date: z.string(),
  compatibility_flags: z.array(z.string()).default([]),
  vars: z.record(z.string(), z.string()).default({}),
  durable_objects: z.object({ bindings: z.array(z.object({ name: z.string(), class_name: z.string() })) }),
  migrations: z.array(z.object({ new_sqlite_classes: z.array(z.string()).default([]) })).default([]),
  triggers: z.object({ crons: z.array(z.string()) }),
  assets: z.object({ run_worker_first: z.array(z.string()) }),
});
export type Wrangler = z.infer<typeof Wrangler>;

export function readWrangler(): Wrangler {
  return Wrangler.parse(Bun.TOML.parse(readFileSync(join(ROOT, "wrangler.toml"), "utf8")));
}
