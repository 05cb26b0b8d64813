export { activity } from "./audit.ts";
export { deliver } from "./deliver.ts";
export { live } from "./live.ts";
export { seal } from "./seal.ts";
export { type Ask, verify, verifyLog } from "./verify.ts";
