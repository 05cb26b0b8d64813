import { type Web, WebError } from "./web.ts";

/** `text`: the beginning of the answer. `retryAfterMs`: how long it asks us to wait. */
export type Answer = { status: number; text: string; retryAfterMs: number | null };

/** Other people's servers, which we send to. */
export type Receivers = {
  /** One try. Follows no redirect. Throws WebError, in words, when the address may not be asked or does not answer. */
  post(url: string, headers: Record<string, string>, body: string): Promise<Answer>;
  /** Throws WebError when the address may not be asked; asks nobody. */
  check(url: string): URL;
};

const TIMEOUT_MS = 15_000;
const ANSWER_BYTES_MAX = 4_096;

type Options = {
  check: Web["check"];
  timeoutMs?: number;
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
};

export function openReceivers({ check, timeoutMs = TIMEOUT_MS, fetch: ask = fetch }: Options): Receivers {
  return {
    check,
    async post(address, headers, body) {
      // Checked at each send too: the rules may have become stricter since it was saved.
      const url = check(address);
      // One limit for the head and the body of the answer.
      const signal = AbortSignal.timeout(timeoutMs);
      const silent = (error: unknown) => {
        const isLate = error instanceof Error && error.name === "TimeoutError";
        return new WebError(
          "unavailable",
          `${url.host} did not answer${isLate ? ` within ${timeoutMs / 1000} s` : ""}.`,
        );
      };
      const response = await ask(url.href, { method: "POST", redirect: "manual", headers, body, signal }).catch(
        (error: unknown) => {
          throw silent(error);
        },
      );
      const text = await beginningOf(response).catch((error: unknown) => {
        throw silent(error);
      });
      return { status: response.status, text, retryAfterMs: retryAfterOf(response.headers.get("retry-after")) };
    },
  };
}

async function beginningOf(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let [text, bytes] = ["", 0];
  while (reader && bytes < ANSWER_BYTES_MAX) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.byteLength;
    text += decoder.decode(value.subarray(0, ANSWER_BYTES_MAX), { stream: true });
  }
  await reader?.cancel().catch(() => {});
  // Postgres stores no NUL.
  return text.slice(0, ANSWER_BYTES_MAX).replaceAll("\0", "");
}

/** Seconds alone: a date would compare another clock with ours. */
const retryAfterOf = (value: string | null) => (value && /^\d{1,6}$/.test(value) ? Number(value) * 1000 : null);
