import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import axe from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { waitUntil } from "../../dev/listen.ts";
import { type Complaints, DESKTOP, openChromium, openPage, openProfile, openTab, PHONE, settled } from "./chromium.ts";
import { type Product, productWithDemo } from "./product.ts";

/** Forty pages a suite, at two sizes; a second each on a quiet machine. */
setDefaultTimeout(500_000);
/** For people to look at; nothing compares them. */
const SCREENS = join(import.meta.dir, "../../.local/screens");
const NARROWEST = { width: 320, height: 844 };
/** Pages looked at beside each other. */
const AT_ONCE = 2;
const STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/** Every path of the router: those of an organisation, and the others. */
const TEXTS = ["routes.tsx", "routes-outside.tsx"].map((name) => Bun.file(join(import.meta.dir, "../../web", name)));
const ROUTES = (await Promise.all(TEXTS.map((file) => file.text())))
  .flatMap((text) => [...text.matchAll(/getParentRoute: \(\) => (\w+),\s*path: "([^"]+)"/g)])
  .map(([, parent = "", path = ""]) => ({ parent, path }));
const pathsOf = (parent: string) => ROUTES.flatMap((route) => (route.parent === parent ? [route.path] : []));
const INSIDE = pathsOf("organization").filter((path) => path !== "/");
const PUBLIC = [...pathsOf("root").filter((path) => path !== "/$org"), "/there-is/no/such/page"];

let product: Product;
let browser: Browser;
/** A session in the demo, and one in an organisation that has nothing yet. */
let guest: State;
let founder: State;
let resourceId: string;
let findingId: string;
let jobId: string;
let runId: string;
/** A page of each kind of thing, as its path in the demo. */
const details = new Map<string, string>();
type State = Awaited<ReturnType<BrowserContext["storageState"]>>;

beforeAll(async () => {
  product = await productWithDemo();
  browser = await openChromium();
  const demo = await openPage(browser);
  await demo.page.request.post(`${product.url}/auth/demo`);
  guest = await demo.context.storageState();
  const first = async (path: string, input: object) => {
    const query = encodeURIComponent(JSON.stringify({ limit: 1, ...input }));
    const answer = await demo.page.request.get(`${product.url}/trpc/demo/${path}?input=${query}`);
    return (await answer.json()).result.data.items[0];
  };
  ({ id: resourceId } = await first("inventory.resources.list", { type: ["AWS::EC2::Instance"] }));
  ({ id: findingId } = await first("findings.list", {}));
  ({ id: jobId } = await first("operations.jobs.list", { name: "inventory.discover-account" }));
  const runs = await demo.page.request.get(`${product.url}/trpc/demo/catalog.templates.list`);
  runId = (await runs.json()).result.data.runs[0].id;
  const accounts = await demo.page.request.get(`${product.url}/trpc/demo/inventory.accounts.list`);
  details.set("accounts/$id/members", `accounts/${(await accounts.json()).result.data.items[0].id}/members`);
  details.set("resources/$id", `resources/${resourceId}`);
  details.set("findings/$id", `findings/${findingId}`);
  details.set("templates/$namespace/$name", "templates/default/new-service");
  details.set("templates/runs/$id", `templates/runs/${runId}`);
  details.set("scorecards/$slug", "scorecards/production-readiness");
  details.set("compliance/$framework", "compliance/cis-aws-7.0");
  const { ref } = await first("catalog.list", {});
  details.set("catalog/$kind/$namespace/$name", `catalog/${String(ref).replace(":", "/")}`);
  await demo.context.close();
  const own = await openPage(browser);
  await own.page.request.post(`${product.url}/trpc/identity.signUp`, {
    data: {
      name: "Grace Hopper",
      email: `${crypto.randomUUID()}@example.com`,
      password: "correct horse battery staple",
      organization: "Empty Ltd",
    },
    headers: { "sec-fetch-site": "same-origin" },
  });
  founder = await own.context.storageState();
  await own.context.close();
  mkdirSync(SCREENS, { recursive: true });
});
afterAll(async () => {
  await browser?.close();
});

type Violation = { rule: string; impact: string | null | undefined; where: string[] };
async function violationsOf(page: Page, runOnly: axe.RunOptions["runOnly"]): Promise<Violation[]> {
  // By the debugger, not by a script element: the content security policy stays as people get it.
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    (runOnly): Promise<axe.AxeResults> =>
      Reflect.get(window, "axe").run(document, { runOnly, resultTypes: ["violations"] }),
    runOnly,
  );
  return violations.map(({ id, impact, nodes }) => ({
    rule: id,
    impact,
    where: nodes.slice(0, 3).map(({ target, html }) => `${target.join(" ")}: ${html.slice(0, 160)}`),
  }));
}

