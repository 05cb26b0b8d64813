export { answerCatalog } from "./api/app.ts";
export { claimedResources, claimsCount } from "./claims.ts";
export { inverse } from "./detail.ts";
export { ENTITY, importFile, prepare } from "./import.ts";
export { readLocation, refreshLocations } from "./read-location.ts";
export { readCatalogFile } from "./read-yaml.ts";
export { EntityRefInput } from "./refs.ts";
export { catalog } from "./router.ts";
