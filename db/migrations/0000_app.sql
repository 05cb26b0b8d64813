-- The product's own words in the database. Tables follow in 0001, the doors to them in 0002.
CREATE SCHEMA IF NOT EXISTS app;
--> statement-breakpoint
-- Time-ordered ids (RFC 9562, version 7): Postgres before 18 has none. The first 48 bits are the Unix time in
-- milliseconds; bits 52 and 53 turn the version of gen_random_uuid() from 4 (0100) into 7 (0111).
CREATE OR REPLACE FUNCTION app.uuidv7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT encode(
    set_bit(set_bit(
      overlay(uuid_send(gen_random_uuid()) PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
      52, 1), 53, 1), 'hex')::uuid
$$;
--> statement-breakpoint
-- The organisation of this transaction; null outside one. Settings are '' after a transaction, hence nullif.
CREATE OR REPLACE FUNCTION app.organization_id() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT nullif(current_setting('app.organization_id', true), '')::uuid
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION app.role_rank(role text) RETURNS int LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT array_position(ARRAY['viewer', 'developer', 'maintainer', 'owner'], role)
$$;
