import { Cron } from "croner";
import { CRONS } from "../src/operations/schedules.ts";

/** A cadence may start many jobs; it is never longer than this. */
const RUN_MS = 10 * 60_000;
/** The minute's line runs what the queue knows to be due; the hour's looks for what it does not know, such as the new demo. */
const AT_START = [CRONS.minute, CRONS.hour];

/** Calls the Worker's scheduled handler at each cron line's times, UTC. A tick is dropped while the line still runs. */
export function startCron({
  crons,
  port,
  log,
}: {
  crons: readonly string[];
  port: number;
  log: (line: string) => void;
}) {
  const call = async (cron: string) => {
    const url = `http://127.0.0.1:${port}/?cron=${encodeURIComponent(cron)}`;
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(RUN_MS) });
      if (!response.ok) log(`Cron "${cron}" failed; the Worker's log says why.`);
    } catch {
      log(`Cron "${cron}" was not answered; the next one finds what it left.`);
    }
  };
  const tickers = crons.map((cron) => new Cron(cron, { protect: true, timezone: "UTC" }, () => call(cron)));
  // What fell due while nothing ran, and the new demo, need not wait for the next minute.
  const look = () => {
    for (const ticker of tickers) if (AT_START.includes(ticker.getPattern() ?? "")) void ticker.trigger();
  };
  look();
  return { look, stop: () => tickers.forEach((ticker) => void ticker.stop()) };
}
