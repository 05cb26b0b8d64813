/** Of each figure, after a warm-up of a tenth of them. */
const SECONDS = Number(process.env.BENCH_SECONDS ?? 10);

export type Figure = { requests: number; rps: number; p50: number; p95: number; errors: number };

/** Closed-loop: `concurrency` callers, each calling again as soon as it is answered. */
export async function measure(
  concurrency: number,
  call: () => Promise<boolean>,
  begin: () => void = () => {},
): Promise<Figure> {
  await during(concurrency, call, SECONDS / 10);
  begin();
  const { tookMs, errors, elapsedMs } = await during(concurrency, call, SECONDS);
  tookMs.sort((a, b) => a - b);
  const at = (share: number) => tookMs[Math.min(tookMs.length - 1, Math.floor(tookMs.length * share))] ?? Number.NaN;
  return { requests: tookMs.length, rps: (tookMs.length / elapsedMs) * 1000, p50: at(0.5), p95: at(0.95), errors };
}

async function during(concurrency: number, call: () => Promise<boolean>, seconds: number) {
  const tookMs: number[] = [];
  let errors = 0;
  const startedAt = performance.now();
  const caller = async () => {
    for (let began = performance.now(); began - startedAt < seconds * 1000; ) {
      const isGood = await call().catch(() => false);
      const ended = performance.now();
      tookMs.push(ended - began);
      if (!isGood) errors++;
      began = ended;
    }
  };
  await Promise.all(Array.from({ length: concurrency }, caller));
  return { tookMs, errors, elapsedMs: performance.now() - startedAt };
}
