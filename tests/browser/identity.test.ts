import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { codeOf, fromBase32, stepAt } from "../../src/identity/totp.ts";
import { startOAuthProviders } from "../fakes/oauth.ts";
import { type Complaints, openChromium, openPage, settled } from "./chromium.ts";
import { type Product, startProduct } from "./product.ts";

setDefaultTimeout(180_000);
const PASSWORD = "correct horse battery staple";
/** For people to look at; nothing compares them. */
const SCREENS = join(import.meta.dir, "../../.local/screens");

const CLIENT = { id: "client-1", secret: "secret-1" };
const providers = startOAuthProviders(CLIENT, () => product.url);
let product: Product;
let browser: Browser;
const complaints: Complaints[] = [];
beforeAll(async () => {
  product = await startProduct({
    GITHUB_CLIENT_ID: CLIENT.id,
    GITHUB_CLIENT_SECRET: CLIENT.secret,
    GOOGLE_CLIENT_ID: CLIENT.id,
    GOOGLE_CLIENT_SECRET: CLIENT.secret,
    OAUTH_ENDPOINT: providers.url,
    DEMO: "0",
  });
  browser = await openChromium();
  mkdirSync(SCREENS, { recursive: true });
});
afterAll(async () => {
  const csp = complaints.flatMap((each) => each.csp);
  console.log(
    `identity: ${csp.length} CSP violations, ${complaints.flatMap((each) => each.errors).length} page errors`,
  );
  await browser?.close();
  await product?.stop();
  providers.stop();
  expect(csp).toEqual([]);
});

async function open() {
  const opened = await openPage(browser);
  complaints.push(opened.complaints);
  // A password takes a while to check on a busy machine.
  opened.page.setDefaultTimeout(45_000);
  return opened.page;
}
const picture = (page: Page, name: string) => page.screenshot({ path: join(SCREENS, `identity-${name}.png`) });

async function signUp(page: Page, organization: string) {
  const email = `${crypto.randomUUID()}@example.com`;
  await page.goto(`${product.url}/signup`);
  await settled(page);
  await page.getByLabel("Your name").fill("Ada Lovelace");
  await page.getByLabel("Work email").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByLabel("Organisation").fill(organization);
  await page.getByRole("button", { name: "Create account" }).click();
  await page.waitForURL("**/onboarding");
  return { email, slug: new URL(page.url()).pathname.split("/")[1] ?? "" };
}

