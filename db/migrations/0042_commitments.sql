CREATE TABLE "cost_commitments" (
	"organization_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"currency" text NOT NULL,
	"reading" jsonb NOT NULL,
	"read_at" timestamp with time zone NOT NULL,
	CONSTRAINT "cost_commitments_organization_id_account_id_pk" PRIMARY KEY("organization_id","account_id")
);
--> statement-breakpoint
ALTER TABLE "cost_commitments" ADD CONSTRAINT "cost_commitments_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "cost_commitments" ADD CONSTRAINT "cost_commitments_organization_id_account_id_aws_accounts_organization_id_id_fk" FOREIGN KEY ("organization_id","account_id") REFERENCES "public"."aws_accounts"("organization_id","id") ON DELETE cascade ON UPDATE no action;