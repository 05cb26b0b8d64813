CREATE TABLE "saving_actions" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"finding_id" uuid NOT NULL,
	"state" text NOT NULL,
	"expected_monthly" numeric(24, 10) NOT NULL,
	"currency" text NOT NULL,
	"resource_ids" jsonb NOT NULL,
	"planned_by" text NOT NULL,
	"planned_at" timestamp with time zone NOT NULL,
	"note" text DEFAULT '' NOT NULL,
	"done_by" text,
	"done_at" timestamp with time zone,
	"before_daily" numeric(24, 10),
	"after_daily" numeric(24, 10),
	"realised_monthly" numeric(24, 10),
	"waits_for" text DEFAULT '' NOT NULL,
	"settled_at" timestamp with time zone,
	CONSTRAINT "saving_actions_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "saving_actions_finding" UNIQUE("organization_id","finding_id"),
	CONSTRAINT "saving_actions_state_word" CHECK ("saving_actions"."state" in ('planned', 'done', 'verified', 'regressed')),
	CONSTRAINT "saving_actions_done" CHECK (("saving_actions"."state" = 'planned') = ("saving_actions"."done_at" is null))
);
--> statement-breakpoint
ALTER TABLE "finding_changes" DROP CONSTRAINT "finding_changes_action";--> statement-breakpoint
ALTER TABLE "saving_actions" ADD CONSTRAINT "saving_actions_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "saving_actions" ADD CONSTRAINT "saving_actions_organization_id_finding_id_findings_organization_id_id_fk" FOREIGN KEY ("organization_id","finding_id") REFERENCES "public"."findings"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "saving_actions_state" ON "saving_actions" USING btree ("organization_id","state","id");--> statement-breakpoint
ALTER TABLE "finding_changes" ADD CONSTRAINT "finding_changes_action" CHECK ("finding_changes"."action" in ('opened', 'judged', 'resolved', 'acknowledge', 'unacknowledge', 'assign', 'except', 'except-end', 'plan', 'done', 'undo', 'verified', 'regressed'));