import { loadavg } from "node:os";
import { neon, neonConfig } from "@neondatabase/serverless";
import * as z from "zod";
import { type Member, type Stack, startStack } from "../tests/faults/stack.ts";
import { startBackstage } from "./backstage.ts";
import { measure } from "./load.ts";

/** How many entities; CATALOG_ENTITIES=1000,10000,100000 runs the large one too, which takes minutes. */
const SIZES = (process.env.CATALOG_ENTITIES ?? "1000,10000").split(",").map(Number);
/** One upload. */
const ENTITIES_PER_FILE = 250;
const AGAIN_MAX = 5;
const TEAMS = 50;
const WORDS = [
  "checkout",
  "billing",
  "search",
  "basket",
  "payment",
  "stock",
  "invoice",
  "media",
  "identity",
  "shipping",
];

/** Backstage is installed and run beside ours: BACKSTAGE=1, on Linux x64. Otherwise its published figures stand there. */
const IS_BACKSTAGE_BESIDE = process.env.BACKSTAGE === "1";
/** Measured with Backstage 1.55's catalog backend 4.0.0 on a machine of this size: p50 in ms over HTTP, ingest in entities a second. */
const BACKSTAGE: Record<string, Record<number, string>> = {
  import: { 1000: "21/s", 10000: "30/s" },
  list: { 1000: "13", 10000: "59" },
  "owned by": { 10000: "18" },
  facets: { 1000: "10", 10000: "48" },
};

/**
 * The catalogue over HTTP (workerd, session, row-level security): import until visible, then what a page and Backstage's
 * front end ask for, one call at a time. Beside it the road alone: entering the organisation and one row, through the
 * same driver, proxy and Postgres.
 */
export async function catalog() {
  const stack = await startStack();
  try {
    for (const size of SIZES) await oneSize(stack, size);
  } finally {
    await stack.stop();
  }
}

async function oneSize(stack: Stack, size: number) {
  const acme = await stack.signUp(`Catalog ${size}`);
  console.log(`\n${size} entities; load average ${load()}`);
  console.log("what                       p50 ms  p95 ms   × the road       Backstage");
  const beganAt = performance.now();
  for (let at = 0; at < size; at += ENTITIES_PER_FILE) await upload(acme, at, Math.min(size, at + ENTITIES_PER_FILE));
  await untilVisible(acme, size);
  const seconds = (performance.now() - beganAt) / 1000;
  const perSecond = `${(size / seconds).toFixed(0)}/s`;
  console.log(
    `${"import until visible".padEnd(24)} ${seconds.toFixed(1)} s, ${perSecond} (Backstage, published: ${BACKSTAGE.import?.[size] ?? "not measured"}), ${refused} files sent again`,
  );
  if (size >= LARGE) await asOneFile(stack, size);
  await stack.sql("analyze");
  const theirs = await backstageOf(stack, size);
  const road = await measure(1, roadOf(stack, acme));
  print("the road alone", road, road.p50, "");
  for (const [what, path] of Object.entries(CALLS)) {
    const url = `${stack.url}${path(acme.slug)}`;
    const figure = await measure(1, async () => {
      const response = await fetch(url, { headers: { cookie: acme.cookie } });
      await response.arrayBuffer();
      return response.status === 200;
    });
    print(what, figure, road.p50, theirs[what] ?? "");
  }
}

/** p50 and p95 in ms of the calls that Backstage has too, over HTTP, one at a time; only p50 where published. */
async function backstageOf(stack: Stack, size: number): Promise<Record<string, string>> {
  if (!IS_BACKSTAGE_BESIDE)
    return Object.fromEntries(Object.entries(BACKSTAGE).map(([what, bySize]) => [what, bySize[size] ?? ""]));
  const list = Array.from({ length: size }, (_, n) => entity(n));
  const { url, importSeconds, stop } = await startBackstage(stack.ownerUrl, list);
  try {
    const perSecond = `${(size / importSeconds).toFixed(0)}/s`;
    console.log(`${"Backstage beside".padEnd(24)} ${importSeconds.toFixed(1)} s until visible, ${perSecond}`);
    const figures: Record<string, string> = {};
    for (const [what, path] of Object.entries(CALLS)) {
      const [, shared] = path("beside").split("/api/catalog/beside");
      if (shared === undefined) continue;
      const { p50, p95, errors } = await measure(1, async () => {
        const response = await fetch(`${url}/api/catalog${shared}`);
        await response.arrayBuffer();
        return response.status === 200;
      });
      figures[what] = errors ? `${errors} errors` : `${p50.toFixed(1)} / ${p95.toFixed(1)}`;
    }
    return figures;
  } finally {
    await stop();
  }
}

/** From this size on, the same entities once more as one file, which a job takes in. */
const LARGE = 10_000;
const ENTITIES_PER_PART = 1_000;
const LOOK_MS = 500;

