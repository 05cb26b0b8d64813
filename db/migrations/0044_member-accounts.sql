CREATE TABLE "member_accounts" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"management_id" uuid NOT NULL,
	"aws_account_id" text NOT NULL,
	"name" text NOT NULL,
	"state" text NOT NULL,
	"joined_at" timestamp with time zone,
	"first_seen_at" timestamp with time zone NOT NULL,
	"seen_at" timestamp with time zone NOT NULL,
	"left_at" timestamp with time zone,
	CONSTRAINT "member_accounts_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "member_accounts_number" UNIQUE("organization_id","management_id","aws_account_id"),
	CONSTRAINT "member_accounts_state" CHECK ("member_accounts"."state" in ('pending-activation', 'active', 'suspended', 'pending-closure', 'closed'))
);
--> statement-breakpoint
ALTER TABLE "aws_accounts" ADD COLUMN "scope" text DEFAULT 'account' NOT NULL;--> statement-breakpoint
ALTER TABLE "aws_accounts" ADD COLUMN "management_id" uuid;--> statement-breakpoint
ALTER TABLE "aws_accounts" ADD COLUMN "granted" jsonb;--> statement-breakpoint
ALTER TABLE "aws_accounts" ADD COLUMN "connects_members" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "aws_accounts" ADD COLUMN "members_listed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "aws_accounts" ADD COLUMN "members_problem" text;--> statement-breakpoint
ALTER TABLE "member_accounts" ADD CONSTRAINT "member_accounts_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "member_accounts" ADD CONSTRAINT "member_accounts_organization_id_management_id_aws_accounts_organization_id_id_fk" FOREIGN KEY ("organization_id","management_id") REFERENCES "public"."aws_accounts"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "member_accounts_name" ON "member_accounts" USING btree ("organization_id","management_id","name","id");--> statement-breakpoint
ALTER TABLE "aws_accounts" ADD CONSTRAINT "aws_accounts_organization_id_management_id_aws_accounts_organization_id_id_fk" FOREIGN KEY ("organization_id","management_id") REFERENCES "public"."aws_accounts"("organization_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "aws_accounts_management" ON "aws_accounts" USING btree ("organization_id","management_id");--> statement-breakpoint
ALTER TABLE "aws_accounts" ADD CONSTRAINT "aws_accounts_scope" CHECK ("aws_accounts"."scope" in ('account', 'organization'));