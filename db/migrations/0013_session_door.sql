-- A person enters by the session, in the same trip as what they ask: the Worker can open no organisation without the
-- hash of a cookie that is good now. One answer for "is not" and "is not yours".
CREATE OR REPLACE FUNCTION app.enter(p_session text, p_slug text, p_role text)
RETURNS TABLE (organization_id uuid, slug text, name text, kind text, role text, user_id uuid, user_name text, is_guest boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE o record;
BEGIN
  SELECT g.id, g.slug, g.name, g.kind, m.role, u.id AS user_id, u.name AS user_name, u.email IS NULL AS is_guest INTO o
    FROM public.sessions s
    JOIN public.users u ON u.id = s.user_id
    LEFT JOIN (public.organizations g JOIN public.memberships m ON m.organization_id = g.id)
      ON g.slug = p_slug AND m.user_id = s.user_id
   WHERE s.id = p_session AND s.expires_at > now();
  IF NOT FOUND THEN RAISE EXCEPTION 'no such session' USING ERRCODE = 'DC407'; END IF;
  IF o.id IS NULL THEN RAISE EXCEPTION 'no such organisation' USING ERRCODE = 'DC404'; END IF;
  IF app.role_rank(o.role) < app.role_rank(p_role) THEN
    RAISE EXCEPTION '%', o.role USING ERRCODE = 'DC403', DETAIL = p_role;
  END IF;
  PERFORM set_config('app.organization_id', o.id::text, true);
  RETURN QUERY SELECT o.id, o.slug, o.name, o.kind, o.role, o.user_id, o.user_name, o.is_guest;
END $$;
--> statement-breakpoint
DROP FUNCTION app.enter(uuid, text, text);
--> statement-breakpoint
-- These two run several times in each statement. They name what they call in full instead of setting a search_path,
-- so that Postgres can write their text into the query.
CREATE OR REPLACE FUNCTION app.organization_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT nullif(pg_catalog.current_setting('app.organization_id', true), '')::pg_catalog.uuid
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION app.role_rank(role text) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT pg_catalog.array_position(ARRAY['viewer', 'developer', 'maintainer', 'owner'], role)
$$;
--> statement-breakpoint
-- Each kind of query is planned once per connection. A plan for the values at hand is hardly better here, where the
-- organisation is not among them, and making it for each call takes longer than most of these queries.
ALTER ROLE app_user SET plan_cache_mode = force_generic_plan;
