import { defineConfig } from "drizzle-kit";

// Of the snapshots in migrations/meta only the newest is read, by the next `db:generate`: the others need not be kept.
export default defineConfig({ dialect: "postgresql", schema: "./db/schema/index.ts", out: "./db/migrations" });
