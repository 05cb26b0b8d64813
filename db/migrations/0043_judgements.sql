CREATE TABLE "judgements" (
	"organization_id" uuid NOT NULL,
	"resource_id" uuid NOT NULL,
	"fingerprint" text NOT NULL,
	"timed" jsonb DEFAULT '{}'::jsonb NOT NULL,
	CONSTRAINT "judgements_organization_id_resource_id_pk" PRIMARY KEY("organization_id","resource_id")
);
--> statement-breakpoint
ALTER TABLE "judgements" ADD CONSTRAINT "judgements_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "judgements" ADD CONSTRAINT "judgements_organization_id_resource_id_entities_organization_id_id_fk" FOREIGN KEY ("organization_id","resource_id") REFERENCES "public"."entities"("organization_id","id") ON DELETE cascade ON UPDATE no action;