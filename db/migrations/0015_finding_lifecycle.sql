CREATE TABLE "finding_changes" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"finding_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"action" text NOT NULL,
	"actor" text,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "finding_changes_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "finding_changes_action" CHECK ("finding_changes"."action" in ('opened', 'judged', 'resolved', 'acknowledge', 'unacknowledge', 'assign'))
);
--> statement-breakpoint
CREATE TABLE "resource_owners" (
	"organization_id" uuid NOT NULL,
	"resource_id" uuid NOT NULL,
	"owner_ref" text,
	"tag_key" text,
	"stack" text,
	CONSTRAINT "resource_owners_organization_id_resource_id_pk" PRIMARY KEY("organization_id","resource_id")
);
--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "acknowledged_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "acknowledged_by" text;--> statement-breakpoint
ALTER TABLE "findings" ADD COLUMN "assignee_id" uuid;--> statement-breakpoint
ALTER TABLE "finding_changes" ADD CONSTRAINT "finding_changes_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "finding_changes" ADD CONSTRAINT "finding_changes_organization_id_finding_id_findings_organization_id_id_fk" FOREIGN KEY ("organization_id","finding_id") REFERENCES "public"."findings"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resource_owners" ADD CONSTRAINT "resource_owners_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resource_owners" ADD CONSTRAINT "resource_owners_organization_id_resource_id_entities_organization_id_id_fk" FOREIGN KEY ("organization_id","resource_id") REFERENCES "public"."entities"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "finding_changes_history" ON "finding_changes" USING btree ("organization_id","finding_id","at");--> statement-breakpoint
CREATE INDEX "resource_owners_stack" ON "resource_owners" USING btree ("organization_id","stack");--> statement-breakpoint
ALTER TABLE "findings" ADD CONSTRAINT "findings_assignee_id_users_id_fk" FOREIGN KEY ("assignee_id") REFERENCES "public"."users"("id") ON DELETE set null ON UPDATE no action;