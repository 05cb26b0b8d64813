-- Functions that see more than one organisation. Each is SECURITY DEFINER with a fixed search_path, owned by a role
-- that bypasses row-level security, executable by app_user only (db/tenancy.sql), and carries its own predicate.
-- DC4xx are our error codes; src/base/database-errors.ts gives them their sentences.

-- A member enters an organisation: sets it for this transaction, or raises. One answer for "is not" and "is not yours".
CREATE OR REPLACE FUNCTION app.enter(p_user uuid, p_slug text, p_role text)
RETURNS TABLE (organization_id uuid, slug text, name text, kind text, role text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE o record;
BEGIN
  SELECT g.id, g.slug, g.name, g.kind, m.role INTO o
    FROM public.organizations g JOIN public.memberships m ON m.organization_id = g.id
   WHERE g.slug = p_slug AND m.user_id = p_user;
  IF NOT FOUND THEN RAISE EXCEPTION 'no such organisation' USING ERRCODE = 'DC404'; END IF;
  IF app.role_rank(o.role) < app.role_rank(p_role) THEN
    RAISE EXCEPTION '%', o.role USING ERRCODE = 'DC403', DETAIL = p_role;
  END IF;
  PERFORM set_config('app.organization_id', o.id::text, true);
  RETURN QUERY SELECT o.id, o.slug, o.name, o.kind, o.role;
END $$;
--> statement-breakpoint
-- A job's run enters its organisation, if it still holds the lease: the fence. Entering extends the lease,
-- and the row lock makes a run that lost the lease wait for, and then see, the newer claim.
CREATE OR REPLACE FUNCTION app.enter(p_job uuid, p_token bigint)
RETURNS TABLE (organization_id uuid)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE o uuid;
BEGIN
  UPDATE public.jobs j SET lease_until = now() + interval '60 seconds'
   WHERE j.id = p_job AND j.lease_token = p_token AND j.state = 'running'
  RETURNING j.organization_id INTO o;
  IF NOT FOUND THEN RAISE EXCEPTION 'the lease of this job is gone' USING ERRCODE = 'DC409'; END IF;
  PERFORM set_config('app.organization_id', o::text, true);
  RETURN QUERY SELECT o;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION app.my_organizations(p_user uuid)
RETURNS TABLE (slug text, name text, kind text, role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT g.slug, g.name, g.kind, m.role
    FROM public.organizations g JOIN public.memberships m ON m.organization_id = g.id
   WHERE m.user_id = p_user ORDER BY g.name, g.slug LIMIT 100
$$;
--> statement-breakpoint
-- Claims due jobs of all organisations for 60 s, oldest first.
-- Attempts are checked here, so that a job which kills its worker ends as a dead letter instead of looping.
CREATE OR REPLACE FUNCTION app.claim_jobs(p_limit int)
RETURNS TABLE (organization_id uuid, id uuid, name text, input jsonb, attempts int, lease_token bigint)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE public.jobs j
     SET state = 'failed', finished_at = now(), lease_until = NULL, lease_token = j.lease_token + 1,
         error = jsonb_build_object('message', 'It stopped ' || j.attempts || ' times without finishing.', 'at', now())
   WHERE (j.organization_id, j.id) IN (
     SELECT x.organization_id, x.id FROM public.jobs x
      WHERE x.state = 'running' AND x.lease_until < now() AND x.attempts >= x.attempts_max
      LIMIT 100 FOR UPDATE SKIP LOCKED);
  RETURN QUERY
  UPDATE public.jobs j
     SET state = 'running', attempts = j.attempts + 1, lease_token = j.lease_token + 1,
         lease_until = now() + interval '60 seconds', started_at = coalesce(j.started_at, now())
   WHERE (j.organization_id, j.id) IN (
     SELECT x.organization_id, x.id FROM public.jobs x
      WHERE ((x.state = 'queued' AND x.due_at <= now()) OR (x.state = 'running' AND x.lease_until < now()))
      ORDER BY x.due_at LIMIT p_limit FOR UPDATE SKIP LOCKED)
  RETURNING j.organization_id, j.id, j.name, j.input, j.attempts, j.lease_token;
END $$;
--> statement-breakpoint
-- For the cadences: the next page of organisations.
CREATE OR REPLACE FUNCTION app.organizations_page(p_after uuid, p_limit int)
RETURNS TABLE (id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT g.id FROM public.organizations g
   WHERE p_after IS NULL OR g.id > p_after ORDER BY g.id LIMIT least(p_limit, 1000)
$$;
