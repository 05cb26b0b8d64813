import type { Entered } from "../../db/client.ts";

/** Calls in a minute that everybody of an organisation may make together. Every organisation has the default plan today. */
const DEFAULT_PLAN = 6000;

export const callsPerMinute = (_organization: Entered): number => DEFAULT_PLAN;
