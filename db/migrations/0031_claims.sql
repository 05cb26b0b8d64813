-- As before, with the rows to claim chosen once: a plan that asks a subquery again for each row of the outer table (a
-- nested loop) would claim more than p_limit, because each asking skips what this statement has changed already.
CREATE OR REPLACE FUNCTION app.claim_jobs(p_limit int)
RETURNS TABLE (organization_id uuid, id uuid, name text, input jsonb, attempts int, lease_token bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  WITH lost AS MATERIALIZED (
    SELECT x.organization_id, x.id FROM public.jobs x
     WHERE x.state = 'running' AND x.lease_until < now() AND x.losses >= 25
     LIMIT 100 FOR UPDATE SKIP LOCKED)
  UPDATE public.jobs j
     SET state = 'failed', finished_at = now(), lease_until = NULL, lease_token = j.lease_token + 1,
         error = jsonb_build_object('message', 'It stopped ' || (j.losses + 1) || ' times without a word.', 'at', now())
    FROM lost WHERE j.organization_id = lost.organization_id AND j.id = lost.id;
  RETURN QUERY
  WITH due AS MATERIALIZED (
    SELECT x.organization_id, x.id FROM public.jobs x
     WHERE (x.state = 'queued' AND x.due_at <= now()) OR (x.state = 'running' AND x.lease_until < now())
     ORDER BY x.due_at LIMIT p_limit FOR UPDATE SKIP LOCKED)
  UPDATE public.jobs j
     SET state = 'running', lease_token = j.lease_token + 1,
         attempts = j.attempts + CASE WHEN j.state = 'queued' THEN 1 ELSE 0 END,
         losses = CASE WHEN j.state = 'queued' THEN 0 ELSE j.losses + 1 END,
         lease_until = now() + interval '60 seconds', started_at = coalesce(j.started_at, now())
    FROM due WHERE j.organization_id = due.organization_id AND j.id = due.id
  RETURNING j.organization_id, j.id, j.name, j.input, j.attempts, j.lease_token;
END $$;
