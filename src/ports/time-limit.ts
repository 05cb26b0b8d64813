/**
 * Gives the work a signal that ends it after `limitMs`, and takes the limit away when the work is done. That of
 * `AbortSignal.timeout` stays until it is due, and a Worker that has 10,000 of them is refused another: at 400 calls a
 * second with 19 s each, that is so after half a minute.
 */
export async function withTimeLimit<T>(limitMs: number, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new DOMException("Out of time", "TimeoutError")), limitMs);
  try {
    return await work(limit.signal);
  } finally {
    clearTimeout(timer);
  }
}
