import { parseArgs } from "node:util";
import pg from "pg";
import { PLAN_NAMES } from "../db/schema/organizations.ts";

const USAGE = `bun run organization -- <address> [--plan ${PLAN_NAMES.join("|")}] [--suspend | --resume]

For whoever runs the installation, with DATABASE_OWNER_URL: gives an organisation its plan, closes it to everybody, or
opens it again. Without an option it only tells. The product itself can do none of this.`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { plan: { type: "string" }, suspend: { type: "boolean" }, resume: { type: "boolean" } },
});
const [slug] = positionals;
const url = process.env.DATABASE_OWNER_URL;
const isKnownPlan = values.plan === undefined || PLAN_NAMES.some((name) => name === values.plan);
if (!slug || !url || !isKnownPlan || (values.suspend && values.resume)) {
  console.error(url ? USAGE : `${USAGE}\n\nDATABASE_OWNER_URL is not set.`);
  process.exit(2);
}
const status = values.suspend ? "suspended" : values.resume ? "active" : null;
const client = new pg.Client({ connectionString: url });
await client.connect();
const { rows } = await client.query(
  `update organizations set plan = coalesce($2, plan), status = coalesce($3, status),
          delete_at = case when coalesce($3, status) = 'deleting' then delete_at end
    where slug = $1 returning name, plan, status`,
  [slug, values.plan ?? null, status],
);
await client.end();
if (!rows[0]) {
  console.error(`There is no organisation at /${slug}.`);
  process.exit(1);
}
console.log(`${rows[0].name}: plan ${rows[0].plan}, ${rows[0].status}`);
