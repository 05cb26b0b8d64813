import { afterAll, beforeAll, expect, test } from "bun:test";
import { loadavg } from "node:os";
import * as z from "zod";
import { delivery, startGitHub } from "../fakes/github.ts";
import { type Stack, startStack } from "../faults/stack.ts";

const PUSHES = 20;
const WAIT_MS = 20_000;
const LOOK_MS = 25;

let github: ReturnType<typeof startGitHub>;
let stack: Stack;
beforeAll(async () => {
  github = startGitHub();
  stack = await startStack({ GITHUB_ENDPOINT: github.url });
}, 200_000);
afterAll(async () => {
  await stack.stop();
  github.stop();
});

const Connected = z.object({ result: z.object({ data: z.object({ id: z.string(), secret: z.string() }) }) });
const component = (name: string) =>
  `apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: shop, title: ${name}}\nspec: {type: service, lifecycle: production, owner: shop}\n`;

test(`${PUSHES} pushes on GitHub, from the delivery until the catalog shows what they changed`, async () => {
  github.addRepository("acme/shop", { "catalog-info.yaml": component("v0") });
  const acme = await stack.signUp("Acme");
  const made = await acme.mutate("catalog.github.connect", { login: "acme", token: github.token });
  const { id, secret } = Connected.parse(made.body).result.data;
  const isShown = async (title: string) =>
    (await acme.query("catalog.get", { ref: "component:shop" })).text.includes(`"title":"${title}"`);
  await until(() => isShown("v0"));
  const took: number[] = [];
  for (let n = 1; n <= PUSHES; n++) {
    const sent = delivery(github.push("acme/shop", { "catalog-info.yaml": component(`v${n}`) }), secret);
    const from = performance.now();
    expect((await stack.ask(`/webhooks/github/${id}`, sent)).status).toBe(200);
    await until(() => isShown(`v${n}`));
    took.push(performance.now() - from);
  }
  took.sort((a, b) => a - b);
  const at = (part: number) => Math.round(took[Math.ceil(took.length * part) - 1] ?? 0);
  const load = loadavg().map((each) => each.toFixed(1));
  console.log(
    `push → visible: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, most ${at(1)} ms; load average ${load.join(" ")}`,
  );
}, 300_000);

async function until(isSo: () => Promise<boolean>) {
  for (const from = performance.now(); !(await isSo()); await Bun.sleep(LOOK_MS))
    if (performance.now() - from > WAIT_MS) throw new Error(`not so within ${WAIT_MS / 1000} s`);
}