/** By how many pixels the page is wider than the screen, and what sticks out that no ancestor scrolls. */
const sticksOut = (page: Page) =>
  page.evaluate(() => {
    const { clientWidth } = document.documentElement;
    const main = document.querySelector("main");
    const over = Math.max(
      document.documentElement.scrollWidth - clientWidth,
      (main?.scrollWidth ?? 0) - (main?.clientWidth ?? 0),
    );
    if (over <= 0) return [];
    const isInScroller = (e: Element) => {
      for (let up = e.parentElement; up && up !== main; up = up.parentElement)
        if (getComputedStyle(up).overflowX !== "visible") return true;
      return false;
    };
    const wide = [...document.querySelectorAll("main *")].filter(
      (e) => e.getBoundingClientRect().right > clientWidth + 1 && !isInScroller(e),
    );
    return [`${over} px`, ...wide.slice(0, 4).map((e) => e.outerHTML.slice(0, 140))];
  });

/** `isMissing`: the server answers 404, which the browser writes to the console whatever the page makes of it. */
type Visit = {
  name: string;
  path: string;
  state?: State;
  ready?: (page: Page) => Promise<unknown>;
  isMissing?: boolean;
};
type Told = {
  page: string;
  axe: (Violation & { theme: string })[];
  complaints: Complaints;
  sticksOut: Record<number, string[]>;
};

const THEMES = ["light", "dark"] as const;
/** What depends on colours; all else about a page is the same in both themes. */
const COLOURS = ["color-contrast", "link-in-text-block"];

/** One page at one size, light and then dark, as when the system changes; and at 320 px when it is the small one. */
async function visit(
  context: BrowserContext,
  { name, path, ready, isMissing }: Visit,
  size: typeof DESKTOP,
): Promise<Told> {
  const { page, complaints } = await openTab(context);
  await page.goto(`${product.url}${path}`);
  await settled(page);
  await ready?.(page);
  const told: Told = { page: `${name} ${size.width}`, axe: [], complaints, sticksOut: {} };
  for (const theme of THEMES) {
    await page.emulateMedia({ colorScheme: theme });
    await page.locator(`html[data-theme=${theme}]`).waitFor({ state: "attached" });
    // What changes colour is painted some frames later.
    await page.evaluate(() => new Promise((done) => setTimeout(() => requestAnimationFrame(done), 150)));
    const file = `${name} ${theme} ${size.width}`.replaceAll(/[^a-z0-9]+/g, "-");
    await page.screenshot({ path: join(SCREENS, `${file}.png`) });
    const rules: axe.RunOnly =
      theme === "light" ? { type: "tag", values: STANDARD } : { type: "rule", values: COLOURS };
    told.axe.push(...(await violationsOf(page, rules)).map((each) => ({ ...each, theme })));
  }
  if (size === PHONE) {
    told.sticksOut[PHONE.width] = await sticksOut(page);
    await page.setViewportSize(NARROWEST);
    // What measures itself is drawn anew some frames later.
    const fits = async () => {
      const out = await sticksOut(page);
      told.sticksOut[NARROWEST.width] = out;
      return out.length === 0;
    };
    await waitUntil(fits, { limitMs: 3_000, everyMs: 100 });
  }
  if (isMissing) complaints.console = complaints.console.filter((text) => !text.includes("status of 404"));
  await page.close();
  return told;
}

