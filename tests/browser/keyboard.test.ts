import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { openChromium, openPage, openProfile, openTab, settled } from "./chromium.ts";
import { type Product, productWithDemo } from "./product.ts";

setDefaultTimeout(180_000);
const PASSWORD = "correct horse battery staple";
const TABS_MAX = 60;

let product: Product;
let browser: Browser;
let demo: BrowserContext;
let stops = 0;
beforeAll(async () => {
  product = await productWithDemo();
  browser = await openChromium();
  demo = await openProfile(browser);
  await demo.request.post(`${product.url}/auth/demo`);
});
afterAll(async () => {
  console.log(`keyboard: ${stops} stops of the focus, each of them visible`);
  await browser?.close();
});

/** Where the focus is, in words, and whether a person sees it there. */
const focus = (page: Page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return { name: "", isVisible: false };
    const labelOf = (field: Element) => (field instanceof HTMLInputElement ? field.labels?.[0]?.textContent : null);
    const text = element.getAttribute("aria-label") ?? labelOf(element) ?? element.textContent ?? "";
    const isRinged = (style: CSSStyleDeclaration) =>
      style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) > 0;
    // A field inside a frame of its own: the frame shows it.
    const frames = [element, element.parentElement].flatMap((each) => (each ? [getComputedStyle(each)] : []));
    const box = element.getBoundingClientRect();
    const hasSize = box.width > 0 && box.height > 0;
    const isOnScreen = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
    return {
      name: text.trim().replaceAll(/\s+/g, " "),
      isVisible: hasSize && isOnScreen && (frames.some(isRinged) || element.matches("[cmdk-input], [role=dialog]")),
    };
  });

async function press(page: Page, key: string) {
  await page.keyboard.press(key);
  await page.waitForTimeout(30);
}

/** Presses Tab until something of this name has the focus; what has it on the way must be seen. */
async function tabTo(page: Page, name: string | RegExp) {
  const met: string[] = [];
  for (let at = 0; at < TABS_MAX; at++) {
    await press(page, "Tab");
    const focused = await focus(page);
    if (focused.name || focused.isVisible) {
      stops++;
      expect(focused).toEqual({ name: focused.name, isVisible: true });
    }
    if (typeof name === "string" ? focused.name === name : name.test(focused.name)) return;
    met.push(focused.name);
  }
  throw new Error(`Tab does not reach ${name}: ${met.join(" | ")}`);
}

async function open(path: string) {
  const { page } = await openTab(demo);
  await page.goto(`${product.url}${path}`);
  await settled(page);
  return page;
}

