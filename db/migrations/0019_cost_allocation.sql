CREATE TABLE "cost_rules" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"rule_id" uuid NOT NULL,
	"name" text NOT NULL,
	"position" integer NOT NULL,
	"effective_from" date NOT NULL,
	"match" jsonb NOT NULL,
	"target" jsonb,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "cost_rules_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "cost_rules_position_min" CHECK ("cost_rules"."position" >= 0)
);
--> statement-breakpoint
ALTER TABLE "cost_rules" ADD CONSTRAINT "cost_rules_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "cost_rules_version" ON "cost_rules" USING btree ("organization_id","rule_id","effective_from");--> statement-breakpoint
CREATE INDEX "cost_rules_position" ON "cost_rules" USING btree ("organization_id","position");