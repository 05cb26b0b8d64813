export { operations } from "./router.ts";
export { CRONS, cadenceOf } from "./schedules.ts";
