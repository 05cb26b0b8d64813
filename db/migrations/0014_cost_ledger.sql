CREATE TABLE "cost_export_months" (
	"organization_id" uuid NOT NULL,
	"sub_account_id" text NOT NULL,
	"month" date NOT NULL,
	"import_id" uuid NOT NULL,
	CONSTRAINT "cost_export_months_organization_id_sub_account_id_month_pk" PRIMARY KEY("organization_id","sub_account_id","month")
);
--> statement-breakpoint
CREATE TABLE "cost_import_lines" (
	"organization_id" uuid NOT NULL,
	"import_id" uuid NOT NULL,
	"day" date NOT NULL,
	"key" uuid NOT NULL,
	"sub_account_id" text NOT NULL,
	"sub_account_name" text,
	"service" text NOT NULL,
	"charge_category" text NOT NULL,
	"charge_class" text NOT NULL,
	"region" text NOT NULL,
	"resource_id" text NOT NULL,
	"usage_type" text NOT NULL,
	"tags" jsonb NOT NULL,
	"currency" text NOT NULL,
	"unblended" numeric(24, 10) NOT NULL,
	"amortized" numeric(24, 10) NOT NULL,
	"net_unblended" numeric(24, 10) NOT NULL,
	"net_amortized" numeric(24, 10) NOT NULL,
	"list_cost" numeric(24, 10),
	"contracted_cost" numeric(24, 10),
	CONSTRAINT "cost_import_lines_organization_id_import_id_day_key_pk" PRIMARY KEY("organization_id","import_id","day","key")
);
--> statement-breakpoint
CREATE TABLE "cost_import_parts" (
	"organization_id" uuid NOT NULL,
	"import_id" uuid NOT NULL,
	"number" integer NOT NULL,
	"data" "bytea" NOT NULL,
	CONSTRAINT "cost_import_parts_organization_id_import_id_number_pk" PRIMARY KEY("organization_id","import_id","number")
);
--> statement-breakpoint
CREATE TABLE "cost_imports" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"name" text NOT NULL,
	"size_bytes" double precision NOT NULL,
	"parts" integer NOT NULL,
	"state" text NOT NULL,
	"cursor" jsonb,
	"report" jsonb,
	"lines" integer,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "cost_imports_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "cost_imports_state" CHECK ("cost_imports"."state" in ('uploading', 'reading', 'done', 'refused'))
);
--> statement-breakpoint
CREATE TABLE "cost_breakdowns" (
	"organization_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"day" date NOT NULL,
	"by" text NOT NULL,
	"key" text NOT NULL,
	"service" text NOT NULL,
	"currency" text NOT NULL,
	"unblended" numeric(24, 10) NOT NULL,
	"amortized" numeric(24, 10) NOT NULL,
	"net_unblended" numeric(24, 10) NOT NULL,
	"net_amortized" numeric(24, 10) NOT NULL,
	CONSTRAINT "cost_breakdowns_organization_id_day_account_id_by_key_service_currency_pk" PRIMARY KEY("organization_id","day","account_id","by","key","service","currency")
);
--> statement-breakpoint
CREATE TABLE "cost_rollups" (
	"organization_id" uuid NOT NULL,
	"grain" text NOT NULL,
	"by" text NOT NULL,
	"day" date NOT NULL,
	"key" text NOT NULL,
	"service" text NOT NULL,
	"charge_category" text NOT NULL,
	"currency" text NOT NULL,
	"unblended" numeric(24, 10) NOT NULL,
	"amortized" numeric(24, 10) NOT NULL,
	"net_unblended" numeric(24, 10) NOT NULL,
	"net_amortized" numeric(24, 10) NOT NULL,
	"is_estimated" boolean NOT NULL,
	CONSTRAINT "cost_rollups_organization_id_grain_by_day_service_key_charge_category_currency_pk" PRIMARY KEY("organization_id","grain","by","day","service","key","charge_category","currency")
);
--> statement-breakpoint
-- What was read before knew no lanes, and a line without one cannot be told from usage: the next sync reads it again.
DELETE FROM "cost_lines";--> statement-breakpoint
UPDATE "cost_syncs" SET "covered_from" = NULL, "synced_at" = NULL, "difference" = NULL;--> statement-breakpoint
DROP INDEX "cost_lines_sub_account";--> statement-breakpoint
ALTER TABLE "cost_lines" DROP CONSTRAINT "cost_lines_organization_id_day_sub_account_id_service_pk";--> statement-breakpoint
ALTER TABLE "cost_sub_accounts" ALTER COLUMN "account_id" DROP NOT NULL;--> statement-breakpoint
ALTER TABLE "cost_lines" ADD COLUMN "source" text DEFAULT 'cost-explorer' NOT NULL;--> statement-breakpoint
ALTER TABLE "cost_lines" ADD COLUMN "charge_category" text DEFAULT 'Usage' NOT NULL;--> statement-breakpoint
ALTER TABLE "cost_lines" ADD COLUMN "charge_class" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "cost_lines" ADD COLUMN "region" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "cost_lines" ADD COLUMN "resource_id" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "cost_lines" ADD COLUMN "usage_type" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "cost_lines" ADD COLUMN "tags" jsonb DEFAULT '{}'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "cost_lines" ADD COLUMN "list_cost" numeric(24, 10);--> statement-breakpoint
ALTER TABLE "cost_lines" ADD COLUMN "contracted_cost" numeric(24, 10);--> statement-breakpoint
ALTER TABLE "cost_lines" ADD COLUMN "counts" boolean DEFAULT true NOT NULL;--> statement-breakpoint
ALTER TABLE "cost_lines" ADD COLUMN "key" uuid GENERATED ALWAYS AS (md5(source || chr(31) || sub_account_id || chr(31) || service || chr(31) || charge_category || chr(31) || charge_class || chr(31) || region || chr(31) || resource_id || chr(31) || usage_type || chr(31) || tags::text)::uuid) STORED NOT NULL;--> statement-breakpoint
ALTER TABLE "cost_lines" ADD CONSTRAINT "cost_lines_organization_id_day_key_pk" PRIMARY KEY("organization_id","day","key");--> statement-breakpoint
ALTER TABLE "cost_restatements" ADD COLUMN "charge_category" text DEFAULT 'Usage' NOT NULL;--> statement-breakpoint
ALTER TABLE "cost_export_months" ADD CONSTRAINT "cost_export_months_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_export_months" ADD CONSTRAINT "cost_export_months_organization_id_sub_account_id_cost_sub_accounts_organization_id_sub_account_id_fk" FOREIGN KEY ("organization_id","sub_account_id") REFERENCES "public"."cost_sub_accounts"("organization_id","sub_account_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_export_months" ADD CONSTRAINT "cost_export_months_organization_id_import_id_cost_imports_organization_id_id_fk" FOREIGN KEY ("organization_id","import_id") REFERENCES "public"."cost_imports"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_import_lines" ADD CONSTRAINT "cost_import_lines_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_import_lines" ADD CONSTRAINT "cost_import_lines_organization_id_import_id_cost_imports_organization_id_id_fk" FOREIGN KEY ("organization_id","import_id") REFERENCES "public"."cost_imports"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_import_parts" ADD CONSTRAINT "cost_import_parts_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_import_parts" ADD CONSTRAINT "cost_import_parts_organization_id_import_id_cost_imports_organization_id_id_fk" FOREIGN KEY ("organization_id","import_id") REFERENCES "public"."cost_imports"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_imports" ADD CONSTRAINT "cost_imports_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_breakdowns" ADD CONSTRAINT "cost_breakdowns_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_breakdowns" ADD CONSTRAINT "cost_breakdowns_organization_id_account_id_aws_accounts_organization_id_id_fk" FOREIGN KEY ("organization_id","account_id") REFERENCES "public"."aws_accounts"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_rollups" ADD CONSTRAINT "cost_rollups_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "cost_export_months_import" ON "cost_export_months" USING btree ("organization_id","import_id");--> statement-breakpoint
CREATE INDEX "cost_breakdowns_account" ON "cost_breakdowns" USING btree ("organization_id","account_id");--> statement-breakpoint
CREATE INDEX "cost_rollups_all" ON "cost_rollups" USING btree ("organization_id","grain","by","service","day");--> statement-breakpoint
CREATE INDEX "cost_rollups_key" ON "cost_rollups" USING btree ("organization_id","grain","by","key","day");--> statement-breakpoint
CREATE INDEX "cost_lines_service" ON "cost_lines" USING btree ("organization_id","service","day");--> statement-breakpoint
CREATE INDEX "cost_lines_region" ON "cost_lines" USING btree ("organization_id","region","day") WHERE "cost_lines"."region" <> '';--> statement-breakpoint
CREATE INDEX "cost_lines_sub_account" ON "cost_lines" USING btree ("organization_id","sub_account_id","day");--> statement-breakpoint
ALTER TABLE "cost_lines" ADD CONSTRAINT "cost_lines_source" CHECK ("cost_lines"."source" in ('cost-explorer', 'export'));--> statement-breakpoint
ALTER TABLE "cost_lines" ADD CONSTRAINT "cost_lines_category" CHECK ("cost_lines"."charge_category" in ('Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment'));