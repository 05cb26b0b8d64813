CREATE TABLE "custom_rules" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"title" text NOT NULL,
	"severity" text NOT NULL,
	"resource_type" text NOT NULL,
	"condition" text NOT NULL,
	"remedy" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "custom_rules_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "custom_rules_severity" CHECK ("custom_rules"."severity" in ('critical', 'high', 'medium', 'low'))
);
--> statement-breakpoint
CREATE TABLE "rule_settings" (
	"organization_id" uuid NOT NULL,
	"rule_id" text NOT NULL,
	"is_on" boolean NOT NULL,
	"changed_by" text NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "rule_settings_organization_id_rule_id_pk" PRIMARY KEY("organization_id","rule_id")
);
--> statement-breakpoint
ALTER TABLE "custom_rules" ADD CONSTRAINT "custom_rules_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "rule_settings" ADD CONSTRAINT "rule_settings_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "custom_rules_title" ON "custom_rules" USING btree ("organization_id","title");