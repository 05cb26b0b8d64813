CREATE TABLE "catalog_locations" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"type" text NOT NULL,
	"target" text NOT NULL,
	"read_at" timestamp with time zone NOT NULL,
	"read_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "catalog_locations_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "catalog_locations_place" UNIQUE("organization_id","type","target"),
	CONSTRAINT "catalog_locations_type" CHECK ("catalog_locations"."type" in ('upload'))
);
--> statement-breakpoint
ALTER TABLE "entities" ADD COLUMN "ref" text;--> statement-breakpoint
UPDATE "entities" SET "ref" = lower("kind" || ':' || "namespace" || '/' || "name");--> statement-breakpoint
ALTER TABLE "entities" ALTER COLUMN "ref" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "entities" ADD COLUMN "declared" json;--> statement-breakpoint
ALTER TABLE "entities" ADD COLUMN "search" jsonb;--> statement-breakpoint
ALTER TABLE "entities" ADD COLUMN "etag" text;--> statement-breakpoint
ALTER TABLE "entities" ADD COLUMN "type" text;--> statement-breakpoint
ALTER TABLE "entities" ADD COLUMN "lifecycle" text;--> statement-breakpoint
ALTER TABLE "entities" ADD COLUMN "owner_ref" text;--> statement-breakpoint
ALTER TABLE "entities" ADD COLUMN "arn" text;--> statement-breakpoint
ALTER TABLE "entities" ADD COLUMN "location_id" uuid;--> statement-breakpoint
ALTER TABLE "entities" ADD COLUMN "line" integer;--> statement-breakpoint
ALTER TABLE "entities" ADD COLUMN "changed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "entities" ADD COLUMN "orphaned_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "catalog_locations" ADD CONSTRAINT "catalog_locations_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entities" ADD CONSTRAINT "entities_organization_id_location_id_catalog_locations_organization_id_id_fk" FOREIGN KEY ("organization_id","location_id") REFERENCES "public"."catalog_locations"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "entities_canonical" ON "entities" USING btree ("organization_id","ref");--> statement-breakpoint
CREATE INDEX "entities_title" ON "entities" USING btree ("organization_id",lower("title"),"id") WHERE declared is not null;--> statement-breakpoint
CREATE INDEX "entities_kind" ON "entities" USING btree ("organization_id","kind",lower("title"),"id") WHERE declared is not null;--> statement-breakpoint
CREATE INDEX "entities_owner" ON "entities" USING btree ("organization_id","owner_ref","id");--> statement-breakpoint
CREATE INDEX "entities_arn" ON "entities" USING btree ("organization_id","arn") WHERE arn is not null;--> statement-breakpoint
CREATE INDEX "entities_location" ON "entities" USING btree ("organization_id","location_id");--> statement-breakpoint
ALTER TABLE "entities" ADD CONSTRAINT "entities_ref_form" CHECK ("entities"."ref" = lower("entities"."kind" || ':' || "entities"."namespace" || '/' || "entities"."name"));--> statement-breakpoint
ALTER TABLE "entities" ADD CONSTRAINT "entities_declared" CHECK (("entities"."declared" is null) = ("entities"."search" is null) and ("entities"."declared" is null) = ("entities"."etag" is null));