CREATE TABLE "scorecard_days" (
	"organization_id" uuid NOT NULL,
	"scorecard" text NOT NULL,
	"day" date NOT NULL,
	"entities" integer NOT NULL,
	"passed" integer NOT NULL,
	"total" integer NOT NULL,
	"levels" jsonb NOT NULL,
	CONSTRAINT "scorecard_days_organization_id_scorecard_day_pk" PRIMARY KEY("organization_id","scorecard","day")
);
--> statement-breakpoint
CREATE TABLE "scorecard_results" (
	"organization_id" uuid NOT NULL,
	"scorecard" text NOT NULL,
	"entity_id" uuid NOT NULL,
	"level" integer,
	"passed" integer NOT NULL,
	"total" integer NOT NULL,
	"missing" jsonb NOT NULL,
	"judged_by" text NOT NULL,
	"judged_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "scorecard_results_organization_id_scorecard_entity_id_pk" PRIMARY KEY("organization_id","scorecard","entity_id")
);
--> statement-breakpoint
CREATE TABLE "scorecards" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"slug" text NOT NULL,
	"definition" text NOT NULL,
	"changed_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "scorecards_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "scorecards_slug" UNIQUE("organization_id","slug"),
	CONSTRAINT "scorecards_slug_form" CHECK ("scorecards"."slug" ~ '^[a-z0-9][a-z0-9-]{0,59}$')
);
--> statement-breakpoint
CREATE TABLE "template_runs" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"template_ref" text NOT NULL,
	"title" text NOT NULL,
	"answers" jsonb NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"steps" jsonb NOT NULL,
	"output" jsonb,
	"files" jsonb,
	"problem" text,
	"job_id" uuid,
	"started_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"finished_at" timestamp with time zone,
	CONSTRAINT "template_runs_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "template_runs_state" CHECK ("template_runs"."state" in ('queued', 'running', 'done', 'failed'))
);
--> statement-breakpoint
ALTER TABLE "scorecard_days" ADD CONSTRAINT "scorecard_days_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scorecard_results" ADD CONSTRAINT "scorecard_results_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scorecard_results" ADD CONSTRAINT "scorecard_results_organization_id_entity_id_entities_organization_id_id_fk" FOREIGN KEY ("organization_id","entity_id") REFERENCES "public"."entities"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "scorecards" ADD CONSTRAINT "scorecards_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "template_runs" ADD CONSTRAINT "template_runs_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "scorecard_results_entity" ON "scorecard_results" USING btree ("organization_id","entity_id");--> statement-breakpoint
CREATE INDEX "template_runs_recent" ON "template_runs" USING btree ("organization_id","template_ref","id" DESC NULLS LAST);