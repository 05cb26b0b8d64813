import data from "./cluster-support.json";

const CALENDARS: Record<"kubernetes" | "redis", readonly Window[]> = data;
type Window = {
  version: string;
  start: string;
  end: string;
  year3?: string;
  percent?: number;
  percentYear3?: number;
  estimated?: boolean;
};

/**
 * The window of extended support of a Kubernetes or Redis version, "1.29" or "5.0.6"; null = AWS publishes none for it.
 * Redis adds a share of the node's price, Kubernetes has an hourly price of its own (units.json).
 */
export function clusterSupport(engine: "kubernetes" | "redis", version: string, now: Date) {
  const window = CALENDARS[engine].find((one) => version === one.version || version.startsWith(`${one.version}.`));
  if (!window) return null;
  const day = now.toISOString().slice(0, 10);
  const percent = window.year3 && day >= window.year3 ? window.percentYear3 : window.percent;
  return { ...window, begun: day >= window.start, percent: percent ?? null, pricedAt: data.pricedAt };
}
