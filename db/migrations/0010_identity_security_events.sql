-- The installation itself: an organisation without members, so that nobody can enter it. Its jobs and events are those
-- that belong to no tenant: mail to a person, a failed sign-in to an account that does not exist.
INSERT INTO public.organizations (id, slug, name, kind)
VALUES ('00000000-0000-7000-8000-000000000001', '-installation', 'This installation', 'system')
ON CONFLICT DO NOTHING;
--> statement-breakpoint
-- What concerns a person's security is written to the log of each organisation that the person is a member of, or else
-- to the installation's: one statement, with as much work for an account that exists as for one that does not.
CREATE OR REPLACE FUNCTION app.note_security(
  p_user uuid, p_actor_kind text, p_actor_id text, p_actor_name text, p_action text, p_data jsonb,
  p_request_id text, p_ip text, p_user_agent text, p_at timestamptz)
RETURNS TABLE (organization_id uuid)
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH mine AS (
    SELECT m.organization_id FROM public.memberships m WHERE m.user_id = p_user LIMIT 100
  ), told AS (
    SELECT mine.organization_id FROM mine
    UNION ALL
    SELECT g.id FROM public.organizations g
     WHERE g.id = '00000000-0000-7000-8000-000000000001' AND NOT EXISTS (SELECT FROM mine)
  )
  INSERT INTO public.events (organization_id, at, actor_kind, actor_id, actor_name, action, target_type, target_id, data,
    request_id, ip, user_agent)
  SELECT told.organization_id, p_at, p_actor_kind, p_actor_id, p_actor_name, p_action, 'person', p_user::text, p_data,
    p_request_id, p_ip, p_user_agent
    FROM told
  RETURNING events.organization_id
$$;
--> statement-breakpoint
-- Whose key this is, for the note that it was refused something: a key that is valid, and no other.
CREATE OR REPLACE FUNCTION app.organization_of_key(p_key uuid, p_hash text)
RETURNS TABLE (organization_id uuid, name text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT k.organization_id, k.name FROM public.api_keys k
   WHERE k.id = p_key AND k.hash = p_hash AND k.revoked_at IS NULL AND k.expires_at > now()
$$;
