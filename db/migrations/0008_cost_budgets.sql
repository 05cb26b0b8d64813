CREATE TABLE "cost_budget_alerts" (
	"organization_id" uuid NOT NULL,
	"budget_id" uuid NOT NULL,
	"month" date NOT NULL,
	"kind" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "cost_budget_alerts_organization_id_budget_id_month_kind_pk" PRIMARY KEY("organization_id","budget_id","month","kind"),
	CONSTRAINT "cost_budget_alerts_kind" CHECK ("cost_budget_alerts"."kind" in ('actual80', 'actual100', 'forecast'))
);
--> statement-breakpoint
CREATE TABLE "cost_budgets" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"name" text NOT NULL,
	"scope" text NOT NULL,
	"scope_key" text NOT NULL,
	"amount" numeric(24, 10) NOT NULL,
	"currency" text NOT NULL,
	"outlook" jsonb,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "cost_budgets_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "cost_budgets_scope_word" CHECK ("cost_budgets"."scope" in ('organization', 'account', 'service')),
	CONSTRAINT "cost_budgets_scope_key" CHECK (("cost_budgets"."scope" = 'organization') = ("cost_budgets"."scope_key" = '')),
	CONSTRAINT "cost_budgets_amount" CHECK ("cost_budgets"."amount" > 0)
);
--> statement-breakpoint
ALTER TABLE "cost_budget_alerts" ADD CONSTRAINT "cost_budget_alerts_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_budget_alerts" ADD CONSTRAINT "cost_budget_alerts_organization_id_budget_id_cost_budgets_organization_id_id_fk" FOREIGN KEY ("organization_id","budget_id") REFERENCES "public"."cost_budgets"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_budgets" ADD CONSTRAINT "cost_budgets_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "cost_budgets_scope" ON "cost_budgets" USING btree ("organization_id","scope","scope_key");