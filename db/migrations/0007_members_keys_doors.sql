-- Whoever holds the link of an invitation enters its organisation, to read or accept it: once, until it expires.
CREATE OR REPLACE FUNCTION app.enter(p_invitation text)
RETURNS TABLE (organization_id uuid, slug text, name text, kind text, role text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE o record;
BEGIN
  SELECT g.id, g.slug, g.name, g.kind, i.role INTO o
    FROM public.invitations i JOIN public.organizations g ON g.id = i.organization_id
   WHERE i.token_hash = p_invitation AND i.accepted_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > now();
  IF NOT FOUND THEN RAISE EXCEPTION 'no such invitation' USING ERRCODE = 'DC410'; END IF;
  PERFORM set_config('app.organization_id', o.id::text, true);
  RETURN QUERY SELECT o.id, o.slug, o.name, o.kind, o.role;
END $$;
--> statement-breakpoint
-- An API key enters the one organisation that it is of, with its role, its scopes and from its networks; never with
-- more than the role that its maker still has there. One answer for every key that is not, or is no more.
CREATE OR REPLACE FUNCTION app.enter(p_key uuid, p_hash text, p_slug text, p_role text, p_scope text, p_ip inet)
RETURNS TABLE (organization_id uuid, slug text, name text, kind text, role text, key_name text)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE o record; effective text;
BEGIN
  SELECT g.id, g.slug, g.name, g.kind, k.name AS key_name, k.role AS key_role, k.scopes, k.networks, k.last_used_at, m.role AS maker_role INTO o
    FROM public.api_keys k
    JOIN public.organizations g ON g.id = k.organization_id
    JOIN public.memberships m ON m.organization_id = k.organization_id AND m.user_id = k.created_by
   WHERE k.id = p_key AND k.hash = p_hash AND k.revoked_at IS NULL AND k.expires_at > now();
  IF NOT FOUND THEN RAISE EXCEPTION 'no such key' USING ERRCODE = 'DC401'; END IF;
  IF o.networks <> '{}' AND NOT coalesce(p_ip <<= ANY (o.networks::inet[]), false) THEN
    RAISE EXCEPTION 'no such key' USING ERRCODE = 'DC401';
  END IF;
  IF o.slug <> p_slug THEN RAISE EXCEPTION 'no such organisation' USING ERRCODE = 'DC404'; END IF;
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
  RETURN QUERY SELECT o.id, o.slug, o.name, o.kind, effective, o.key_name;
END $$;
