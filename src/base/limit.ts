import type { Entered } from "../../db/client.ts";
import { type Counter, memoryCounter, type Spend, windowOf } from "../ports/limit.ts";
import { breaker } from "./breaker.ts";
import { Expected, unavailable } from "./errors.ts";

const WINDOW_SECONDS = 60;

/**
 * Calls in a minute: from one network address, of one session, with one API key, of tries that check a secret or make an
 * account, from one address; and of everybody of an organisation together.
 */
export type Rates = {
  ip: number;
  session: number;
  key: number;
  attempt: number;
  organization: (organization: Entered) => number;
};
/** Far above what people do with the app, and an office behind one address with it. The plan tells an organisation's rate. */
export const RATES = { ip: 3000, session: 1200, key: 1200, attempt: 60 };

/**
 * How each kind of route is limited. `waits`: the answer of the store is awaited before the work begins; otherwise it runs
 * beside it, and a call too many is answered with a refusal although it was done. `withoutStore`: what happens when Redis
 * does not answer. Open means that each process counts for itself meanwhile.
 */
export const ROUTES = {
  attempt: { waits: true, withoutStore: "closed" },
  change: { waits: true, withoutStore: "open" },
  stream: { waits: true, withoutStore: "open" },
  read: { waits: false, withoutStore: "open" },
} as const;
export type Route = keyof typeof ROUTES;

/** One request, as far as it is known before anything was asked of the database. A batch costs as many as it holds. */
export type Asked = {
  route: Route;
  network: string;
  /** The hash of what was presented, be it valid or not. */
  credential: { kind: "session" | "key"; hash: string } | null;
  slug: string | null;
  cost: number;
};
type Name = keyof Rates;
type Quota = { name: Name; key: string; quota: number };
/** `isFirst`: the one call that crosses the limit in this window, of all calls everywhere. */
export type Refusal = { name: Name; quota: number; isFirst: boolean; error: Expected };
export type Verdict = { refusal: Refusal | null; headers: Record<string, string> };

const STORE_FAILURES_MAX = 3;
const STORE_PAUSE_MS = 5_000;
/** Kept of the present minute; more than that is forgotten, which costs a question to the store. */
const KEPT_MAX = 10_000;

const WHO: Record<Name, string> = {
  ip: "from your network address",
  session: "of your session",
  key: "with this API key",
  attempt: "to sign in or sign up from your network address",
  organization: "of your organisation's plan",
};

/** What one organisation has used in a minute, as last heard, and what is still to be counted. */
type Known = {
  window: number;
  quota: number;
  used: number;
  owed: number;
  isToCross: boolean;
  credentials: Set<string>;
};

export type Limits = ReturnType<typeof openLimits>;

/**
 * Counts requests and says which are too many. Opened once per process: it remembers what is used up, so that a flood asks
 * the store nothing, and it counts an organisation's calls with the next request's pipeline: who calls is only known when
 * the database has let them in, and nobody else may use up an organisation's rate.
 */
