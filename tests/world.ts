import { createTRPCClient, httpLink } from "@trpc/client";
import pg from "pg";
import { openDatabase } from "../db/client.ts";
import { ROLES, type Role } from "../db/schema/organizations.ts";
import { app, type Serve } from "../src/app.ts";
import { NO_CLIENT, type Ports } from "../src/base/context.ts";
import { drain } from "../src/base/drain.ts";
import type { AnyJob } from "../src/base/jobs.ts";
import { type Limits, openLimits } from "../src/base/limit.ts";
import { outboxEmail } from "../src/identity/index.ts";
import { createSession } from "../src/identity/sessions.ts";
import { JOBS } from "../src/jobs.ts";
import { createOrganization } from "../src/organizations/index.ts";
import { awsAccess } from "../src/ports/aws-access.ts";
import { restGitHub } from "../src/ports/github.ts";
import { memoryCounter } from "../src/ports/limit.ts";
import { arcticOAuth } from "../src/ports/oauth.ts";
import { postgresQueue } from "../src/ports/queue.ts";
import { openReceivers } from "../src/ports/receivers.ts";
import { openWeb } from "../src/ports/web.ts";
import { openWebIdentity } from "../src/ports/web-identity.ts";
import type { AppRouter } from "../src/router.ts";
import { testDatabase } from "./database.ts";
import { memoryAnchors } from "./fakes/anchors.ts";
import { openGitHub } from "./fakes/github.ts";
import { memoryHub } from "./fakes/hub.ts";
import { signingKey } from "./fakes/signing-key.ts";

/** Suites call far more often than people. */
const UNLIMITED = { ip: 1e9, session: 1e9, key: 1e9, attempt: 1e9, organization: () => 1e9 };
export const ORIGIN = "http://devcontrol.test";
export type Client = ReturnType<typeof createTRPCClient<AppRouter>>;

/**
 * The product for one test file: its own database (jobs of another file are not ours to run), the real app behind
 * `app.fetch`, the real Neon driver as app_user, an hub in memory, the sample AWS account. Each test makes its own organisation.
 */
