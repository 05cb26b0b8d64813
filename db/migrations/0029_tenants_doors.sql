-- The doors know whether an organisation is open, and tell its plan in the same trip: the rate limiter needs it for each
-- call. DC423 tells the status; src/base/database-errors.ts has the sentences. Owners enter one that is about to be
-- deleted, because they may undo that; nobody enters one that is suspended.
DROP FUNCTION app.enter(text, text, text);
--> statement-breakpoint
DROP FUNCTION app.enter(text);
--> statement-breakpoint
DROP FUNCTION app.enter(uuid, text, text, text, text, inet);
--> statement-breakpoint
CREATE OR REPLACE FUNCTION app.enter(p_session text, p_slug text, p_role text)
RETURNS TABLE (organization_id uuid, slug text, name text, kind text, role text, plan text, user_id uuid, user_name text, is_guest boolean)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE o record;
BEGIN
  SELECT g.id, g.slug, g.name, g.kind, g.status, g.plan, m.role, u.id AS user_id, u.name AS user_name, u.email IS NULL AS is_guest INTO o
    FROM public.sessions s
    JOIN public.users u ON u.id = s.user_id
    LEFT JOIN (public.organizations g JOIN public.memberships m ON m.organization_id = g.id)
      ON g.slug = p_slug AND m.user_id = s.user_id
   WHERE s.id = p_session AND s.expires_at > now();
  IF NOT FOUND THEN RAISE EXCEPTION 'no such session' USING ERRCODE = 'DC407'; END IF;
  IF o.id IS NULL THEN RAISE EXCEPTION 'no such organisation' USING ERRCODE = 'DC404'; END IF;
  IF o.status = 'suspended' OR (o.status = 'deleting' AND o.role <> 'owner') THEN
    RAISE EXCEPTION '%', o.status USING ERRCODE = 'DC423';
  END IF;
  IF app.role_rank(o.role) < app.role_rank(p_role) THEN
    RAISE EXCEPTION '%', o.role USING ERRCODE = 'DC403', DETAIL = p_role;
  END IF;
  PERFORM set_config('app.organization_id', o.id::text, true);
  RETURN QUERY SELECT o.id, o.slug, o.name, o.kind, o.role, o.plan, o.user_id, o.user_name, o.is_guest;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION app.enter(p_invitation text)
