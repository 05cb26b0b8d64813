CREATE TABLE "cost_export_places" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"account_id" uuid NOT NULL,
	"region" text NOT NULL,
	"bucket" text NOT NULL,
	"prefix" text NOT NULL,
	"seen" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"read_at" timestamp with time zone,
	"problem" text,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "cost_export_places_organization_id_id_pk" PRIMARY KEY("organization_id","id")
);
--> statement-breakpoint
ALTER TABLE "cost_imports" ADD COLUMN "origin" jsonb;--> statement-breakpoint
ALTER TABLE "cost_export_places" ADD CONSTRAINT "cost_export_places_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_export_places" ADD CONSTRAINT "cost_export_places_organization_id_account_id_aws_accounts_organization_id_id_fk" FOREIGN KEY ("organization_id","account_id") REFERENCES "public"."aws_accounts"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "cost_export_places_folder" ON "cost_export_places" USING btree ("organization_id","bucket","prefix");--> statement-breakpoint
CREATE INDEX "cost_export_places_account" ON "cost_export_places" USING btree ("organization_id","account_id");