export { findings } from "./router.ts";
export { pageReader } from "./store.ts";
