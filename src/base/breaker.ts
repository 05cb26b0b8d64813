/**
 * Stops asking what does not answer: after `failuresMax` failures in a row nothing is let through for `openMs`, then one
 * call to try. It only counts and waits for nobody, because on Workers a request must not wait for another one's promise
 * (which rules out libraries that queue callers behind the one that tries).
 */
export type Breaker = {
  /** Whether to ask now. After a pause, true for one caller, who tries for all. */
  admits(now: Date): boolean;
  succeeded(): void;
  failed(now: Date): void;
};

export function breaker({ failuresMax, openMs }: { failuresMax: number; openMs: number }): Breaker {
  let failures = 0;
  let closedUntilMs = 0;
  return {
    admits(now) {
      if (failures < failuresMax) return true;
      if (now.getTime() < closedUntilMs) return false;
      closedUntilMs = now.getTime() + openMs;
      return true;
    },
    succeeded() {
      failures = 0;
    },
    failed(now) {
      failures++;
      closedUntilMs = now.getTime() + openMs;
    },
  };
}