export async function openWorld(
  change: { ports?: Partial<Ports>; now?: () => Date; limits?: Limits; costHistory?: "whole" } = {},
) {
  const { appUrl, ownerUrl, neonLocal } = await testDatabase();
  const name = `world_${crypto.randomUUID().replaceAll("-", "")}`;
  await copyDatabase(ownerUrl, name);
  const owner = new pg.Pool({ connectionString: inDatabase(ownerUrl, name), max: 2 });
  // Its last word, when its database is dropped before it has left, is no defect.
  owner.on("error", () => {});
  const database = openDatabase({ url: inDatabase(appUrl, name), neonLocal, timeoutMs: 15_000 });
  const hub = memoryHub();
  const github = openGitHub();
  const logs: { level: string; message: string; fields: Record<string, unknown> }[] = [];
  const clock = change.now ?? (() => new Date());
  const webIdentity = openWebIdentity({ origin: "https://devcontrol.example.com", keys: [signingKey()] });
  const ports: Ports = {
    aws: awsAccess({
      webIdentity,
      connector: {
        accessKeyId: "AKIAEXAMPLE",
        secretAccessKey: "example",
        principal: "arn:aws:iam::111122223333:user/devcontrol",
      },
    }),
    email: outboxEmail(database),
    github: restGitHub({ fetch: (url, init) => github.answer(new Request(url, init)) }),
    oauth: arcticOAuth({}),
    hub,
    queue: postgresQueue(async () => {}),
    web: openWeb({ fetch: () => Promise.reject(new Error("tests do not read the open web")) }),
    sealKeys: new Map([["1", new Uint8Array(32).fill(7)]]),
    anchors: memoryAnchors(),
    webIdentity,
    receivers: openReceivers({ check: openWeb().check, fetch: async () => new Response(null, { status: 204 }) }),
    ...change.ports,
  };
  const jobs = change.costHistory ? JOBS : JOBS.map(withoutHistory);
  github.addRepository("fixture/shop", { "compose.yaml": "services:\n  shop:\n    build: .\n" });
  github.addRepository("fixture/docs", {
    "catalog-info.yaml":
      "apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata: {name: documented}\nspec: {type: service, lifecycle: production, owner: team-a}\n",
    "README.md": "# Documented\n",
  });
  const log: Serve["log"] = (level, message, fields = {}) => void logs.push({ level, message, fields });
  const limits = change.limits ?? openLimits({ counter: memoryCounter(), rates: UNLIMITED });
  const serve = (): Serve => ({
    limits,
    settings: { origin: ORIGIN, corsOrigins: ["https://trusted.example"], isDemoOn: true },
    database,
    ports,
    now: clock(),
    clock,
    log,
  });
  const fetchApp = (path: string, init?: RequestInit) => app.fetch(new Request(`${ORIGIN}${path}`, init), serve());

  function client(cookie: string | null, slug?: string): Client {
    return createTRPCClient<AppRouter>({
      links: [
        httpLink({
          url: `${ORIGIN}/trpc${slug ? `/${slug}` : ""}`,
          headers: cookie ? { cookie, "sec-fetch-site": "same-origin" } : {},
          fetch: async (url, init) => app.fetch(new Request(String(url), asInit(init)), serve()),
        }),
      ],
    });
  }

  async function person(name = "Ada") {
    const email = `${crypto.randomUUID()}@example.com`;
    const { rows } = await owner.query("insert into users (email, name) values ($1, $2) returning id", [email, name]);
    const userId: string = rows[0].id;
    const { token } = await createSession(database, userId, { client: NO_CLIENT, now: clock() });
    return { userId, email, name, cookie: `devcontrol_session=${token}` };
  }

  /** A fresh organisation with its owner; `as(role)` gives a client for a member of that role. */
  async function org(orgName = "Acme") {
    const founder = await person();
    const { slug } = await createOrganization(
      serveContext(),
      founder.name,
      `${orgName} ${crypto.randomUUID().slice(0, 8)}`,
      async () => founder.userId,
    );
    const { rows } = await owner.query("select id from organizations where slug = $1", [slug]);
    const id: string = rows[0].id;
    // Room for whatever a test adds; the limits have tests of their own.
    await owner.query("update organizations set plan = 'enterprise' where id = $1", [id]);
    const cookies = new Map<Role, string>([["owner", founder.cookie]]);
    for (const role of ROLES.filter((r) => r !== "owner")) {
      const member = await person(role);
      await owner.query("insert into memberships (organization_id, user_id, role) values ($1, $2, $3)", [
        id,
        member.userId,
        role,
      ]);
      cookies.set(role, member.cookie);
    }
    const cookieOf = (role: Role) => cookies.get(role) ?? "";
    return { id, slug, cookieOf, as: (role: Role) => client(cookieOf(role), slug) };
  }
  const serveContext = () => ({ database, ports, now: clock(), requestId: "test", client: NO_CLIENT });

  return {
    org,
    person,
    client,
    fetch: fetchApp,
    database,
    owner,
    ownerUrl: inDatabase(ownerUrl, name),
    ports,
    hub,
    /** What the port asks, unless a test brings its own. */
    github,
    logs,
    /** Runs due jobs until none is left, as the Worker does. */
    drain: async (rounds = 200) => {
      let ran = 0;
      for (let round = 0; round < rounds; round++) {
        const result = await drain({ database, ports, jobs, clock, log }, { budgetMs: 60_000, jobsMax: 10_000 });
        ran += result.ran;
        const wait = result.lookAgainAt ? result.lookAgainAt.getTime() - clock().getTime() : null;
        if (wait === null || wait > 30_000) return ran;
        await Bun.sleep(Math.max(0, wait));
      }
      throw new Error("jobs keep coming");
    },
    close: async () => {
      await owner.end();
      const admin = new pg.Client({ connectionString: ownerUrl });
      await admin.connect();
      await admin.query(`drop database if exists ${name} with (force)`).finally(() => admin.end());
    },
  };
}
export type World = Awaited<ReturnType<typeof openWorld>>;

/** Thirteen months of a bill take longer to write than all the rest of an account; suites about costs read them. */
const withoutHistory = (job: AnyJob): AnyJob =>
  job.name === "costs.backfill" ? { ...job, run: async () => ({ done: {} }) } : job;

const TEMPLATE_TRIES = 50;

async function copyDatabase(ownerUrl: string, name: string) {
  const admin = new pg.Client({ connectionString: inDatabase(ownerUrl, "postgres") });
  await admin.connect();
  try {
    for (let attempt = 1; ; attempt++) {
      try {
        await admin.query(`create database ${name} template ${new URL(ownerUrl).pathname.slice(1)}`);
        return;
      } catch (error) {
        // Another file is copying the same template right now.
        if (attempt >= TEMPLATE_TRIES || !/being accessed/.test(String(error))) throw error;
        await Bun.sleep(100);
      }
    }
  } finally {
    await admin.end();
  }
}

function inDatabase(url: string, name: string): string {
  const changed = new URL(url);
  changed.pathname = `/${name}`;
  return changed.toString();
}

/** tRPC's own RequestInit lacks members that are optional in the platform's; what it has is the same. */
function asInit(init: unknown): RequestInit {
  return (init ?? {}) as RequestInit;
}
