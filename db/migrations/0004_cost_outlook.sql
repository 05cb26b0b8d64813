CREATE TABLE "cost_anomalies" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"day" date NOT NULL,
	"service" text NOT NULL,
	"kind" text NOT NULL,
	"currency" text NOT NULL,
	"actual" numeric(24, 10) NOT NULL,
	"expected" numeric(24, 10) NOT NULL,
	"score" double precision,
	"causes" jsonb NOT NULL,
	"verdict" text,
	"found_at" timestamp with time zone NOT NULL,
	CONSTRAINT "cost_anomalies_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "cost_anomalies_kind" CHECK ("cost_anomalies"."kind" in ('rise', 'drop', 'new')),
	CONSTRAINT "cost_anomalies_verdict" CHECK ("cost_anomalies"."verdict" in ('expected', 'unexpected'))
);
--> statement-breakpoint
CREATE TABLE "cost_forecasts" (
	"organization_id" uuid NOT NULL,
	"metric" text NOT NULL,
	"currency" text NOT NULL,
	"from_day" date NOT NULL,
	"history_days" integer NOT NULL,
	"days" jsonb NOT NULL,
	"month" jsonb NOT NULL,
	"backtest" jsonb,
	"made_at" timestamp with time zone NOT NULL,
	CONSTRAINT "cost_forecasts_organization_id_metric_pk" PRIMARY KEY("organization_id","metric")
);
--> statement-breakpoint
ALTER TABLE "cost_anomalies" ADD CONSTRAINT "cost_anomalies_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_forecasts" ADD CONSTRAINT "cost_forecasts_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "cost_anomalies_day" ON "cost_anomalies" USING btree ("organization_id","day","service");