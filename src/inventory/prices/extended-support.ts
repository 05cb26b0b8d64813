import { timesAmount } from "../../base/money.ts";
import { inRegion, type Price } from "./book.ts";
import data from "./extended-support.json";

type Window = {
  engine: string;
  version: string;
  start: string;
  year3?: string;
  end: string;
  rate: string;
  rateYear3: string;
};
const WINDOWS: readonly Window[] = data.windows;

export type ExtendedSupport = { version: string; start: string; end: string; begun: boolean; vcpuHour: Price | null };

/**
 * The surcharge for an engine version past its standard support; null = AWS publishes no window for it.
 * "8.0.mysql_aurora.3.04" and "11.22" are matched by their major version.
 */
export function extendedSupport(
  engine: string,
  engineVersion: string,
  region: string,
  now: Date,
): ExtendedSupport | null {
  const window = WINDOWS.find(
    (w) => w.engine === engine && (engineVersion === w.version || engineVersion.startsWith(`${w.version}.`)),
  );
  if (!window) return null;
  const day = now.toISOString().slice(0, 10);
  const rate = window.year3 && day >= window.year3 ? window.rateYear3 : window.rate;
  return {
    version: window.version,
    start: window.start,
    end: window.end,
    begun: day >= window.start,
    vcpuHour: inRegion({ amount: rate, basis: "list", pricedAt: data.pricedAt }, region),
  };
}

/** Charged for each vCPU of the instance and of its standby. */
export const surchargeHour = (vcpuHour: string, vcpus: number, multiAz: boolean) =>
  timesAmount(vcpuHour, vcpus * (multiAz ? 2 : 1));