RETURNS TABLE (organization_id uuid, slug text, name text, kind text, role text, plan text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE o record;
BEGIN
  SELECT g.id, g.slug, g.name, g.kind, g.plan, i.role INTO o
    FROM public.invitations i JOIN public.organizations g ON g.id = i.organization_id
   WHERE i.token_hash = p_invitation AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now()
     AND g.status = 'active';
  IF NOT FOUND THEN RAISE EXCEPTION 'no such invitation' USING ERRCODE = 'DC410'; END IF;
  PERFORM set_config('app.organization_id', o.id::text, true);
  RETURN QUERY SELECT o.id, o.slug, o.name, o.kind, o.role, o.plan;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION app.enter(p_key uuid, p_hash text, p_slug text, p_role text, p_scope text, p_ip inet)
RETURNS TABLE (organization_id uuid, slug text, name text, kind text, role text, plan text, key_name text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE o record; effective text;
BEGIN
  SELECT g.id, g.slug, g.name, g.kind, g.status, g.plan, k.name AS key_name, k.role AS key_role, k.scopes, k.networks, k.last_used_at, m.role AS maker_role INTO o
    FROM public.api_keys k
    JOIN public.organizations g ON g.id = k.organization_id
    JOIN public.memberships m ON m.organization_id = k.organization_id AND m.user_id = k.created_by
   WHERE k.id = p_key AND k.hash = p_hash AND k.revoked_at IS NULL AND k.expires_at > now();
  IF NOT FOUND THEN RAISE EXCEPTION 'no such key' USING ERRCODE = 'DC401'; END IF;
  IF o.networks <> '{}' AND NOT coalesce(p_ip <<= ANY (o.networks::inet[]), false) THEN
    RAISE EXCEPTION 'no such key' USING ERRCODE = 'DC401';
  END IF;
  IF o.slug <> p_slug THEN RAISE EXCEPTION 'no such organisation' USING ERRCODE = 'DC404'; END IF;
  IF o.status <> 'active' THEN RAISE EXCEPTION '%', o.status USING ERRCODE = 'DC423'; END IF;
  IF NOT o.scopes && ARRAY[p_scope, split_part(p_scope, ':', 2)] THEN
    RAISE EXCEPTION '%', p_scope USING ERRCODE = 'DC406';
  END IF;
  effective := CASE WHEN app.role_rank(o.key_role) < app.role_rank(o.maker_role) THEN o.key_role ELSE o.maker_role END;
  IF app.role_rank(effective) < app.role_rank(p_role) THEN
    RAISE EXCEPTION '%', effective USING ERRCODE = 'DC403', DETAIL = p_role;
  END IF;
  IF o.last_used_at IS NULL OR o.last_used_at < now() - interval '1 minute' THEN
    UPDATE public.api_keys k SET last_used_at = now() WHERE k.organization_id = o.id AND k.id = p_key;
  END IF;
  PERFORM set_config('app.organization_id', o.id::text, true);
  RETURN QUERY SELECT o.id, o.slug, o.name, o.kind, effective, o.plan, o.key_name;
END $$;
--> statement-breakpoint
-- Those that this person can enter.
CREATE OR REPLACE FUNCTION app.my_organizations(p_user uuid)
RETURNS TABLE (slug text, name text, kind text, role text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT g.slug, g.name, g.kind, m.role
    FROM public.organizations g JOIN public.memberships m ON m.organization_id = g.id
   WHERE m.user_id = p_user AND (g.status = 'active' OR (g.status = 'deleting' AND m.role = 'owner'))
   ORDER BY g.name, g.slug LIMIT 100
$$;
--> statement-breakpoint
-- Nothing recurs for an organisation that is closed.
CREATE OR REPLACE FUNCTION app.organizations_page(p_after uuid, p_limit int)
RETURNS TABLE (id uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT g.id FROM public.organizations g
   WHERE (p_after IS NULL OR g.id > p_after) AND g.status = 'active' ORDER BY g.id LIMIT least(p_limit, 1000)
$$;
--> statement-breakpoint
-- Carries out a deletion that was asked for and whose grace is over, some rows a call: the Worker itself may delete neither
-- events nor organisations. The tables come from the catalogue, so that a new one cannot be forgotten. The jobs go last,
-- with the organisation's own row: the one that calls this is among them.
-- Answers how many rows it has deleted; 0: the organisation is gone.
CREATE OR REPLACE FUNCTION app.delete_organization(p_limit int)
RETURNS int
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE o uuid; t text; gone int; total int := 0;
BEGIN
  SELECT g.id INTO o FROM public.organizations g
   WHERE g.id = app.organization_id() AND g.status = 'deleting' AND g.delete_at <= now() FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'no deletion is due' USING ERRCODE = 'DC409'; END IF;
  FOR t IN
    SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND c.relkind = 'r' AND c.relname <> 'jobs'
       AND EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped)
     ORDER BY c.relname
  LOOP
    EXIT WHEN total >= p_limit;
    EXECUTE format('DELETE FROM public.%I WHERE ctid = ANY (ARRAY(SELECT ctid FROM public.%I WHERE organization_id = $1 LIMIT $2))', t, t)
      USING o, p_limit - total;
    GET DIAGNOSTICS gone = ROW_COUNT;
    total := total + gone;
  END LOOP;
  IF total = 0 THEN DELETE FROM public.organizations WHERE id = o; END IF;
  RETURN total;
END $$;