describe("with the keyboard alone", () => {
  test("a person signs up, signs out and signs in", async () => {
    const { page, context } = await openPage(browser);
    const email = `${crypto.randomUUID()}@example.com`;
    await page.goto(product.url);
    await settled(page);
    await tabTo(page, "Sign up");
    await press(page, "Enter");
    await page.waitForURL("**/signup");
    await settled(page);
    for (const [label, text] of [
      ["Your name", "Ada Lovelace"],
      ["Work email", email],
      ["Password", PASSWORD],
      ["Organisation", "Keys Only"],
    ] as const) {
      await tabTo(page, label);
      await page.keyboard.type(text);
    }
    await press(page, "Enter");
    await page.waitForURL("**/onboarding");
    await settled(page);
    await tabTo(page, /Open the user menu$/);
    await press(page, "Enter");
    await page.getByRole("menu").waitFor();
    await press(page, "End");
    await press(page, "Enter");
    await page.waitForURL(`${product.url}/`);
    await page.goto(`${product.url}/login`);
    await settled(page);
    await tabTo(page, "Email");
    await page.keyboard.type(email);
    await tabTo(page, "Password");
    await page.keyboard.type(PASSWORD);
    await press(page, "Enter");
    await page.waitForURL("**/keys-only/overview");
    await context.close();
  });

  test("g and a letter goes to each page, and a field that is typed in keeps its letters", async () => {
    const page = await open("/demo/overview");
    for (const [key, path] of Object.entries({
      r: "resources",
      f: "findings",
      c: "costs",
      s: "savings",
      a: "accounts",
      j: "jobs",
      t: "settings/general",
      o: "overview",
    })) {
      await press(page, "g");
      await press(page, key);
      await page.waitForURL(`**/demo/${path}`);
    }
    await page.goto(`${product.url}/demo/resources`);
    await settled(page);
    await press(page, "/");
    expect(await focus(page)).toMatchObject({ isVisible: true });
    await page.keyboard.type("gj?[");
    await page.waitForURL(/search=/);
    expect(new URL(page.url()).searchParams.get("search")).toBe("gj?[");
    await page.close();
  });

  test("the palette opens, finds, goes there, and gives the focus back when it is left", async () => {
    const page = await open("/demo/jobs");
    await tabTo(page, /^Search or run a command/);
    await press(page, "Control+k");
    await page.getByRole("dialog").waitFor();
    await press(page, "Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect((await focus(page)).name).toStartWith("Search or run a command");
    await press(page, "Control+k");
    await page.keyboard.type("findings");
    await page.getByRole("option", { name: /Findings/ }).waitFor();
    await press(page, "Enter");
    await page.waitForURL("**/demo/findings");
    await settled(page);
    await press(page, "Control+k");
    // Slowly, so that the list changes while one types, and is empty in between.
    await page.keyboard.type("analytics-report-1", { delay: 60 });
    await page
      .getByRole("option", { name: /analytics-report-1/ })
      .first()
      .waitFor();
    await press(page, "Enter");
    await page.waitForURL(/\/demo\/resources\/[0-9a-f-]+$/);
    await page.close();
  });

  test("rows of a table are walked with j and k, opened with Enter, and have the focus again afterwards", async () => {
    for (const path of ["resources", "findings", "savings", "jobs"]) {
      const page = await open(`/demo/${path}`);
      await press(page, "j");
      const first = await focus(page);
      await press(page, "j");
      const second = await focus(page);
      expect({ path, isSame: first.name === second.name && path === "resources" }).toEqual({ path, isSame: false });
      await press(page, "k");
      expect((await focus(page)).name).toBe(first.name);
      expect(first.isVisible && second.isVisible).toBe(true);
      stops += 3;
      await press(page, "Enter");
      const dialog = page.getByRole("dialog");
      await dialog.waitFor();
      await settled(page);
      // The focus stays inside while it is open.
      for (let at = 0; at < 12; at++) {
        await press(page, "Tab");
        expect(await page.evaluate(() => document.activeElement?.closest("[role=dialog]") !== null)).toBe(true);
        expect(await focus(page)).toMatchObject({ isVisible: true });
        stops++;
      }
      await press(page, "Escape");
      await dialog.waitFor({ state: "detached" });
      expect({ path, name: (await focus(page)).name }).toEqual({ path, name: first.name });
      await page.close();
    }
  });

  test("help, the filter menu and a menu inside it: opened, used, left, and the focus returned", async () => {
    const page = await open("/demo/resources");
    await tabTo(page, "Help and shortcuts");
    await press(page, "?");
    await page.getByRole("dialog", { name: "Keyboard shortcuts" }).waitFor();
    await press(page, "Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect((await focus(page)).name).toBe("Help and shortcuts");
    await tabTo(page, "Add filter");
    await press(page, "Enter");
    await page.getByRole("menu").waitFor();
    await press(page, "ArrowRight");
    await page.getByRole("menuitemcheckbox").first().waitFor();
    await press(page, "Enter");
    await page.waitForURL(/type=/);
    await press(page, "Escape");
    await page.getByRole("menu").waitFor({ state: "detached" });
    expect((await focus(page)).name).not.toBe("");
    await page.close();
  });

  test("the first stop skips to the content", async () => {
    const page = await open("/demo/overview");
    await tabTo(page, "Skip to content");
    await press(page, "Enter");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
    await page.close();
  });
});
