CREATE TABLE "cost_quantities" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"name" text NOT NULL,
	"unit" text NOT NULL,
	"per" integer DEFAULT 1 NOT NULL,
	"scope" text NOT NULL,
	"scope_key" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "cost_quantities_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "cost_quantities_scope_word" CHECK ("cost_quantities"."scope" in ('organization', 'account', 'service', 'team', 'component', 'tag')),
	CONSTRAINT "cost_quantities_scope_key" CHECK (("cost_quantities"."scope" = 'organization') = ("cost_quantities"."scope_key" = '')),
	CONSTRAINT "cost_quantities_per" CHECK ("cost_quantities"."per" in (1, 1000, 1000000))
);
--> statement-breakpoint
CREATE TABLE "cost_quantity_days" (
	"organization_id" uuid NOT NULL,
	"quantity_id" uuid NOT NULL,
	"day" date NOT NULL,
	"amount" numeric(24, 6) NOT NULL,
	CONSTRAINT "cost_quantity_days_organization_id_quantity_id_day_pk" PRIMARY KEY("organization_id","quantity_id","day"),
	CONSTRAINT "cost_quantity_days_amount" CHECK ("cost_quantity_days"."amount" >= 0)
);
--> statement-breakpoint
ALTER TABLE "cost_quantities" ADD CONSTRAINT "cost_quantities_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_quantity_days" ADD CONSTRAINT "cost_quantity_days_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_quantity_days" ADD CONSTRAINT "cost_quantity_days_organization_id_quantity_id_cost_quantities_organization_id_id_fk" FOREIGN KEY ("organization_id","quantity_id") REFERENCES "public"."cost_quantities"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "cost_quantities_name" ON "cost_quantities" USING btree ("organization_id","name");