async function fillIn(page: Page, email: string, password: string) {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** Opens the newest mail of the outbox to that address whose subject holds these words. */
async function openMail(page: Page, email: string, words: string) {
  await page.goto(`${product.url}/outbox`);
  const mail = page.getByRole("article").filter({ hasText: email }).filter({ hasText: words }).first();
  await mail.waitFor();
  await picture(page, "outbox");
  await mail.getByRole("link").click();
  await settled(page);
}

test("a session that is revoked elsewhere signs out there, at once", async () => {
  const [here, there] = [await open(), await open()];
  const { email, slug } = await signUp(here, "Revoked Elsewhere");
  await there.goto(`${product.url}/login`);
  await settled(there);
  await fillIn(there, email, PASSWORD);
  await there.waitForURL(`**/${slug}/overview`);
  await settled(there);
  await here.goto(`${product.url}/${slug}/settings/account`);
  await settled(here);
  await picture(here, "account");
  await here.getByRole("button", { name: "End", exact: true }).click();
  // Nobody touches the other window.
  await there.waitForURL("**/login**", { timeout: 20_000 });
  await here.reload();
  await settled(here);
  expect(new URL(here.url()).pathname).toBe(`/${slug}/settings/account`);
});

test("a forgotten password is chosen anew by the mail in the outbox, and the address is verified", async () => {
  const page = await open();
  const { email, slug } = await signUp(page, "Forgotten");
  await openMail(page, email, "Verify your email");
  await page.getByRole("button", { name: "Verify this address" }).click();
  await page.getByRole("status").waitFor();
  await picture(page, "verified");
  await page.goto(`${product.url}/${slug}/settings/account`);
  await page.getByText("Verified", { exact: true }).waitFor();
  const other = await open();
  await other.goto(`${product.url}/login`);
  await settled(other);
  await other.getByRole("link", { name: "Forgot your password?" }).click();
  await other.waitForURL("**/forgot");
  await settled(other);
  await other.getByLabel("Email").fill(email);
  await picture(other, "forgot");
  await other.getByRole("button", { name: "Send a link" }).click();
  await other.getByRole("status").waitFor();
  await openMail(other, email, "new password");
  await other.getByLabel("New password").fill("a much longer sentence");
  await picture(other, "reset");
  await other.getByRole("button", { name: "Save the password" }).click();
  await other.getByRole("status").waitFor();
  await other.getByRole("link", { name: "Sign in", exact: true }).click();
  await other.waitForURL("**/login");
  await settled(other);
  await fillIn(other, email, "a much longer sentence");
  await other.waitForURL(`**/${slug}/overview`);
});

test("a second factor is set up with its QR code, asked for, and turned off with a recovery code", async () => {
  const page = await open();
  const { email, slug } = await signUp(page, "Two Steps");
  await page.goto(`${product.url}/${slug}/settings/security`);
  await settled(page);
  await picture(page, "security");
  await page.getByRole("button", { name: "Set up", exact: true }).click();
  await page.getByRole("dialog").getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Go on" }).click();
  await page.getByRole("img", { name: /QR code/ }).waitFor();
  await picture(page, "qr-code");
  const secret = ((await page.getByRole("dialog").locator("pre").textContent()) ?? "").replaceAll(" ", "");
  const code = async (steps = 0) => codeOf(fromBase32(secret), stepAt(new Date()) + steps);
  await page
    .getByRole("dialog")
    .getByLabel("Code", { exact: true })
    .fill(await code());
  await page.getByRole("button", { name: "Turn on" }).click();
  await page.getByRole("dialog", { name: "Your recovery codes" }).waitFor();
  await picture(page, "recovery-codes");
  const recovery = ((await page.getByRole("dialog").locator("pre").textContent()) ?? "").split("\n");
  expect(recovery).toHaveLength(10);
  await page.getByRole("button", { name: "I have kept them" }).click();
  const other = await open();
  await other.goto(`${product.url}/login`);
  await settled(other);
  await fillIn(other, email, PASSWORD);
  await other.waitForURL("**/second-step**");
  await settled(other);
  await picture(other, "second-step");
  await other.getByLabel("Code").fill(await code(1));
  await other.getByRole("button", { name: "Sign in" }).click();
  await other.waitForURL(`**/${slug}/overview`);
  await page.reload();
  await settled(page);
  await page.getByRole("button", { name: "Turn off" }).click();
  await page
    .getByRole("dialog")
    .getByLabel("Password or code")
    .fill(recovery[0] ?? "");
  await page.getByRole("dialog").getByRole("button", { name: "Turn off" }).click();
  await page.getByText("Your password alone opens this account.").waitFor();
  await other.waitForURL("**/login**", { timeout: 20_000 });
});

test("a newcomer comes by GitHub, makes an organisation, and comes back the same way", async () => {
  const page = await open();
  providers.people.now = { id: 7, login: "grace", name: "Grace Hopper", email: "grace@example.com", isVerified: true };
  await page.goto(`${product.url}/login`);
  await settled(page);
  await picture(page, "login");
  await page.getByRole("button", { name: "Continue with GitHub" }).click();
  await page.getByRole("link", { name: "Continue as grace" }).click();
  await page.waitForURL("**/welcome");
  await settled(page);
  await picture(page, "welcome");
  await page.getByLabel("Organisation").fill("Compilers");
  await page.getByRole("button", { name: "Create the organisation" }).click();
  await page.waitForURL("**/onboarding");
  const [, slug] = new URL(page.url()).pathname.split("/");
  await page.goto(`${product.url}/${slug}/settings/security`);
  await settled(page);
  await page.getByText("grace", { exact: false }).first().waitFor();
  await picture(page, "links");
  const other = await open();
  await other.goto(`${product.url}/login`);
  await settled(other);
  await other.getByRole("button", { name: "Continue with GitHub" }).click();
  await other.getByRole("link", { name: "Continue as grace" }).click();
  await other.waitForURL(`**/${slug}/overview`);
  const third = await open();
  await third.goto(`${product.url}/login`);
  await settled(third);
  await third.getByRole("button", { name: "Continue with Google" }).click();
  await third.getByRole("link", { name: "Cancel" }).click();
  await third.waitForURL("**/login?problem=denied");
  await third.getByRole("alert").waitFor();
  await picture(third, "denied");
});
