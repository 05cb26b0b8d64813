import { openWorld } from "../tests/world.ts";

/** All of it: BRUTE_FORCE_TRIES=10000. A checked password costs a tenth of a second of processor, so CI tries fewer. */
const TRIES = Number(process.env.BRUTE_FORCE_TRIES ?? 600);
const ACCOUNTS = 100;
const ADDRESSES = 50;
const LANES = 2;
const PASSWORD = "correct horse battery";
const HONEST_WAIT_MAX_S = 120;

type Try = { exists: boolean; status: number; ms: number };

/**
 * Wrong passwords from 50 addresses against 100 accounts, half of which exist. Prints how many were opened, how long the
 * two halves take to say no, and when an honest person gets in. The two medians are each other's baseline.
 */
export async function bruteForce() {
  const world = await openWorld();
  const post = async (path: string, body: unknown, ip: string) =>
    world.fetch(`/trpc/${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", "cf-connecting-ip": ip },
      body: JSON.stringify(body),
    });
  const accounts = Array.from({ length: ACCOUNTS }, (_, at) => ({
    email: `account${at}-${crypto.randomUUID()}@example.com`,
    // Not every other one: the lanes take turns, and each would try one kind only.
    exists: at % 4 < 2,
  }));
  const [first] = accounts;
  const signUp = { email: first?.email, password: PASSWORD, name: "Honest", organization: "Attacked" };
  await (await post("identity.signUp", signUp, "192.0.2.1")).text();
  // The others have the same password: hashing it 49 times more would measure nothing.
  for (const { email, exists } of accounts.slice(1))
    if (exists)
      await world.owner.query(
        "insert into users (email, name, password_hash) select $1, 'Somebody', password_hash from users where email = $2",
        [email, first?.email],
      );

  const tries: Try[] = [];
  let next = 0;
  const lane = async () => {
    for (let at = next++; at < TRIES; at = next++) {
      const account = accounts[at % ACCOUNTS] ?? { email: "", exists: false };
      const ip = `198.51.100.${Math.floor(at / ACCOUNTS + at) % ADDRESSES}`;
      const startedAt = performance.now();
      const answer = await post("identity.signIn", { email: account.email, password: `guess number ${at}` }, ip);
      await answer.text();
      tries.push({ exists: account.exists, status: answer.status, ms: performance.now() - startedAt });
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: LANES }, lane));
  const seconds = (performance.now() - startedAt) / 1000;

  const msOf = (exists: boolean, status: number) =>
    tries.filter((each) => each.exists === exists && each.status === status).map(({ ms }) => ms);
  const count = (status: number) => tries.filter((each) => each.status === status).length;
  const opened = tries.filter(({ status }) => status < 400).length;
  console.log(
    `brute force: ${tries.length} wrong passwords, ${ADDRESSES} addresses, ${ACCOUNTS} accounts, half exist, in ${seconds.toFixed(0)} s: ` +
      `${opened} opened, ${count(401)} checked, ${count(429)} refused unchecked, ${tries.length - opened - count(401) - count(429)} other`,
  );
  for (const [status, what] of [
    [401, "checked"],
    [429, "refused"],
  ] as const) {
    const [ofExisting, ofUnknown] = [msOf(true, status), msOf(false, status)];
    const [existing, unknown] = [median(ofExisting), median(ofUnknown)];
    const ratio = existing !== null && unknown !== null ? `${(existing / unknown).toFixed(3)}×` : "no ratio";
    console.log(
      `brute force: median of a ${what} try: ${told(existing)} existing, ${told(unknown)} unknown account (${ratio}; ${toldRank(ofExisting, ofUnknown)})`,
    );
  }
  const waited = await honestSignIn(() =>
    post("identity.signIn", { email: first?.email, password: PASSWORD }, "192.0.2.9"),
  );
  console.log(`brute force: the honest person is in after ${waited.toFixed(1)} s`);
  await world.close();
  if (opened > 0) throw new Error(`${opened} accounts were opened with a wrong password.`);
}

/** Waits as long as it is told to. @returns seconds */
async function honestSignIn(signIn: () => Promise<Response>): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const answer = await signIn();
    await answer.text();
    const seconds = (performance.now() - startedAt) / 1000;
    if (answer.ok) return seconds;
    if (answer.status !== 429 || seconds > HONEST_WAIT_MAX_S)
      throw new Error(`The honest person got ${answer.status}.`);
    await Bun.sleep(Number(answer.headers.get("retry-after") ?? 1) * 1000);
  }
}

/**
 * The rank-sum test of Mann and Whitney, by its normal approximation: how many standard deviations the two are apart.
 * Below 2.58 nobody can tell them apart at one chance in a hundred.
 */
function rankDistance(a: readonly number[], b: readonly number[]): number | null {
  if (a.length === 0 || b.length === 0) return null;
  const all = [...a.map((ms) => ({ ms, isA: true })), ...b.map((ms) => ({ ms, isA: false }))];
  const ranks = all.sort((x, y) => x.ms - y.ms).reduce((sum, { isA }, at) => sum + (isA ? at + 1 : 0), 0);
  const u = ranks - (a.length * (a.length + 1)) / 2;
  return (u - (a.length * b.length) / 2) / Math.sqrt((a.length * b.length * (a.length + b.length + 1)) / 12);
}
function toldRank(a: readonly number[], b: readonly number[]): string {
  const z = rankDistance(a, b);
  return z === null
    ? "no rank test"
    : `rank test z = ${z.toFixed(2)}, ${Math.abs(z) < 2.58 ? "not" : "to be"} told apart`;
}

/** null: nothing was measured. */
function median(values: readonly number[]): number | null {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? null;
}
const told = (ms: number | null) => (ms === null ? "none" : `${ms.toFixed(1)} ms`);
