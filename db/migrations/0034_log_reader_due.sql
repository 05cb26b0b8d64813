-- The reader is due five seconds after the event's own time, which is when the Worker wakes it (src/base/events.ts). By
-- the clock of the insert it was due later than that, by as long as the transaction had run: the look found nothing, and
-- with Redis nobody looked again before the hour's cron.
CREATE OR REPLACE FUNCTION app.ask_log_reader() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  written timestamptz := least(NEW.at, clock_timestamp());
  slot text := floor(extract(epoch FROM written) / 5)::bigint::text;
BEGIN
  IF pg_try_advisory_xact_lock(hashtextextended('activity.seal ' || NEW.organization_id || ' ' || slot, 0)) THEN
    INSERT INTO public.jobs (organization_id, name, key, input, attempts_max, due_at)
    VALUES (NEW.organization_id, 'activity.seal', slot, '{}', 10, written + interval '5 seconds')
    ON CONFLICT DO NOTHING;
  END IF;
  RETURN NULL;
END $$;
