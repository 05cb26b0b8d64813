ALTER TABLE "jobs" ADD COLUMN "losses" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
-- Claims due jobs of all organisations for 60 s, oldest first. A run whose worker died without a word costs no attempt:
-- the job is claimed again, 25 times in a row at most, so that a job which kills its worker ends as a dead letter.
CREATE OR REPLACE FUNCTION app.claim_jobs(p_limit int)
RETURNS TABLE (organization_id uuid, id uuid, name text, input jsonb, attempts int, lease_token bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.jobs j
     SET state = 'failed', finished_at = now(), lease_until = NULL, lease_token = j.lease_token + 1,
         error = jsonb_build_object('message', 'It stopped ' || (j.losses + 1) || ' times without a word.', 'at', now())
   WHERE (j.organization_id, j.id) IN (
     SELECT x.organization_id, x.id FROM public.jobs x
      WHERE x.state = 'running' AND x.lease_until < now() AND x.losses >= 25
      LIMIT 100 FOR UPDATE SKIP LOCKED);
  RETURN QUERY
  UPDATE public.jobs j
     SET state = 'running', lease_token = j.lease_token + 1,
         attempts = j.attempts + CASE WHEN j.state = 'queued' THEN 1 ELSE 0 END,
         losses = CASE WHEN j.state = 'queued' THEN 0 ELSE j.losses + 1 END,
         lease_until = now() + interval '60 seconds', started_at = coalesce(j.started_at, now())
   WHERE (j.organization_id, j.id) IN (
     SELECT x.organization_id, x.id FROM public.jobs x
      WHERE ((x.state = 'queued' AND x.due_at <= now()) OR (x.state = 'running' AND x.lease_until < now()))
      ORDER BY x.due_at LIMIT p_limit FOR UPDATE SKIP LOCKED)
  RETURNING j.organization_id, j.id, j.name, j.input, j.attempts, j.lease_token;
END $$;
