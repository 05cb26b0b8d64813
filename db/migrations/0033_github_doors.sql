-- Whose a webhook is, and with what it is signed: asked before anybody has been let in, so the answer is worth nothing
-- without the installation's keys. A closed organisation has none.
CREATE OR REPLACE FUNCTION app.webhook_target(p_connection uuid)
RETURNS TABLE (organization_id uuid, sealed_secret jsonb)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT c.organization_id, c.sealed_secret
    FROM public.github_connections c JOIN public.organizations g ON g.id = c.organization_id
   WHERE c.id = p_connection AND g.status = 'active' LIMIT 1
$$;
