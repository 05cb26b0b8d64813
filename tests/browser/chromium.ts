import { type Browser, type BrowserContext, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { waitUntil } from "../../dev/listen.ts";

/** Without the calls home and the start-up pages of a person's browser; as root in a container there is no sandbox. */
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];
const CHROMIUM = process.env.CHROMIUM ?? Bun.which("chromium") ?? Bun.which("chromium-browser");

export async function openChromium(): Promise<Browser> {
  if (!CHROMIUM) throw new Error("Chromium was not found. Install it, or set CHROMIUM to the binary.");
  return chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
}

export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** What a page did that nobody should see. */
export type Complaints = { console: string[]; errors: string[]; csp: string[]; failed: string[] };

/** A page in a profile of its own that notes everything the browser complains about. */
export async function openPage(browser: Browser, options: BrowserContextOptions = {}) {
  const context = await openProfile(browser, options);
  return { context, ...(await openTab(context)) };
}

export const openProfile = (browser: Browser, options: BrowserContextOptions = {}) =>
  browser.newContext({ viewport: DESKTOP, reducedMotion: "reduce", ...options });

/** Another page of the same profile. */
export async function openTab(context: BrowserContext) {
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: Complaints = { console: [], errors: [], csp: [], failed: [] };
  await page.exposeBinding("noteViolation", (_, text: string) => complaints.csp.push(text));
  // In text, because the page's own types are not ours.
  await page.addInitScript(
    "addEventListener('securitypolicyviolation', (e) => noteViolation(e.violatedDirective + ' ' + e.blockedURI + ' ' + location.pathname))",
  );
  page.on("console", (message) => {
    if (message.type() === "error" || message.type() === "warning") complaints.console.push(message.text());
  });
  page.on("pageerror", (error) => complaints.errors.push(String(error)));
  page.on("response", (response) => {
    if (response.status() >= 500) complaints.failed.push(`${response.status()} ${response.url()}`);
  });
  return { page, complaints };
}

const SETTLED_MS = 15_000;

/** Nothing is loading any more: no skeleton and no page still on its way. */
export async function settled(page: Page) {
  // `waitForFunction` evaluates text in the page, which our own content security policy refuses.
  const isSettled = () =>
    page.evaluate(
      () =>
        document.querySelector("main h1") !== null &&
        document.querySelector(".skeleton, [aria-busy=true]") === null &&
        document.fonts.status === "loaded",
    );
  let calm = 0;
  const isCalm = async () => {
    calm = (await isSettled().catch(() => false)) ? calm + 1 : 0;
    return calm > 2;
  };
  if (!(await waitUntil(isCalm, { limitMs: SETTLED_MS, everyMs: 60 })))
    throw new Error(`${page.url()} does not settle:\n${await page.locator("body").textContent()}`);
}
