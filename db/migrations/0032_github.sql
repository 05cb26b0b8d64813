CREATE TABLE "github_connections" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"login" text NOT NULL,
	"sealed_token" jsonb NOT NULL,
	"sealed_secret" jsonb NOT NULL,
	"status" text DEFAULT 'connected' NOT NULL,
	"problem" text,
	"page" integer,
	"started_at" timestamp with time zone,
	"read_at" timestamp with time zone,
	"delivered_at" timestamp with time zone,
	"connected_by" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "github_connections_organization_id_id_pk" PRIMARY KEY("organization_id","id"),
	CONSTRAINT "github_connections_status" CHECK ("github_connections"."status" in ('connected', 'failing'))
);
--> statement-breakpoint
CREATE TABLE "github_deliveries" (
	"organization_id" uuid NOT NULL,
	"connection_id" uuid NOT NULL,
	"signature" text NOT NULL,
	"received_at" timestamp with time zone NOT NULL,
	CONSTRAINT "github_deliveries_organization_id_connection_id_signature_pk" PRIMARY KEY("organization_id","connection_id","signature")
);
--> statement-breakpoint
CREATE TABLE "github_repositories" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"connection_id" uuid NOT NULL,
	"github_id" text NOT NULL,
	"full_name" text NOT NULL,
	"default_branch" text NOT NULL,
	"is_archived" boolean NOT NULL,
	"description" text,
	"seen_at" timestamp with time zone NOT NULL,
	"gone_at" timestamp with time zone,
	"read_at" timestamp with time zone,
	"problem" text,
	"etag" text,
	CONSTRAINT "github_repositories_organization_id_id_pk" PRIMARY KEY("organization_id","id")
);
--> statement-breakpoint
ALTER TABLE "github_connections" ADD CONSTRAINT "github_connections_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "github_deliveries" ADD CONSTRAINT "github_deliveries_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "github_deliveries" ADD CONSTRAINT "github_deliveries_organization_id_connection_id_github_connections_organization_id_id_fk" FOREIGN KEY ("organization_id","connection_id") REFERENCES "public"."github_connections"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "github_repositories" ADD CONSTRAINT "github_repositories_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "github_repositories" ADD CONSTRAINT "github_repositories_organization_id_connection_id_github_connections_organization_id_id_fk" FOREIGN KEY ("organization_id","connection_id") REFERENCES "public"."github_connections"("organization_id","id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "github_connections_login" ON "github_connections" USING btree ("organization_id",lower("login"));--> statement-breakpoint
CREATE INDEX "github_deliveries_received" ON "github_deliveries" USING btree ("organization_id","received_at");--> statement-breakpoint
CREATE UNIQUE INDEX "github_repositories_github" ON "github_repositories" USING btree ("organization_id","connection_id","github_id");--> statement-breakpoint
CREATE INDEX "github_repositories_name" ON "github_repositories" USING btree ("organization_id",lower("full_name"),"id");