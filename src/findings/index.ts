export { endOnItsDay } from "./exceptions/exceptions.ts";
export { judgeAgain, judgeEverything } from "./judge-all.ts";
export { findings } from "./router.ts";
export { pageReader } from "./store.ts";
