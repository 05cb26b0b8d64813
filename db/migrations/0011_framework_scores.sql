CREATE TABLE "framework_scores" (
	"organization_id" uuid NOT NULL,
	"framework" text NOT NULL,
	"day" date NOT NULL,
	"passed" integer NOT NULL,
	"failed" integer NOT NULL,
	"unknown" integer NOT NULL,
	"manual" integer NOT NULL,
	"none" integer NOT NULL,
	CONSTRAINT "framework_scores_organization_id_framework_day_pk" PRIMARY KEY("organization_id","framework","day")
);
--> statement-breakpoint
ALTER TABLE "framework_scores" ADD CONSTRAINT "framework_scores_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;