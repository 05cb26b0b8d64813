export { endOnItsDay } from "./exceptions/exceptions.ts";
export { accountLost, forgetAccount } from "./forget-account.ts";
export { judgeAgain, judgeEverything } from "./judge-all.ts";
export { findings } from "./router.ts";
export { verifySavings } from "./savings/verify-savings.ts";
export { JUDGE_SCORECARDS, judgeScorecards } from "./scorecards/judge-all.ts";
export { pageReader } from "./store.ts";
