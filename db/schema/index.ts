export * from "./base.ts";
export * from "./catalog.ts";
export * from "./cost-imports.ts";
export * from "./costs.ts";
export * from "./findings.ts";
export * from "./identity.ts";
export * from "./inventory.ts";
export * from "./organizations.ts";
