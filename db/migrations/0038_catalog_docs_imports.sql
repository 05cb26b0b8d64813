CREATE TABLE "catalog_import_parts" (
	"organization_id" uuid NOT NULL,
	"import_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"first_line" integer NOT NULL,
	"text" text NOT NULL,
	"refs" text[],
	CONSTRAINT "catalog_import_parts_organization_id_import_id_number_pk" PRIMARY KEY("organization_id","import_id","number")
);
--> statement-breakpoint
CREATE TABLE "catalog_imports" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"name" text NOT NULL,
	"parts" integer NOT NULL,
	"state" text DEFAULT 'uploading' NOT NULL,
	"next" integer DEFAULT 0 NOT NULL,
	"counts" jsonb DEFAULT '{"new":0,"changed":0,"same":0,"orphaned":0}'::jsonb NOT NULL,
	"problems" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "catalog_imports_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "catalog_imports_state" CHECK ("catalog_imports"."state" in ('uploading', 'checking', 'writing', 'done', 'refused'))
);
--> statement-breakpoint
CREATE TABLE "catalog_docs" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"entity_id" uuid NOT NULL,
	"path" text NOT NULL,
	"title" text NOT NULL,
	"position" integer NOT NULL,
	"text" text NOT NULL,
	"url" text NOT NULL,
	"read_at" timestamp with time zone NOT NULL,
	CONSTRAINT "catalog_docs_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "catalog_docs_page" UNIQUE("organization_id","entity_id","path")
);
--> statement-breakpoint
ALTER TABLE "catalog_import_parts" ADD CONSTRAINT "catalog_import_parts_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalog_import_parts" ADD CONSTRAINT "catalog_import_parts_organization_id_import_id_catalog_imports_organization_id_id_fk" FOREIGN KEY ("organization_id","import_id") REFERENCES "public"."catalog_imports"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalog_imports" ADD CONSTRAINT "catalog_imports_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalog_docs" ADD CONSTRAINT "catalog_docs_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "catalog_docs" ADD CONSTRAINT "catalog_docs_organization_id_entity_id_entities_organization_id_id_fk" FOREIGN KEY ("organization_id","entity_id") REFERENCES "public"."entities"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "catalog_docs_order" ON "catalog_docs" USING btree ("organization_id","entity_id","position");