-- Runs after every migration, always to the same end: whatever table carries organization_id is walled.
-- Written as a loop so that a new table cannot be forgotten.
DO $$
DECLARE t record; mine text;
BEGIN
  IF NOT (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user) THEN
    RAISE EXCEPTION 'The role % cannot bypass row-level security. Set DATABASE_OWNER_URL to a role that can (on Neon: the project''s owner).', current_user;
  END IF;
  FOR t IN
    SELECT c.relname AS name, CASE WHEN c.relname = 'organizations' THEN 'id' ELSE 'organization_id' END AS tenant
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p')
       AND (c.relname = 'organizations'
            OR EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'organization_id' AND NOT a.attisdropped))
  LOOP
    mine := format('%I = (SELECT app.organization_id())', t.tenant);
    EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', t.name);
    EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', t.name);
    EXECUTE format('DROP POLICY IF EXISTS tenant ON public.%I', t.name);
    EXECUTE format('DROP POLICY IF EXISTS tenant_wall ON public.%I', t.name);
    EXECUTE format('CREATE POLICY tenant ON public.%I AS PERMISSIVE FOR ALL TO app_user USING (%s) WITH CHECK (%s)', t.name, mine, mine);
    EXECUTE format('CREATE POLICY tenant_wall ON public.%I AS RESTRICTIVE FOR ALL TO app_user USING (%s) WITH CHECK (%s)', t.name, mine, mine);
  END LOOP;
END $$;

REVOKE ALL ON SCHEMA public FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA app FROM PUBLIC;
ALTER DEFAULT PRIVILEGES IN SCHEMA app REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
GRANT USAGE ON SCHEMA public, app TO app_user;
GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA app TO app_user;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM app_user;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO app_user;
-- The log is append-only; an organisation is not deleted by the Worker.
REVOKE UPDATE, DELETE ON public.events, public.event_seals FROM app_user;
REVOKE DELETE ON public.organizations FROM app_user;
-- Nor does the Worker give an organisation its plan.
REVOKE UPDATE ON public.organizations FROM app_user;
GRANT UPDATE (name, settings, status, delete_at, subdomain, domain) ON public.organizations TO app_user;