async function asOneFile(stack: Stack, size: number) {
  const acme = await stack.signUp(`One file ${size}`);
  const parts = Math.ceil(size / ENTITIES_PER_PART);
  const beganAt = performance.now();
  const made = await acme.mutate("catalog.imports.create", { name: "all.json", parts });
  const { id } = Made.parse(made.body).result.data;
  for (let number = 0; number < parts; number++) {
    const from = number * ENTITIES_PER_PART;
    const list = Array.from({ length: Math.min(ENTITIES_PER_PART, size - from) }, (_, i) => entity(from + i));
    const part = { id, number, firstLine: 1, text: JSON.stringify(list) };
    let answer = await acme.mutate("catalog.imports.addPart", part);
    for (let again = 0; answer.status === 503 && again < AGAIN_MAX; again++)
      answer = await acme.mutate("catalog.imports.addPart", part);
    if (answer.status !== 200) throw new Error(`a part answers ${answer.status} ${answer.text.slice(0, 300)}`);
  }
  const sentAt = performance.now();
  for (let state = ""; state !== "done"; await Bun.sleep(LOOK_MS)) {
    state = Listed.parse((await acme.query("catalog.imports.list")).body).result.data.items[0]?.state ?? "";
    if (state === "refused") throw new Error("the file was refused");
  }
  await untilVisible(acme, size);
  const [sent, whole] = [(sentAt - beganAt) / 1000, (performance.now() - beganAt) / 1000];
  console.log(
    `${"as one file, by a job".padEnd(24)} ${whole.toFixed(1)} s, of which sending ${sent.toFixed(1)} s: ${(size / whole).toFixed(0)}/s`,
  );
}
const Made = z.object({ result: z.object({ data: z.object({ id: z.string() }) }) });
const Listed = z.object({ result: z.object({ data: z.object({ items: z.array(z.object({ state: z.string() })) }) }) });

const trpc = (slug: string, path: string, input: unknown) =>
  `/trpc/${slug}/${path}?input=${encodeURIComponent(JSON.stringify(input))}`;
const api = (slug: string, path: string) => `/api/catalog/${slug}${path}`;
const CALLS: Record<string, (slug: string) => string> = {
  "the catalog page": (slug) => trpc(slug, "catalog.list", { limit: 50 }),
  list: (slug) => api(slug, "/entities/by-query?filter=kind%3Dcomponent&orderField=metadata.name,asc&limit=20"),
  "owned by": (slug) => api(slug, "/entities/by-query?filter=relations.ownedBy%3Dgroup:default%2Fteam-7"),
  facets: (slug) => api(slug, "/entity-facets?facet=spec.type&facet=relations.ownedBy&facet=metadata.tags"),
  "by name": (slug) => api(slug, "/entities/by-name/component/default/checkout-00010"),
  "search a word": (slug) => trpc(slug, "search.find", { text: "basket" }),
  "search a typo": (slug) => trpc(slug, "search.find", { text: "chekcuot" }),
  "search an id": (slug) => trpc(slug, "search.find", { text: "https://github.com/acme/checkout-00010" }),
};

let refused = 0;
async function upload(member: Member, from: number, to: number) {
  const list = Array.from({ length: to - from }, (_, i) => entity(from + i));
  const file = { name: `part-${from}.json`, text: JSON.stringify(list) };
  let answer = await member.mutate("catalog.import", file);
  // A request gives the database about a second; on a busy machine a file may have to be sent again, and that is counted.
  for (let again = 0; answer.status === 503 && again < AGAIN_MAX; again++) {
    refused++;
    answer = await member.mutate("catalog.import", file);
  }
  if (answer.status !== 200) throw new Error(`import answers ${answer.status} ${answer.text.slice(0, 300)}`);
}

function entity(n: number) {
  const name = `${WORDS[n % WORDS.length]}-${String(n).padStart(5, "0")}`;
  return {
    apiVersion: "backstage.io/v1alpha1",
    kind: n % 10 === 9 ? "Resource" : "Component",
    metadata: {
      name,
      description: `What ${name} does for whoever needs it`,
      annotations: { "github.com/project-slug": `acme/${name}` },
      tags: [`tag-${n % 20}`, n % 2 ? "java" : "go"],
    },
    spec: {
      type: n % 3 ? "service" : "website",
      lifecycle: n % 5 ? "production" : "experimental",
      owner: `team-${n % TEAMS}`,
      dependsOn:
        n > 0 && n % 4 === 0 ? [`component:${WORDS[(n - 4) % WORDS.length]}-${String(n - 4).padStart(5, "0")}`] : [],
    },
  };
}

async function untilVisible(member: Member, size: number) {
  const { status, text } = await member.query("catalog.list", { limit: 1 });
  if (status !== 200 || !text.includes(`"total":${size}`)) throw new Error(`not all are visible: ${text.slice(-200)}`);
}

function roadOf(stack: Stack, { organizationId }: Member) {
  neonConfig.fetchEndpoint = () => `http://127.0.0.1:${stack.portOf("neon")}/sql`;
  const app = neon(stack.appUrl);
  return async () => {
    const [, rows = []] = await app.transaction([
      app.query("select set_config('app.organization_id', $1, true)", [organizationId]),
      app.query("select id from entities limit 1"),
    ]);
    return rows.length === 1;
  };
}

function print(
  what: string,
  { p50, p95, errors }: { p50: number; p95: number; errors: number },
  road: number,
  theirs: string,
) {
  const figures = [p50.toFixed(1), p95.toFixed(1)].map((text) => text.padStart(8)).join("");
  console.log(
    `${what.padEnd(24)}${figures}${(p50 / road).toFixed(1).padStart(12)}${theirs.padStart(16)}${errors ? `  ${errors} errors` : ""}`,
  );
}

const load = () =>
  loadavg()
    .map((each) => each.toFixed(1))
    .join(" ");
