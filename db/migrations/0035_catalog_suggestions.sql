CREATE TABLE "catalog_suggestions" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"source" text NOT NULL,
	"repository_id" uuid,
	"file" text NOT NULL,
	"ref" text NOT NULL,
	"title" text NOT NULL,
	"entity" json NOT NULL,
	"owner_ref" text,
	"confidence" real NOT NULL,
	"evidence" jsonb NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	"decided_by" text,
	"decided_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "catalog_suggestions_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "catalog_suggestions_place" UNIQUE("organization_id","source","ref"),
	CONSTRAINT "catalog_suggestions_state" CHECK ("catalog_suggestions"."state" in ('open', 'accepted', 'dismissed'))
);
--> statement-breakpoint
ALTER TABLE "catalog_locations" DROP CONSTRAINT "catalog_locations_type";--> statement-breakpoint
ALTER TABLE "github_repositories" ADD COLUMN "proposal" jsonb;--> statement-breakpoint
ALTER TABLE "catalog_suggestions" ADD CONSTRAINT "catalog_suggestions_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalog_suggestions" ADD CONSTRAINT "catalog_suggestions_organization_id_repository_id_github_repositories_organization_id_id_fk" FOREIGN KEY ("organization_id","repository_id") REFERENCES "public"."github_repositories"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "catalog_suggestions_open" ON "catalog_suggestions" USING btree ("organization_id","id") WHERE state = 'open';--> statement-breakpoint
ALTER TABLE "catalog_locations" ADD CONSTRAINT "catalog_locations_type" CHECK ("catalog_locations"."type" in ('upload', 'url', 'inferred'));