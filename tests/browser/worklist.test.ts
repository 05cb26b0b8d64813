import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import axe from "axe-core";
import pg from "pg";
import type { Browser, Page } from "playwright-core";
import { waitUntil } from "../../dev/listen.ts";
import { type Complaints, openChromium, openPage, PHONE, settled } from "./chromium.ts";
import { type Product, startProduct } from "./product.ts";

setDefaultTimeout(300_000);
/** For people to look at; nothing compares them. */
const SCREENS = join(import.meta.dir, "../../.local/screens");

let product: Product;
let browser: Browser;
let page: Page;
let complaints: Complaints;
let slug: string;

beforeAll(async () => {
  mkdirSync(SCREENS, { recursive: true });
  product = await startProduct({ DEMO: "0" });
  browser = await openChromium();
  ({ page, complaints } = await openPage(browser));
  const answer = await page.request.post(`${product.url}/trpc/identity.signUp`, {
    data: {
      name: "Grace Hopper",
      email: "grace@example.com",
      password: "correct horse battery",
      organization: "Worklist",
    },
  });
  slug = (await answer.json()).result.data.slug;
  await page.request.post(`${product.url}/trpc/${slug}/inventory.accounts.connectSample`, {
    data: {},
    headers: { "sec-fetch-site": "same-origin" },
  });
  expect(await waitUntil(async () => (await openJobs()) === 0, { limitMs: 240_000, everyMs: 500 })).toBe(true);
  // Autovacuum would do it within a minute, and until then Postgres guesses how much there is.
  const owner = new pg.Client({ connectionString: product.ownerUrl() });
  await owner.connect();
  await owner.query("analyze").finally(() => owner.end());
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

async function openJobs() {
  const input = encodeURIComponent(JSON.stringify({ limit: 1 }));
  const answer = await page.request.get(`${product.url}/trpc/${slug}/operations.jobs.list?input=${input}`);
  const { result } = await answer.json();
  const { queued = 0, running = 0, done = 0 } = result?.data?.counts ?? {};
  return done === 0 ? -1 : queued + running;
}
const go = async (path: string) => {
  await page.goto(`${product.url}/${slug}/${path}`);
  await settled(page);
};
const picture = (name: string) => page.screenshot({ path: join(SCREENS, `${name}.png`) });
async function hasNoAxe() {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>("axe.run()");
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0]?.html}`)).toEqual([]);
}

test("the worklist is divided by owner, and a line opens its findings; all of it is the address", async () => {
  await go("findings");
  await picture("findings");
  await page.getByRole("radio", { name: "By owner" }).click();
  await page.waitForURL(/group=owner/);
  await settled(page);
  await picture("findings-by-owner");
  await hasNoAxe();
  await page.getByRole("button", { name: "Unknown owner" }).click();
  await page.waitForURL(/owner=/);
  await settled(page);
  expect(page.url()).not.toContain("group=");
  const address = page.url();
  await page.goto(address);
  await settled(page);
  expect(await page.getByRole("button", { name: "Remove the Owner filter" }).count()).toBe(1);
  await picture("findings-unknown-owner");
});

test("several are given to a person at once, and taken back from the sentence", async () => {
  await go("findings");
  const boxes = page.getByRole("checkbox", { name: /^Select / });
  for (const at of [1, 2, 3]) await boxes.nth(at).check();
  await page.getByText("3 findings chosen").waitFor();
  await picture("findings-chosen");
  await hasNoAxe();
  await page.getByRole("button", { name: "Assign to" }).click();
  await page.getByRole("menuitem", { name: "Grace Hopper" }).click();
  await page.getByText("3 findings assigned to Grace Hopper.").waitFor();
  await settled(page);
  await picture("findings-assigned");
  expect(await page.getByRole("cell", { name: "Grace Hopper" }).count()).toBe(3);
  await page.getByRole("button", { name: "Undo" }).click();
  const isUndone = async () => (await page.getByRole("cell", { name: "Grace Hopper" }).count()) === 0;
  expect(await waitUntil(isUndone, { limitMs: 15_000, everyMs: 200 })).toBe(true);
});

test("several are accepted until a day, each by itself, and taken back", async () => {
  await go("findings?rule=%5B%22TAG-001%22%5D");
  const boxes = page.getByRole("checkbox", { name: /^Select / });
  for (const at of [1, 2]) await boxes.nth(at).check();
  await page.getByRole("button", { name: "Except" }).click();
  await page.getByRole("textbox", { name: "Reason" }).fill("Known, and accepted for a while");
  await page.getByRole("combobox", { name: "Approved by" }).selectOption({ label: "Grace Hopper" });
  await picture("findings-except");
  await hasNoAxe();
  await page.getByRole("dialog").getByRole("button", { name: "Except" }).click();
  await page.getByText("2 findings accepted until").waitFor();
  await picture("findings-excepted");
  const answered = page.waitForResponse(/exceptions\.endEach/);
  await page.getByRole("button", { name: "Undo" }).click();
  expect((await answered).status()).toBe(200);
  await go("findings?excepted=true");
  await page.getByText("Nothing matches these filters").waitFor();
});

test("on a phone it is still a list, and the browser had nothing to complain about", async () => {
  await page.setViewportSize(PHONE);
  await go("findings?group=rule");
  await picture("findings-by-rule-phone");
  expect(await page.evaluate("document.documentElement.scrollWidth <= innerWidth")).toBe(true);
  expect(complaints).toEqual({ console: [], errors: [], csp: [], failed: [] });
});
