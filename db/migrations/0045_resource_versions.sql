CREATE TABLE "resource_versions" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"resource_id" uuid NOT NULL,
	"change" text NOT NULL,
	"fields" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"omitted" integer DEFAULT 0 NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"after" timestamp with time zone,
	CONSTRAINT "resource_versions_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "resource_versions_change" CHECK ("resource_versions"."change" in ('new', 'changed', 'vanished', 'returned'))
);
--> statement-breakpoint
CREATE TABLE "resource_views" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"name" text NOT NULL,
	"user_id" uuid,
	"search" jsonb NOT NULL,
	"is_default" boolean DEFAULT false NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "resource_views_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "resource_views_name" UNIQUE NULLS NOT DISTINCT("organization_id","user_id","name")
);
--> statement-breakpoint
ALTER TABLE "custom_rules" ADD COLUMN "requirements" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "custom_rules" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "resource_owners" ADD COLUMN "assigned_ref" text;--> statement-breakpoint
ALTER TABLE "resource_owners" ADD COLUMN "assigned_by" text;--> statement-breakpoint
ALTER TABLE "resource_owners" ADD COLUMN "assigned_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "resource_versions" ADD CONSTRAINT "resource_versions_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resource_versions" ADD CONSTRAINT "resource_versions_organization_id_resource_id_entities_organization_id_id_fk" FOREIGN KEY ("organization_id","resource_id") REFERENCES "public"."entities"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resource_views" ADD CONSTRAINT "resource_views_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resource_views" ADD CONSTRAINT "resource_views_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "resource_versions_time" ON "resource_versions" USING btree ("organization_id","at","id");--> statement-breakpoint
CREATE INDEX "resource_versions_resource" ON "resource_versions" USING btree ("organization_id","resource_id","at");