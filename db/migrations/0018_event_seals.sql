CREATE TABLE "event_seals" (
	"organization_id" uuid NOT NULL,
	"seq" bigint NOT NULL,
	"event_id" uuid NOT NULL,
	"xid" "xid8" NOT NULL,
	"hash" text NOT NULL,
	"sealed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "event_seals_organization_id_seq_pk" PRIMARY KEY("organization_id","seq"),
	CONSTRAINT "event_seals_event" UNIQUE("organization_id","event_id"),
	CONSTRAINT "event_seals_seq" CHECK ("event_seals"."seq" > 0)
);
--> statement-breakpoint
ALTER TABLE "event_seals" ADD CONSTRAINT "event_seals_organization_id_organizations_id_fk" FOREIGN KEY ("organization_id") REFERENCES "public"."organizations"("id") ON DELETE cascade ON UPDATE no action;
--> statement-breakpoint
-- Whatever writes an event asks for the log to be read on (src/activity/seal.ts), once for all events of five seconds.
-- Writers do not wait for each other: while one of them asks, the others need not.
CREATE OR REPLACE FUNCTION app.ask_log_reader() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE slot text := floor(extract(epoch FROM clock_timestamp()) / 5)::bigint::text;
BEGIN
  IF pg_try_advisory_xact_lock(hashtextextended('activity.seal ' || NEW.organization_id || ' ' || slot, 0)) THEN
    INSERT INTO public.jobs (organization_id, name, key, input, attempts_max, due_at)
    VALUES (NEW.organization_id, 'activity.seal', slot, '{}', 10, clock_timestamp() + interval '5 seconds')
    ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER events_ask_reader AFTER INSERT ON public.events FOR EACH ROW EXECUTE FUNCTION app.ask_log_reader();
