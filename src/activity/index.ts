export { activity } from "./audit.ts";
export { live } from "./live.ts";
