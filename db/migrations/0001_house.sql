CREATE TABLE "events" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"actor_kind" text NOT NULL,
	"actor_id" text,
	"actor_name" text NOT NULL,
	"action" text NOT NULL,
	"target_type" text NOT NULL,
	"target_id" text,
	"data" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"request_id" text,
	CONSTRAINT "events_organization_id_id_pk" PRIMARY KEY("organization_id","id")
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"name" text NOT NULL,
	"key" text NOT NULL,
	"input" jsonb NOT NULL,
	"state" text DEFAULT 'queued' NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"attempts_max" integer NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"lease_until" timestamp with time zone,
	"lease_token" bigint DEFAULT 0 NOT NULL,
	"progress" jsonb,
	"outcome" jsonb,
	"error" jsonb,
	"parent_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"finished_at" timestamp with time zone,
	CONSTRAINT "jobs_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "jobs_state" CHECK ("jobs"."state" in ('queued', 'running', 'done', 'failed', 'superseded'))
);
--> statement-breakpoint
CREATE TABLE "entities" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"kind" text NOT NULL,
	"namespace" text NOT NULL,
	"name" text NOT NULL,
	"title" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "entities_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "entities_ref" UNIQUE("organization_id","kind","namespace","name")
);
--> statement-breakpoint
CREATE TABLE "relations" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"from_id" uuid NOT NULL,
	"kind" text NOT NULL,
	"to_type" text NOT NULL,
	"to_ref" text NOT NULL,
	"source" text NOT NULL,
	"confidence" real DEFAULT 1 NOT NULL,
	"evidence" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "relations_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "relations_edge" UNIQUE("organization_id","from_id","kind","to_type","to_ref"),
	CONSTRAINT "relations_source" CHECK ("relations"."source" in ('declared', 'inferred', 'observed'))
);
--> statement-breakpoint
CREATE TABLE "findings" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"entity_id" uuid NOT NULL,
	"rule_id" text NOT NULL,
	"pack" text NOT NULL,
	"status" text NOT NULL,
	"state" text NOT NULL,
	"severity" text NOT NULL,
	"message" text NOT NULL,
	"evidence" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"saving_monthly" numeric(24, 10),
	"currency" text,
	"opened_at" timestamp with time zone,
	"resolved_at" timestamp with time zone,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "findings_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "findings_identity" UNIQUE("organization_id","entity_id","rule_id"),
	CONSTRAINT "findings_status" CHECK ("findings"."status" in ('PASS', 'FAIL', 'NOT_APPLICABLE', 'UNKNOWN', 'MANUAL')),
	CONSTRAINT "findings_state" CHECK ("findings"."state" in ('none', 'open', 'resolved')),
	CONSTRAINT "findings_severity" CHECK ("findings"."severity" in ('critical', 'high', 'medium', 'low'))
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" text PRIMARY KEY NOT NULL,
	"user_id" uuid NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY DEFAULT app.uuidv7() NOT NULL,
	"email" text,
	"name" text NOT NULL,
	"password_hash" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "users_email_unique" UNIQUE("email"),
	CONSTRAINT "users_email_lower" CHECK ("users"."email" = lower("users"."email"))
);
--> statement-breakpoint
CREATE TABLE "aws_accounts" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"name" text NOT NULL,
	"kind" text NOT NULL,
	"aws_account_id" text,
	"partition" text DEFAULT 'aws' NOT NULL,
	"role_arn" text,
	"external_id" text,
	"sealed_keys" jsonb,
	"status" text DEFAULT 'new' NOT NULL,
	"problem" text,
	"checked_at" timestamp with time zone,
	"discovered_at" timestamp with time zone,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "aws_accounts_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "aws_accounts_kind" CHECK ("aws_accounts"."kind" in ('sample', 'role', 'keys'))
);
--> statement-breakpoint
CREATE TABLE "discovery_units" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"account_id" uuid NOT NULL,
	"region" text NOT NULL,
	"service" text NOT NULL,
	"cursor" jsonb,
	"resources" integer DEFAULT 0 NOT NULL,
	"read_at" timestamp with time zone,
	"problem" text,
	CONSTRAINT "discovery_units_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "discovery_units_place" UNIQUE("organization_id","account_id","region","service")
);
--> statement-breakpoint
CREATE TABLE "resources" (
	"organization_id" uuid NOT NULL,
	"id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"region" text NOT NULL,
	"service" text NOT NULL,
	"place" text NOT NULL,
	"type" text NOT NULL,
	"native_id" text NOT NULL,
	"arn" text NOT NULL,
	"name" text NOT NULL,
	"status" text,
	"encrypted" boolean,
	"public" boolean,
	"has_backup" boolean,
	"estimated_monthly_cost" numeric(24, 10),
	"currency" text,
	"tags" jsonb,
	"config" jsonb NOT NULL,
	"metrics" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"unread" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"hash" text NOT NULL,
	"first_seen_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"vanished_at" timestamp with time zone,
	CONSTRAINT "resources_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "resources_identity" UNIQUE("organization_id","account_id","region","type","native_id")
);
--> statement-breakpoint
CREATE TABLE "sightings" (
	"organization_id" uuid NOT NULL,
	"unit_id" uuid NOT NULL,
	"scan" text NOT NULL,
	"resource_id" uuid NOT NULL,
	CONSTRAINT "sightings_organization_id_unit_id_scan_resource_id_pk" PRIMARY KEY("organization_id","unit_id","scan","resource_id")
);
--> statement-breakpoint
CREATE TABLE "memberships" (
	"organization_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"role" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "memberships_organization_id_user_id_pk" PRIMARY KEY("organization_id","user_id"),
	CONSTRAINT "memberships_role" CHECK ("memberships"."role" in ('viewer', 'developer', 'maintainer', 'owner'))
);
--> statement-breakpoint
CREATE TABLE "organizations" (
	"id" uuid PRIMARY KEY DEFAULT app.uuidv7() NOT NULL,
	"slug" text NOT NULL,
	"name" text NOT NULL,
	"kind" text DEFAULT 'real' NOT NULL,
	"settings" jsonb DEFAULT '{}'::jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "organizations_slug_unique" UNIQUE("slug")
);
--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "entities" ADD CONSTRAINT "entities_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "relations" ADD CONSTRAINT "relations_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "relations" ADD CONSTRAINT "relations_organization_id_from_id_entities_organization_id_id_fk" FOREIGN KEY ("organization_id","from_id") REFERENCES "public"."entities"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "findings" ADD CONSTRAINT "findings_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "findings" ADD CONSTRAINT "findings_organization_id_entity_id_entities_organization_id_id_fk" FOREIGN KEY ("organization_id","entity_id") REFERENCES "public"."entities"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "aws_accounts" ADD CONSTRAINT "aws_accounts_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "discovery_units" ADD CONSTRAINT "discovery_units_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "discovery_units" ADD CONSTRAINT "discovery_units_organization_id_account_id_aws_accounts_organization_id_id_fk" FOREIGN KEY ("organization_id","account_id") REFERENCES "public"."aws_accounts"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resources" ADD CONSTRAINT "resources_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resources" ADD CONSTRAINT "resources_organization_id_id_entities_organization_id_id_fk" FOREIGN KEY ("organization_id","id") REFERENCES "public"."entities"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "resources" ADD CONSTRAINT "resources_organization_id_account_id_aws_accounts_organization_id_id_fk" FOREIGN KEY ("organization_id","account_id") REFERENCES "public"."aws_accounts"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sightings" ADD CONSTRAINT "sightings_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "sightings" ADD CONSTRAINT "sightings_organization_id_unit_id_discovery_units_organization_id_id_fk" FOREIGN KEY ("organization_id","unit_id") REFERENCES "public"."discovery_units"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "memberships" ADD CONSTRAINT "memberships_user_id_users_id_fk" FOREIGN KEY ("user_id") REFERENCES "public"."users"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "events_recent" ON "events" USING btree ("organization_id","at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE UNIQUE INDEX "jobs_live_key" ON "jobs" USING btree ("organization_id","name","key") WHERE state in ('queued', 'running');--> statement-breakpoint
CREATE INDEX "jobs_recent" ON "jobs" USING btree ("organization_id","created_at" DESC NULLS LAST,"id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "jobs_children" ON "jobs" USING btree ("organization_id","parent_id","state");--> statement-breakpoint
CREATE INDEX "jobs_due" ON "jobs" USING btree ("due_at") WHERE state = 'queued';--> statement-breakpoint
CREATE INDEX "jobs_leases" ON "jobs" USING btree ("lease_until") WHERE state = 'running';--> statement-breakpoint
CREATE INDEX "relations_target" ON "relations" USING btree ("organization_id","to_ref");--> statement-breakpoint
CREATE INDEX "findings_list" ON "findings" USING btree ("organization_id","pack","state","severity","id");--> statement-breakpoint
CREATE INDEX "findings_rule" ON "findings" USING btree ("organization_id","rule_id","status");--> statement-breakpoint
CREATE INDEX "sessions_user" ON "sessions" USING btree ("user_id");--> statement-breakpoint
CREATE INDEX "sessions_expiry" ON "sessions" USING btree ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "aws_accounts_number" ON "aws_accounts" USING btree ("organization_id","aws_account_id") WHERE aws_account_id is not null;--> statement-breakpoint
CREATE INDEX "resources_arn" ON "resources" USING btree ("organization_id","arn");--> statement-breakpoint
CREATE INDEX "resources_native" ON "resources" USING btree ("organization_id","native_id");--> statement-breakpoint
CREATE INDEX "resources_name" ON "resources" USING btree ("organization_id","name","id");--> statement-breakpoint
CREATE INDEX "resources_place" ON "resources" USING btree ("organization_id","account_id","place","service");--> statement-breakpoint
CREATE INDEX "memberships_user" ON "memberships" USING btree ("user_id");