async function inspect(suite: string, visits: readonly Visit[]) {
  const told: Told[] = [];
  for (const size of [DESKTOP, PHONE])
    for (const state of new Set(visits.map((each) => each.state))) {
      const isTouched = { isMobile: size === PHONE, hasTouch: size === PHONE };
      const context = await openProfile(browser, { viewport: size, storageState: state, ...isTouched });
      const left = visits.filter((one) => one.state === state);
      const take = async () => {
        for (let each = left.shift(); each; each = left.shift()) told.push(await visit(context, each, size));
      };
      await Promise.all(Array.from({ length: AT_ONCE }, take));
      await context.close();
    }
  const wrong = told.filter(
    ({ axe, complaints, sticksOut }) =>
      axe.length > 0 || Object.values(complaints).flat().length > 0 || Object.values(sticksOut).flat().length > 0,
  );
  const sum = (of: (each: Told) => unknown[]) => told.reduce((total, each) => total + of(each).length, 0);
  console.log(
    `${suite}: ${visits.length} pages × 4 variants: ${sum(({ axe }) => axe)} axe, ${sum(({ complaints }) => complaints.csp)} CSP, ` +
      `${sum(({ complaints }) => complaints.console)} console, ${sum(({ complaints }) => complaints.errors)} page errors, ` +
      `${sum(({ sticksOut }) => Object.values(sticksOut).flat())} too wide at 390 or 320`,
  );
  expect(wrong).toEqual([]);
}

describe("every page, light and dark, large and small", () => {
  test("is known here: a page of a thing needs a thing to show", () => {
    expect(INSIDE.length).toBeGreaterThan(9);
    expect([...INSIDE, ...PUBLIC].filter((path) => path.includes("$") && !details.has(path))).toEqual([]);
  });

  test("before the door", () =>
    inspect(
      "public",
      PUBLIC.map((path) => ({ name: `public ${path === "/" ? "landing" : path}`, path })),
    ));

  test("in the demo", () =>
    inspect(
      "demo",
      INSIDE.map((path) => ({ name: `demo ${path}`, path: `/demo/${details.get(path) ?? path}`, state: guest })),
    ));

  test("in an organisation that has nothing yet", () =>
    inspect(
      "empty",
      INSIDE.filter((path) => !path.includes("$")).map((path) => ({
        name: `empty ${path}`,
        path: `/empty-ltd/${path}`,
        state: founder,
      })),
    ));

  test("with something open", () =>
    inspect("opened", [
      { name: "open resource panel", path: `/demo/resources?id=${resourceId}`, state: guest, ready: dialog },
      { name: "open finding panel", path: `/demo/findings?id=${findingId}`, state: guest, ready: dialog },
      { name: "open job panel", path: `/demo/jobs?id=${jobId}`, state: guest, ready: dialog },
      { name: "open palette", path: "/demo/overview", state: guest, ready: (page) => press(page, "Control+k") },
      { name: "open help", path: "/demo/overview", state: guest, ready: (page) => press(page, "?") },
      { name: "open filter menu", path: "/demo/resources", state: guest, ready: (page) => click(page, "Add filter") },
      { name: "open user menu", path: "/demo/jobs", state: guest, ready: userMenu },
      {
        name: "open connect keys",
        path: "/empty-ltd/onboarding",
        state: founder,
        ready: (p) => click(p, "Connect by keys"),
      },
      { name: "open filtered", path: '/demo/resources?type=["AWS::S3::Bucket"]&encrypted=unknown', state: guest },
      { name: "open missing resource", path: `/demo/resources/${crypto.randomUUID()}`, state: guest, isMissing: true },
      { name: "open foreign organisation", path: "/demo/overview", state: founder, isMissing: true },
    ]));
});

const dialog = async (page: Page) => {
  await page.getByRole("dialog").waitFor();
  await settled(page);
};
const press = async (page: Page, key: string) => {
  await page.keyboard.press(key);
  await page.getByRole("dialog").waitFor();
};
const click = async (page: Page, name: string) => {
  await page.getByRole("button", { name }).click();
  await page.waitForTimeout(200);
};
const userMenu = async (page: Page) => {
  const drawer = page.getByRole("button", { name: "Open navigation" });
  if (await drawer.isVisible()) await drawer.click();
  await page.getByRole("button", { name: "Open the user menu" }).click();
  await page.getByRole("menu").waitFor();
};
