CREATE TABLE "finding_exceptions" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"rule_id" text NOT NULL,
	"account_id" uuid,
	"region" text,
	"arn_pattern" text,
	"tag_key" text,
	"tag_value" text,
	"reason" text NOT NULL,
	"approver_id" uuid,
	"approver" text NOT NULL,
	"created_by" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"ends_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"ended_by" text,
	CONSTRAINT "finding_exceptions_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "finding_exceptions_days" CHECK ("finding_exceptions"."ends_at" > "finding_exceptions"."created_at" and "finding_exceptions"."ends_at" <= "finding_exceptions"."created_at" + interval '366 days')
);
--> statement-breakpoint
ALTER TABLE "finding_changes" DROP CONSTRAINT "finding_changes_action";--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "exception_id" uuid;--> statement-breakpoint
ALTER TABLE "framework_scores" ADD COLUMN "excepted" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "finding_exceptions" ADD CONSTRAINT "finding_exceptions_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "finding_exceptions" ADD CONSTRAINT "finding_exceptions_approver_id_users_id_fk" FOREIGN KEY ("approver_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "finding_exceptions_rule" ON "finding_exceptions" USING btree ("organization_id","rule_id","ends_at");--> statement-breakpoint
ALTER TABLE "findings" ADD CONSTRAINT "findings_organization_id_exception_id_finding_exceptions_organization_id_id_fk" FOREIGN KEY ("organization_id","exception_id") REFERENCES "public"."finding_exceptions"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "findings_exception" ON "findings" USING btree ("organization_id","exception_id") WHERE exception_id is not null;--> statement-breakpoint
ALTER TABLE "finding_changes" ADD CONSTRAINT "finding_changes_action" CHECK ("finding_changes"."action" in ('opened', 'judged', 'resolved', 'acknowledge', 'unacknowledge', 'assign', 'except', 'except-end'));