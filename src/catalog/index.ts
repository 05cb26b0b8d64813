export { answerCatalog } from "./api/app.ts";
export { catalog } from "./router.ts";
