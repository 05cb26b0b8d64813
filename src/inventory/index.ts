export { openAccount } from "./accounts.ts";
export { DISCOVER_ACCOUNT, discoverAccount, explainAccess } from "./discover-account.ts";
export { discoverService, type PageReader } from "./discover-service.ts";
export { listMembers } from "./list-members.ts";
export { refresh } from "./refresh.ts";
export type { Discovered } from "./resource-type.ts";
export { retryMembers } from "./retry-members.ts";
export { inventory } from "./router.ts";
export type { Stored } from "./store.ts";
