ALTER TABLE "catalog_locations" DROP CONSTRAINT "catalog_locations_type";--> statement-breakpoint
ALTER TABLE "catalog_locations" ALTER COLUMN "read_at" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "catalog_locations" ADD COLUMN "tried_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "catalog_locations" ADD COLUMN "problem" text;--> statement-breakpoint
ALTER TABLE "catalog_locations" ADD COLUMN "problems" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "catalog_locations" ADD COLUMN "etag" text;--> statement-breakpoint
ALTER TABLE "catalog_locations" ADD COLUMN "parent_id" uuid;--> statement-breakpoint
ALTER TABLE "catalog_locations" ADD CONSTRAINT "catalog_locations_listed" FOREIGN KEY ("organization_id","parent_id") REFERENCES "public"."catalog_locations"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "catalog_locations_parent" ON "catalog_locations" USING btree ("organization_id","parent_id");--> statement-breakpoint
ALTER TABLE "catalog_locations" ADD CONSTRAINT "catalog_locations_type" CHECK ("catalog_locations"."type" in ('upload', 'url'));