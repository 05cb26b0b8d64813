CREATE TABLE "entity_counts" (
	"organization_id" uuid NOT NULL,
	"facet" text NOT NULL,
	"kind_key" text NOT NULL,
	"value" text NOT NULL,
	"count" integer NOT NULL,
	CONSTRAINT "entity_counts_organization_id_facet_kind_key_value_pk" PRIMARY KEY("organization_id","facet","kind_key","value")
);
--> statement-breakpoint
CREATE TABLE "search_entries" (
	"organization_id" uuid NOT NULL,
	"id" uuid DEFAULT app.uuidv7() NOT NULL,
	"kind" text NOT NULL,
	"title" text NOT NULL,
	"note" text NOT NULL,
	"ref" text,
	"title_key" text NOT NULL,
	"words" "tsvector" NOT NULL,
	"ids" text[] NOT NULL,
	CONSTRAINT "search_entries_organization_id_id_pk" PRIMARY KEY("organization_id","id")
);
--> statement-breakpoint
CREATE TABLE "search_words" (
	"organization_id" uuid NOT NULL,
	"word" text NOT NULL,
	CONSTRAINT "search_words_organization_id_word_pk" PRIMARY KEY("organization_id","word")
);
--> statement-breakpoint
ALTER TABLE "entities" ADD COLUMN "kind_key" text GENERATED ALWAYS AS (lower(kind)) STORED;--> statement-breakpoint
ALTER TABLE "entities" ADD COLUMN "name_key" text GENERATED ALWAYS AS (lower(name)) STORED;--> statement-breakpoint
ALTER TABLE "entity_counts" ADD CONSTRAINT "entity_counts_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "search_entries" ADD CONSTRAINT "search_entries_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "search_words" ADD CONSTRAINT "search_words_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "search_entries_title" ON "search_entries" USING btree ("organization_id","title_key" collate "C");--> statement-breakpoint
CREATE INDEX "search_entries_words" ON "search_entries" USING gin ("organization_id","words");--> statement-breakpoint
CREATE INDEX "search_entries_ids" ON "search_entries" USING gin ("organization_id","ids");--> statement-breakpoint
CREATE INDEX "search_words_similar" ON "search_words" USING gin ("organization_id","word" gin_trgm_ops);--> statement-breakpoint
CREATE INDEX "events_request" ON "events" USING btree ("organization_id","request_id");--> statement-breakpoint
CREATE INDEX "entities_kind_name" ON "entities" USING btree ("organization_id","kind_key","name_key" collate "C","id") WHERE declared is not null;--> statement-breakpoint
CREATE INDEX "entities_name" ON "entities" USING btree ("organization_id","name_key" collate "C","id") WHERE declared is not null;