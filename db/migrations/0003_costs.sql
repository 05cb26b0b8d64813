CREATE TABLE "cost_lines" (
	"organization_id" uuid NOT NULL,
	"day" date NOT NULL,
	"sub_account_id" text NOT NULL,
	"service" text NOT NULL,
	"currency" text NOT NULL,
	"unblended" numeric(24, 10) NOT NULL,
	"amortized" numeric(24, 10) NOT NULL,
	"net_unblended" numeric(24, 10) NOT NULL,
	"net_amortized" numeric(24, 10) NOT NULL,
	"is_estimated" boolean NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "cost_lines_organization_id_day_sub_account_id_service_pk" PRIMARY KEY("organization_id","day","sub_account_id","service")
);
--> statement-breakpoint
CREATE TABLE "cost_requests" (
	"organization_id" uuid NOT NULL,
	"month" date NOT NULL,
	"requests" integer NOT NULL,
	CONSTRAINT "cost_requests_organization_id_month_pk" PRIMARY KEY("organization_id","month")
);
--> statement-breakpoint
CREATE TABLE "cost_restatements" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"day" date NOT NULL,
	"sub_account_id" text NOT NULL,
	"service" text NOT NULL,
	"currency" text NOT NULL,
	"before" jsonb,
	"after" jsonb,
	"seen_at" timestamp with time zone NOT NULL,
	CONSTRAINT "cost_restatements_organization_id_id_pk" PRIMARY KEY("organization_id","id")
);
--> statement-breakpoint
CREATE TABLE "cost_sub_accounts" (
	"organization_id" uuid NOT NULL,
	"sub_account_id" text NOT NULL,
	"account_id" uuid NOT NULL,
	"name" text,
	CONSTRAINT "cost_sub_accounts_organization_id_sub_account_id_pk" PRIMARY KEY("organization_id","sub_account_id")
);
--> statement-breakpoint
CREATE TABLE "cost_syncs" (
	"organization_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"covered_from" date,
	"synced_at" timestamp with time zone,
	"difference" jsonb,
	"problem" text,
	CONSTRAINT "cost_syncs_organization_id_account_id_pk" PRIMARY KEY("organization_id","account_id")
);
--> statement-breakpoint
ALTER TABLE "cost_lines" ADD CONSTRAINT "cost_lines_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_lines" ADD CONSTRAINT "cost_lines_organization_id_sub_account_id_cost_sub_accounts_organization_id_sub_account_id_fk" FOREIGN KEY ("organization_id","sub_account_id") REFERENCES "public"."cost_sub_accounts"("organization_id","sub_account_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_requests" ADD CONSTRAINT "cost_requests_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_restatements" ADD CONSTRAINT "cost_restatements_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_restatements" ADD CONSTRAINT "cost_restatements_organization_id_sub_account_id_cost_sub_accounts_organization_id_sub_account_id_fk" FOREIGN KEY ("organization_id","sub_account_id") REFERENCES "public"."cost_sub_accounts"("organization_id","sub_account_id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_sub_accounts" ADD CONSTRAINT "cost_sub_accounts_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_sub_accounts" ADD CONSTRAINT "cost_sub_accounts_organization_id_account_id_aws_accounts_organization_id_id_fk" FOREIGN KEY ("organization_id","account_id") REFERENCES "public"."aws_accounts"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_syncs" ADD CONSTRAINT "cost_syncs_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_syncs" ADD CONSTRAINT "cost_syncs_organization_id_account_id_aws_accounts_organization_id_id_fk" FOREIGN KEY ("organization_id","account_id") REFERENCES "public"."aws_accounts"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "cost_lines_sub_account" ON "cost_lines" USING btree ("organization_id","sub_account_id");--> statement-breakpoint
CREATE INDEX "cost_restatements_sub_account" ON "cost_restatements" USING btree ("organization_id","sub_account_id");--> statement-breakpoint
CREATE INDEX "cost_sub_accounts_account" ON "cost_sub_accounts" USING btree ("organization_id","account_id");