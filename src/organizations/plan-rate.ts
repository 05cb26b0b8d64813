import type { Entered } from "../../db/client.ts";
import { PLANS } from "../base/plans.ts";

/** Calls in a minute that everybody of an organisation may make together: its plan's. */
export const callsPerMinute = ({ plan }: Pick<Entered, "plan">): number => PLANS[plan].apiRequestsPerMinute;
