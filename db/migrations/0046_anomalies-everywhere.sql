CREATE TABLE "cost_outlooks" (
	"organization_id" uuid NOT NULL,
	"by" text NOT NULL,
	"key" text NOT NULL,
	"service" text NOT NULL,
	"currency" text NOT NULL,
	"from_day" date NOT NULL,
	"known" numeric(24, 10) NOT NULL,
	"mean" numeric(24, 10) NOT NULL,
	"band" jsonb,
	CONSTRAINT "cost_outlooks_organization_id_by_key_service_pk" PRIMARY KEY("organization_id","by","key","service"),
	CONSTRAINT "cost_outlooks_by" CHECK ("cost_outlooks"."by" in ('service', 'account', 'team'))
);
--> statement-breakpoint
CREATE TABLE "cost_planned_activities" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"from_day" date NOT NULL,
	"to_day" date NOT NULL,
	"service" text NOT NULL,
	"note" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "cost_planned_activities_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "cost_planned_activities_order" CHECK ("cost_planned_activities"."from_day" <= "cost_planned_activities"."to_day")
);
--> statement-breakpoint
DROP INDEX "cost_anomalies_day";--> statement-breakpoint
ALTER TABLE "cost_anomalies" ADD COLUMN "scope" text DEFAULT 'service' NOT NULL;--> statement-breakpoint
ALTER TABLE "cost_anomalies" ADD COLUMN "scope_key" text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE "cost_anomalies" ADD COLUMN "event" jsonb;--> statement-breakpoint
ALTER TABLE "cost_outlooks" ADD CONSTRAINT "cost_outlooks_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_planned_activities" ADD CONSTRAINT "cost_planned_activities_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "cost_outlooks_mean" ON "cost_outlooks" USING btree ("organization_id","by","mean");--> statement-breakpoint
CREATE INDEX "cost_planned_activities_days" ON "cost_planned_activities" USING btree ("organization_id","to_day");--> statement-breakpoint
CREATE UNIQUE INDEX "cost_anomalies_day" ON "cost_anomalies" USING btree ("organization_id","day","scope","scope_key","service");--> statement-breakpoint
ALTER TABLE "cost_anomalies" ADD CONSTRAINT "cost_anomalies_scope" CHECK ("cost_anomalies"."scope" in ('service', 'account', 'team', 'region', 'total'));--> statement-breakpoint
-- Causes were accounts only.
UPDATE "cost_anomalies" SET "causes" = coalesce((SELECT jsonb_agg(jsonb_build_object('kind', 'account', 'key', c ->> 'subAccountId', 'difference', c ->> 'difference')) FROM jsonb_array_elements("causes") c), '[]'::jsonb);
