import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import type { Browser, Page } from "playwright-core";
import { badInputs } from "../fakes/bad-inputs.ts";
import { openChromium, openPage, settled } from "./chromium.ts";
import { type Product, startProduct } from "./product.ts";

setDefaultTimeout(240_000);
let product: Product;
let browser: Browser;
beforeAll(async () => {
  product = await startProduct();
  browser = await openChromium();
});
afterAll(async () => {
  await browser?.close();
  await product?.stop();
});

const OWN = [
  "<img src=x onerror=alert(1)>",
  "<iframe srcdoc='<script>alert(1)</script>'>",
  "<details open ontoggle=alert(1)>",
  "<a href=javascript:alert(1)>x</a>",
  "<math><mtext></mtext><script>alert(1)</script></math>",
  "</title><script>alert(1)</script>",
  "</textarea><script>alert(1)</script>",
  "<base href=https://evil.example/>",
  "<meta http-equiv=refresh content=0;url=https://evil.example/>",
  "<style>@import 'https://evil.example/x.css'</style>",
  "<form action=https://evil.example><input name=x autofocus onfocus=alert(1)>",
  "javascript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "{{constructor.constructor('alert(1)')()}}",
  "`;alert(1)//",
  "<script>alert(1)</script",
  "\"'`><script>alert(1)</script>",
  "&lt;script&gt;alert(1)&lt;/script&gt;",
];
/** What people may type as a name, in one line: the shared list's, where it is, and ours. */
const STRINGS = [
  ...badInputs().entries.flatMap(({ category, input }) =>
    category === "injection" && input.gen === "json-field" && typeof input.v === "string" && !input.v.includes("\n")
      ? [input.v]
      : [],
  ),
  ...OWN,
].slice(0, 32);
const PASSWORD = "correct horse battery staple";
const call = async (page: Page, path: string, data: unknown) => {
  const answer = await page.request.post(`${product.url}/trpc/${path}`, {
    data,
    headers: { "sec-fetch-site": "same-origin" },
  });
  expect({ path, status: answer.status() }).toEqual({ path, status: 200 });
  return (await answer.json()).result.data;
};

/** Elements and attributes that only a string from above can have brought. */
const strangers = (page: Page) =>
  page.evaluate(
    () =>
      document.querySelectorAll(
        "body script:not([src]), iframe, base, math, [onerror], [onload], [onfocus], [ontoggle], [onmouseover], [href^='javascript:' i], [src*='evil.example'], [action*='evil.example']",
      ).length,
  );

test("names that look like code are shown as they were typed, and nothing of them runs", async () => {
  const { page, context, complaints } = await openPage(browser, { viewport: { width: 1440, height: 3000 } });
  const dialogs: string[] = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  const away: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("evil.example")) away.push(request.url());
  });
  const [person = "", organization = ""] = OWN;
  const { slug } = await call(page, "identity.signUp", {
    name: person,
    email: `${crypto.randomUUID()}@example.com`,
    password: PASSWORD,
    organization,
  });
  const entities = STRINGS.map((title, n) => ({
    apiVersion: "backstage.io/v1alpha1",
    kind: "Component",
    metadata: { name: `named-${n}`, title, description: title, tags: [`tag-${n}`] },
    spec: { type: "service", lifecycle: "production", owner: "shop" },
  }));
  const text = entities.map((entity) => JSON.stringify(entity)).join("\n---\n");
  expect(await call(page, `${slug}/catalog.import`, { name: "names.yaml", text })).toMatchObject({ isSaved: true });
  for (const name of STRINGS)
    await call(page, `${slug}/organizations.apiKeys.create`, {
      name: name.slice(0, 60),
      role: "viewer",
      scopes: ["read"],
      days: 1,
    });
  const budgets = STRINGS.slice(0, 10).map((name) => name.slice(0, 60).trim());
  for (const [n, name] of budgets.entries())
    await call(page, `${slug}/costs.budgets.create`, { name, amount: "5", scope: "service", scopeKey: `Service ${n}` });

  let shown = 0;
  const look = async (path: string, names: readonly string[]) => {
    await page.goto(`${product.url}/${slug}/${path}`);
    await settled(page);
    const said = ((await page.locator("body").textContent()) ?? "").replace(/\s+/g, " ");
    for (const name of names) expect(said).toContain(name.replace(/\s+/g, " "));
    shown += names.length;
    expect({ path, strangers: await strangers(page) }).toEqual({ path, strangers: 0 });
  };
  await look("catalog", STRINGS);
  await look(
    "settings/api-keys",
    STRINGS.map((name) => name.slice(0, 60).trim()),
  );
  await look("settings/members", [person]);
  await look("settings/audit", [person]);
  await look("costs", [organization, ...budgets]);
  for (const [n, title] of STRINGS.entries())
    if (n % 4 === 0) await look(`catalog/component/default/named-${n}`, [title]);
  console.log(
    `injection: ${STRINGS.length} strings, shown ${shown} times; ${dialogs.length} dialogs, ${complaints.csp.length} CSP violations, ${away.length} requests elsewhere`,
  );
  expect([dialogs, away, complaints.csp, complaints.errors, complaints.failed]).toEqual([[], [], [], [], []]);
  await context.close();
});

test("a script that somebody has got into a page's own text does not run", async () => {
  const { page, context, complaints } = await openPage(browser);
  const code = "document.documentElement.dataset.injected = 'yes'";
  await page.route("**/login", async (route) => {
    const response = await route.fetch();
    const body = (await response.text()).replace(
      "</body>",
      `<script>${code}</script><img src="/none" onerror="${code}"><svg onload="${code}"></svg></body>`,
    );
    expect(body).toContain("onerror");
    await route.fulfill({ response, body });
  });
  await page.goto(`${product.url}/login`);
  await settled(page);
  // What a script of ours would do with somebody's words, by mistake: Trusted Types take no text.
  const refused = await page.evaluate((text) => {
    try {
      document.body.insertAdjacentHTML("beforeend", text);
      return false;
    } catch (error) {
      return error instanceof TypeError;
    }
  }, `<img src=x onerror="${code}">`);
  expect(refused).toBe(true);
  expect(await page.locator("html").getAttribute("data-injected")).toBeNull();
  expect(complaints.csp.filter((each) => each.startsWith("script-src")).length).toBeGreaterThanOrEqual(2);
  await context.close();
});