export function openLimits({ counter, rates }: { counter: Counter; rates: Rates }) {
  const alone = memoryCounter();
  const guard = breaker({ failuresMax: STORE_FAILURES_MAX, openMs: STORE_PAUSE_MS });
  const usedUp = new Map<string, number>();
  const organizations = new Map<string, Known>();
  /** Those with calls that are still to be counted. */
  const owing = new Map<string, Known>();
  const window = (now: Date) => windowOf({ windowSeconds: WINDOW_SECONDS }, now);
  const resetSeconds = (now: Date) => Math.max(1, Math.ceil((window(now) + 1) * WINDOW_SECONDS - now.getTime() / 1000));

  const quotasOf = ({ route, network, credential }: Asked): Quota[] => [
    { name: "ip", key: `ip:${network}`, quota: rates.ip },
    ...(route === "attempt" ? [{ name: "attempt" as const, key: `attempt:${network}`, quota: rates.attempt }] : []),
    ...(credential
      ? [{ name: credential.kind, key: `${credential.kind}:${credential.hash}`, quota: rates[credential.kind] }]
      : []),
  ];

  /** Only for those whom the database has let in: others must not learn that it is there. */
  function organizationOf({ slug, credential }: Asked, now: Date): Known | undefined {
    const known = slug === null ? undefined : organizations.get(slug);
    return known?.window === window(now) && credential && known.credentials.has(credential.hash) ? known : undefined;
  }

  function refuse(name: Name, quota: number, now: Date, isFirst: boolean): Refusal {
    const retryAfterSeconds = resetSeconds(now);
    const message = `Too many calls ${WHO[name]}: at most ${quota} a minute. Try again in ${retryAfterSeconds} s.`;
    return { name, quota, isFirst, error: new Expected("TOO_MANY_REQUESTS", message, { retryAfterSeconds }) };
  }

  const verdict = (
    refusal: Refusal | null,
    told: readonly { name: Name; quota: number; used: number }[],
    now: Date,
  ): Verdict => ({ refusal, headers: limitHeaders(told, resetSeconds(now)) });

  /** What is refused without asking: null = nothing known against it. */
  function known(asked: Asked, now: Date): Verdict | null {
    const spent = quotasOf(asked).find(({ key }) => usedUp.get(key) === window(now));
    if (spent) return verdict(refuse(spent.name, spent.quota, now, false), [{ ...spent, used: spent.quota }], now);
    const organization = organizationOf(asked, now);
    if (!organization || organization.used < organization.quota) return null;
    const { quota, isToCross } = organization;
    organization.isToCross = false;
    return verdict(refuse("organization", quota, now, isToCross), [{ name: "organization", quota, used: quota }], now);
  }

  /** Counts it. Never throws. */
  async function count(asked: Asked, now: Date): Promise<Verdict> {
    const quotas = quotasOf(asked);
    const owed = [...owing].filter(([, { window: of }]) => of === window(now));
    owing.clear();
    const spends: Spend[] = [
      ...quotas.map(({ key }) => ({ key, windowSeconds: WINDOW_SECONDS, cost: asked.cost })),
      ...owed.map(([slug, { owed: cost }]) => ({ key: `organization:${slug}`, windowSeconds: WINDOW_SECONDS, cost })),
    ];
    for (const [, organization] of owed) organization.owed = 0;
    const used =
      (await fromStore(spends, now)) ??
      (ROUTES[asked.route].withoutStore === "open" ? await alone.spend(spends, now) : null);
    if (!used) {
      const error = unavailable(
        "DevControl cannot check this right now. Try again in a moment.",
        STORE_PAUSE_MS / 1000,
      );
      return { refusal: { name: "attempt", quota: rates.attempt, isFirst: false, error }, headers: {} };
    }
    owed.forEach(([, organization], at) => {
      const cost = spends[quotas.length + at]?.cost ?? 0;
      const total = used[quotas.length + at] ?? 0;
      organization.used = Math.max(organization.used, total);
      if (total >= organization.quota && total - cost < organization.quota) organization.isToCross = true;
    });
    const told = quotas.map((quota, at) => ({ ...quota, used: used[at] ?? 0 }));
    const over = told.find(({ used, quota }) => used > quota);
    if (over) {
      if (usedUp.size >= KEPT_MAX) usedUp.clear();
      usedUp.set(over.key, window(now));
    }
    const organization = organizationOf(asked, now);
    const refusal = over ? refuse(over.name, over.quota, now, over.used - asked.cost <= over.quota) : null;
    return verdict(
      refusal,
      [...told, ...(organization ? [{ name: "organization" as const, ...organization }] : [])],
      now,
    );
  }

  async function fromStore(spends: readonly Spend[], now: Date): Promise<number[] | null> {
    if (!guard.admits(now)) return null;
    try {
      const used = await counter.spend(spends, now);
      guard.succeeded();
      return used;
    } catch {
      guard.failed(now);
      return null;
    }
  }

  /** The database has let the caller in: the calls count for the organisation. */
  function entered({ slug, credential, cost }: Asked, entered: Entered, now: Date) {
    if (slug === null || !credential) return;
    const quota = rates.organization(entered);
    const present = organizations.get(slug);
    const fresh: Known = { window: window(now), quota, used: 0, owed: 0, isToCross: false, credentials: new Set() };
    const organization = present?.window === fresh.window ? present : fresh;
    if (organization === fresh && organizations.size >= KEPT_MAX) organizations.clear();
    organization.quota = quota;
    organization.owed += cost;
    if (organization.credentials.size < KEPT_MAX) organization.credentials.add(credential.hash);
    organizations.set(slug, organization);
    owing.set(slug, organization);
  }

  return { known, count, entered };
}

/**
 * `RateLimit-Policy` names what was counted and `RateLimit` the one that is nearest to its end, as structured fields
 * (draft-ietf-httpapi-ratelimit-headers-10: q = quota, w = window, r = remaining, t = seconds until it is whole again).
 */
export function limitHeaders(
  told: readonly { name: string; quota: number; used: number }[],
  resetSeconds: number,
): Record<string, string> {
  const [first, ...rest] = told;
  if (!first) return {};
  const left = ({ quota, used }: typeof first) => Math.max(0, quota - used);
  const nearest = rest.reduce((a, b) => (left(b) / b.quota < left(a) / a.quota ? b : a), first);
  return {
    "ratelimit-policy": told.map(({ name, quota }) => `"${name}";q=${quota};w=${WINDOW_SECONDS}`).join(", "),
    ratelimit: `"${nearest.name}";r=${left(nearest)};t=${resetSeconds}`,
  };
}
