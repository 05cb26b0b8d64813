export { analyse } from "./analyse.ts";
export { forgetRollups } from "./forget.ts";
export { costs } from "./router.ts";
export { askForSyncs, backfill, sync, syncAccount } from "./sync.ts";
