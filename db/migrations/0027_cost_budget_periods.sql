ALTER TABLE "cost_budgets" DROP CONSTRAINT "cost_budgets_scope_word";--> statement-breakpoint
DROP INDEX "cost_budgets_scope";--> statement-breakpoint
ALTER TABLE "cost_budgets" ADD COLUMN "period" text DEFAULT 'month' NOT NULL;--> statement-breakpoint
CREATE UNIQUE INDEX "cost_budgets_scope" ON "cost_budgets" USING btree ("organization_id","scope","scope_key","period");--> statement-breakpoint
ALTER TABLE "cost_budgets" ADD CONSTRAINT "cost_budgets_period_word" CHECK ("cost_budgets"."period" in ('day', 'month', 'quarter'));--> statement-breakpoint
ALTER TABLE "cost_budgets" ADD CONSTRAINT "cost_budgets_scope_word" CHECK ("cost_budgets"."scope" in ('organization', 'account', 'service', 'team', 'tag'));