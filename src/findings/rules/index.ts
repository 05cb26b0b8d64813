import type { AnyRule } from "../rule.ts";
import { PLATFORM } from "./compliance/platform.ts";
import { WORKLOADS } from "./compliance/workloads.ts";
import { SAVINGS } from "./savings/index.ts";

/** Every rule there is: one file, and one line in the list of its pack. */
export const RULES: readonly AnyRule[] = [...WORKLOADS, ...PLATFORM, ...SAVINGS];
