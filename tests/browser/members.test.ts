import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { openChromium, openPage, settled } from "./chromium.ts";
import { type Product, startProduct } from "./product.ts";

setDefaultTimeout(180_000);
const PASSWORD = "correct horse battery staple";

let product: Product;
let browser: Browser;
beforeAll(async () => {
  product = await startProduct({ DEMO: "0" });
  browser = await openChromium();
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

/** Somebody who has just signed up, in a browser of their own. */
async function newcomer(name: string, organization: string) {
  const opened = await openPage(browser);
  const answer = await opened.page.request.post(`${product.url}/trpc/identity.signUp`, {
    data: { name, email: `${crypto.randomUUID()}@example.com`, password: PASSWORD, organization },
    headers: { "sec-fetch-site": "same-origin" },
  });
  const slug: string = (await answer.json()).result.data.slug;
  return { ...opened, slug };
}

const settings = (page: Page, slug: string, tab: string) => page.goto(`${product.url}/${slug}/settings/${tab}`);

describe("two people in two browsers", () => {
  test("an invitation is accepted, a change of role and a removal are seen at once by whom they concern", async () => {
    const owner = await newcomer("Grace Hopper", `Two ${crypto.randomUUID().slice(0, 6)}`);
    await settings(owner.page, owner.slug, "members");
    await settled(owner.page);
    await owner.page.getByRole("button", { name: "Invite" }).click();
    await owner.page.getByLabel("Role", { exact: true }).selectOption("viewer");
    await owner.page.getByRole("button", { name: "Make a link" }).click();
    const link = await owner.page
      .getByRole("dialog")
      .getByText(/\/invite#/)
      .textContent();
    await owner.page.getByRole("button", { name: "Done" }).click();

    const guest = await newcomer("Katherine Johnson", `Other ${crypto.randomUUID().slice(0, 6)}`);
    await guest.page.goto((link ?? "").trim());
    await guest.page.getByRole("button", { name: /^Join/ }).click();
    await guest.page.waitForURL(`**/${owner.slug}/**`);
    await settled(guest.page);
    const mine = guest.page.getByText("You are viewer");
    await mine.waitFor();
    // Nobody reloads anything: the marks live as long as the documents do.
    for (const { page } of [owner, guest]) await page.evaluate(() => Reflect.set(window, "isSameDocument", true));
    const role = owner.page.getByLabel("Role of Katherine Johnson");
    await role.waitFor();

    await settingsTab(guest.page, "API keys");
    await guest.page.getByText("API keys are not shown to you").waitFor();
    await role.selectOption("maintainer");
    await guest.page.getByText("You are maintainer").waitFor();
    await guest.page.getByText("No API key is in use").waitFor();
    await role.selectOption("developer");
    await guest.page.getByText("You are developer").waitFor();

    await owner.page.getByRole("button", { name: "Actions for Katherine Johnson" }).click();
    await owner.page.getByRole("menuitem", { name: "Remove" }).click();
    await owner.page.getByRole("dialog").getByRole("button", { name: "Remove" }).click();
    await guest.page.getByText("This organisation cannot be opened").waitFor();
    expect(await guest.page.getByText("API keys").count()).toBe(0);

    for (const { page, complaints, context } of [owner, guest]) {
      expect(await page.evaluate(() => Reflect.get(window, "isSameDocument"))).toBe(true);
      expect([complaints.csp, complaints.errors, complaints.failed]).toEqual([[], [], []]);
      await context.close();
    }
  });

  test("switching the organisation loads no document", async () => {
    const { page, slug, context } = await newcomer("Grace Hopper", `First ${crypto.randomUUID().slice(0, 6)}`);
    await settings(page, slug, "roles");
    await settled(page);
    await page.evaluate(() => Reflect.set(window, "isSameDocument", true));
    const switcher = page.getByRole("button", { name: /Switch organisation/ });
    await switcher.click();
    await page.getByRole("menuitem", { name: "New organisation" }).click();
    await page.getByLabel("Name", { exact: true }).fill("Second Ltd");
    await page.getByRole("button", { name: "Create organisation" }).click();
    await page.waitForURL("**/onboarding");
    await switcher.click();
    await page.getByRole("menuitem", { name: /^First/ }).click();
    await page.waitForURL(`**/${slug}/overview`);
    await settled(page);
    expect(await page.evaluate(() => Reflect.get(window, "isSameDocument"))).toBe(true);
    await context.close();
  });
});

test("an API key is shown once", async () => {
  const { page, slug, context, complaints } = await newcomer("Grace Hopper", `Keys ${crypto.randomUUID().slice(0, 6)}`);
  await settings(page, slug, "api-keys");
  await settled(page);
  await page.getByRole("button", { name: "New API key" }).first().click();
  await page.getByRole("dialog").getByLabel("Name").fill("Pipeline");
  await page.getByRole("button", { name: "Make the key" }).click();
  const key =
    (
      await page
        .getByRole("dialog")
        .getByText(/^dc_live_/)
        .textContent()
    )?.trim() ?? "";
  expect(key).toMatch(/^dc_live_[0-9a-f]{32}_[0-9A-Za-z]{36}$/);
  const answer = await fetch(`${product.url}/trpc/${slug}/organizations.current`, { headers: { "x-api-key": key } });
  expect(answer.status).toBe(200);
  await page.getByRole("button", { name: "Done" }).click();
  const secret = key.split("_")[3] ?? key;
  expect(await page.content()).not.toContain(secret);
  await page.reload();
  await settled(page);
  expect(await page.content()).not.toContain(secret);
  await page.getByText(`dc_live_…${key.slice(-4)}`).waitFor();
  expect([complaints.csp, complaints.errors, complaints.failed]).toEqual([[], [], []]);
  await context.close();
});

test("the audit log is narrowed to days, which stand in the address", async () => {
  const { page, slug, context, complaints } = await newcomer("Grace Hopper", `Days ${crypto.randomUUID().slice(0, 6)}`);
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  await settings(page, slug, `audit?from=${day(-2)}&to=${day(2)}`);
  await settled(page);
  const made = page.getByText("organization.create").first();
  await made.waitFor();
  expect(await page.getByLabel("From", { exact: true }).inputValue()).toBe(day(-2));
  await page.getByLabel("To", { exact: true }).fill(day(-1));
  await page.getByText("No entry fits these filters").waitFor();
  expect(new URL(page.url()).searchParams.get("to")).toContain(day(-1));
  await page.getByLabel("To", { exact: true }).fill("");
  await made.waitFor();
  expect(new URL(page.url()).searchParams.has("to")).toBe(false);
  for (const width of [390, 320]) {
    await page.setViewportSize({ width, height: 800 });
    const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
    expect({ width, overflow: await page.evaluate(overflow) }).toEqual({ width, overflow: 0 });
    await page.screenshot({ path: `.local/screens/audit-${width}.png` });
  }
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.screenshot({ path: `.local/screens/audit-1280.png` });
  expect([complaints.csp, complaints.errors, complaints.failed]).toEqual([[], [], []]);
  await context.close();
});

/** Another tab of the settings, as people go there. */
const settingsTab = async (page: Page, name: string) => {
  await page.goto(`${new URL(page.url()).origin}/${new URL(page.url()).pathname.split("/")[1]}/settings/general`);
  await settled(page);
  await page.evaluate(() => Reflect.set(window, "isSameDocument", true));
  await page.getByRole("navigation", { name: "Settings" }).getByRole("link", { name }).click();
};
