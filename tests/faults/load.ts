import type { Answer } from "./stack.ts";

export type Seen = { at: number; status: number; tookMs: number; retryAfter: string | null; text: string };
/** No answer at all: the connection broke, or nothing came within the client's own limit. */
const NO_ANSWER = 0;

/** Closed-loop clients: each asks again as soon as it is answered, whatever the answer. */
export function startClients(count: number, ask: (client: number, turn: number) => Promise<Answer>) {
  const seen: Seen[] = [];
  let isOver = false;
  const client = async (_: unknown, number: number) => {
    for (let turn = 0; !isOver; turn++) {
      const startedAt = performance.now();
      const one = await ask(number, turn).then(
        ({ status, text, headers }) => ({ status, text, retryAfter: headers.get("retry-after") }),
        (error) => ({ status: NO_ANSWER, text: String(error), retryAfter: null }),
      );
      const at = performance.now();
      seen.push({ at, tookMs: at - startedAt, ...one, text: one.status === 200 ? "" : one.text.slice(0, 300) });
    }
  };
  const clients = Promise.all(Array.from({ length: count }, client));
  return {
    seen,
    stop: async () => {
      isOver = true;
      await clients;
      return seen;
    },
  };
}

/** What clients saw, in one line. `returnedAt`: when the part was there again, for the time that recovery took. */
export function summarise(seen: readonly Seen[], returnedAt: number) {
  const refused = seen.filter(({ status }) => status === 503);
  const others = seen.filter(({ status }) => status !== 200 && status !== 503);
  const lastProblemAt = Math.max(returnedAt, ...seen.filter(({ status }) => status !== 200).map(({ at }) => at));
  const firstGood = seen.filter(({ at, status }) => status === 200 && at > lastProblemAt).length;
  return {
    requests: seen.length,
    refused: refused.length,
    withoutRetryAfter: refused.filter(({ retryAfter }) => !retryAfter).length,
    others: [...new Set(others.map(({ status, text }) => `${status} ${text}`))],
    slowestMs: Math.round(Math.max(...seen.map(({ tookMs }) => tookMs))),
    recoveryMs: Math.round(lastProblemAt - returnedAt),
    answeredAfterwards: firstGood,
  };
}
