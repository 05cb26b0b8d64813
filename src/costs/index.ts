export { allocate } from "./allocate.ts";
export { analyse } from "./analyse.ts";
export { billedAround, billedResources } from "./billed-resources.ts";
export { netOfCommitments, type Room, roomBesideCommitments } from "./commitments.ts";
export { forgetRollups } from "./forget.ts";
export { importFile } from "./import-file.ts";
export { commitmentRows, readCommitments } from "./read-commitments.ts";
export { costs } from "./router.ts";
export { askForSyncs, backfill, sync, syncAccount } from "./sync.ts";
