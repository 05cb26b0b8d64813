import type { METRICS } from "../../search.ts";

export const METRIC_WORDS: Record<(typeof METRICS)[number], string> = {
  pay: "What we pay",
  run: "What we run",
  unblended: "Unblended",
  amortized: "Amortized",
  netUnblended: "Net unblended",
  netAmortized: "Net amortized",
};
