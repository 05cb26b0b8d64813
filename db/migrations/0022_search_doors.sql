-- What people search for, in words: split at everything that is neither letter nor digit, and where a capital begins a
-- word. No stemming: names of services are no language.
CREATE OR REPLACE FUNCTION app.words_of(p_text text) RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(DISTINCT left(word, 60)), '{}')
    FROM regexp_split_to_table(lower(p_text || ' ' || regexp_replace(p_text, '([a-z0-9])([A-Z])', '\1 \2', 'g')), '[^[:alnum:]]+') word
   WHERE word <> ''
$$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION app.search_id(p_text text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT left(rtrim(regexp_replace(lower(btrim(p_text)), '^url:', ''), '/'), 2000)
$$;
--> statement-breakpoint
-- What a mistyped word may have meant. Figures are not guessed.
CREATE OR REPLACE FUNCTION app.keep_search_words() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO search_words (organization_id, word)
  SELECT DISTINCT n.organization_id, w.word FROM new_rows n, unnest(tsvector_to_array(n.words)) AS w(word)
   WHERE length(w.word) BETWEEN 4 AND 40 AND w.word !~ '[0-9]{3}'
   ORDER BY 1, 2 ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER search_words_insert AFTER INSERT ON search_entries REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION app.keep_search_words();
--> statement-breakpoint
CREATE TRIGGER search_words_update AFTER UPDATE ON search_entries REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION app.keep_search_words();
--> statement-breakpoint
CREATE OR REPLACE FUNCTION app.index_entities() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO search_entries AS s (organization_id, id, kind, title, note, ref, title_key, words, ids)
  SELECT n.organization_id, n.id, 'entity', n.title, concat_ws(' · ', n.kind, n.type), n.ref, lower(left(n.title, 200)),
         array_to_tsvector(app.words_of(concat_ws(' ', n.title, n.ref, n.type, n.owner_ref, n.declared #>> '{metadata,description}',
           n.declared #>> '{metadata,tags}', left(n.declared #>> '{spec,definition}', 20000)))),
         ARRAY(SELECT DISTINCT app.search_id(id) FROM (
           SELECT n.ref UNION ALL SELECT n.arn
           UNION ALL SELECT 'https://github.com/' || (n.declared #>> '{metadata,annotations,github.com/project-slug}')
           UNION ALL SELECT link ->> 'url' FROM json_array_elements(coalesce(n.declared #> '{metadata,links}', '[]')) link
           UNION ALL SELECT a.value FROM json_each_text(coalesce(n.declared #> '{metadata,annotations}', '{}')) a
             WHERE a.value ~ '^(url:|https?://|arn:)') ids(id) WHERE id IS NOT NULL LIMIT 100)
    FROM new_rows n WHERE n.declared IS NOT NULL
  ON CONFLICT (organization_id, id) DO UPDATE SET title = excluded.title, note = excluded.note, ref = excluded.ref,
    title_key = excluded.title_key, words = excluded.words, ids = excluded.ids
  WHERE (s.title, s.note, s.ref, s.words, s.ids) IS DISTINCT FROM (excluded.title, excluded.note, excluded.ref, excluded.words, excluded.ids);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION app.index_resources() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO search_entries AS s (organization_id, id, kind, title, note, title_key, words, ids)
  SELECT n.organization_id, n.id, 'resource', n.name, n.type || ' · ' || n.region, lower(left(n.name, 200)),
         array_to_tsvector(app.words_of(concat_ws(' ', n.name, n.native_id, n.type, n.region,
           (SELECT string_agg(t.value, ' ') FROM jsonb_each_text(coalesce(n.tags, '{}')) t)))),
         ARRAY[app.search_id(n.arn), app.search_id(n.native_id)]
    FROM new_rows n WHERE n.vanished_at IS NULL
  ON CONFLICT (organization_id, id) DO UPDATE SET title = excluded.title, note = excluded.note, title_key = excluded.title_key,
    words = excluded.words, ids = excluded.ids
  WHERE (s.title, s.note, s.words, s.ids) IS DISTINCT FROM (excluded.title, excluded.note, excluded.words, excluded.ids);
  DELETE FROM search_entries s USING new_rows n
   WHERE n.vanished_at IS NOT NULL AND s.organization_id = n.organization_id AND s.id = n.id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION app.index_findings() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO search_entries AS s (organization_id, id, kind, title, note, title_key, words, ids)
  SELECT n.organization_id, n.id, 'finding', n.message, concat_ws(' · ', n.rule_id, e.title), lower(left(n.message, 200)),
         array_to_tsvector(app.words_of(concat_ws(' ', n.message, n.rule_id, n.severity, e.title))), ARRAY[app.search_id(n.rule_id || ' ' || e.title)]
    FROM new_rows n JOIN entities e ON e.organization_id = n.organization_id AND e.id = n.entity_id WHERE n.state = 'open'
  ON CONFLICT (organization_id, id) DO UPDATE SET title = excluded.title, note = excluded.note, title_key = excluded.title_key,
    words = excluded.words, ids = excluded.ids
  WHERE (s.title, s.note, s.words) IS DISTINCT FROM (excluded.title, excluded.note, excluded.words);
  DELETE FROM search_entries s USING new_rows n
   WHERE n.state <> 'open' AND s.organization_id = n.organization_id AND s.id = n.id;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE OR REPLACE FUNCTION app.unindex() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM search_entries s USING old_rows o WHERE s.organization_id = o.organization_id AND s.id = o.id;
  RETURN NULL;
END $$;
--> statement-breakpoint
DO $$
DECLARE t text;
BEGIN
  FOREACH t IN ARRAY ARRAY['entities', 'resources', 'findings'] LOOP
    EXECUTE format('CREATE TRIGGER %1$s_indexed_insert AFTER INSERT ON %1$s REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION app.index_%1$s()', t);
    EXECUTE format('CREATE TRIGGER %1$s_indexed_update AFTER UPDATE ON %1$s REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION app.index_%1$s()', t);
    EXECUTE format('CREATE TRIGGER %1$s_indexed_delete AFTER DELETE ON %1$s REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION app.unindex()', t);
  END LOOP;
END $$;
--> statement-breakpoint
-- What is counted of one entity: (facet, value) for each.
CREATE OR REPLACE FUNCTION app.counted(p_kind text, p_namespace text, p_type text, p_lifecycle text, p_owner text, p_declared json)
RETURNS TABLE (facet text, value text) LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT * FROM (VALUES ('kind', p_kind), ('metadata.namespace', p_namespace), ('spec.type', p_type),
      ('spec.lifecycle', p_lifecycle), ('relations.ownedby', p_owner)) v WHERE column2 IS NOT NULL
  UNION ALL
  SELECT DISTINCT 'metadata.tags', tag FROM json_array_elements_text(coalesce(p_declared #> '{metadata,tags}', '[]')) tag
$$;
--> statement-breakpoint
-- One function for all three: what came is added, what went is taken off. A row that goes with its organisation finds
-- its counts gone too, hence no insert there.
CREATE OR REPLACE FUNCTION app.count_entities() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'DELETE' THEN
    UPDATE entity_counts c SET count = c.count - d.n FROM (
      SELECT o.organization_id, v.facet, o.kind_key, v.value, count(*)::int AS n FROM old_rows o,
        app.counted(o.kind, o.namespace, o.type, o.lifecycle, o.owner_ref, o.declared) v WHERE o.declared IS NOT NULL GROUP BY 1, 2, 3, 4) d
     WHERE c.organization_id = d.organization_id AND c.facet = d.facet AND c.kind_key = d.kind_key AND c.value = d.value;
  ELSIF TG_OP = 'INSERT' THEN
    INSERT INTO entity_counts AS c (organization_id, facet, kind_key, value, count)
    SELECT n.organization_id, v.facet, n.kind_key, v.value, count(*)::int FROM new_rows n,
      app.counted(n.kind, n.namespace, n.type, n.lifecycle, n.owner_ref, n.declared) v WHERE n.declared IS NOT NULL GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
    ON CONFLICT (organization_id, facet, kind_key, value) DO UPDATE SET count = c.count + excluded.count;
  ELSE
    INSERT INTO entity_counts AS c (organization_id, facet, kind_key, value, count)
    SELECT d.organization_id, d.facet, d.kind_key, d.value, sum(d.n)::int FROM (
      SELECT n.organization_id, v.facet, n.kind_key, v.value, 1 AS n FROM new_rows n,
        app.counted(n.kind, n.namespace, n.type, n.lifecycle, n.owner_ref, n.declared) v WHERE n.declared IS NOT NULL
      UNION ALL
      SELECT o.organization_id, v.facet, o.kind_key, v.value, -1 FROM old_rows o,
        app.counted(o.kind, o.namespace, o.type, o.lifecycle, o.owner_ref, o.declared) v WHERE o.declared IS NOT NULL) d
     GROUP BY 1, 2, 3, 4 HAVING sum(d.n) <> 0 ORDER BY 1, 2, 3, 4
    ON CONFLICT (organization_id, facet, kind_key, value) DO UPDATE SET count = c.count + excluded.count;
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER entities_counted_insert AFTER INSERT ON entities REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION app.count_entities();
--> statement-breakpoint
CREATE TRIGGER entities_counted_update AFTER UPDATE ON entities REFERENCING NEW TABLE AS new_rows OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION app.count_entities();
--> statement-breakpoint
CREATE TRIGGER entities_counted_delete AFTER DELETE ON entities REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION app.count_entities();
--> statement-breakpoint
-- What was there before: written once more as it is, for the triggers.
UPDATE entities SET title = title;
--> statement-breakpoint
INSERT INTO entity_counts (organization_id, facet, kind_key, value, count)
SELECT e.organization_id, v.facet, e.kind_key, v.value, count(*)::int FROM entities e,
  app.counted(e.kind, e.namespace, e.type, e.lifecycle, e.owner_ref, e.declared) v WHERE e.declared IS NOT NULL GROUP BY 1, 2, 3, 4
ON CONFLICT DO NOTHING;
--> statement-breakpoint
UPDATE resources SET name = name;
--> statement-breakpoint
UPDATE findings SET message = message WHERE state = 'open';
--> statement-breakpoint
-- Searches the one organisation of this transaction. Definer, because row-level security lets no GIN index be used
-- (@@, && and % are not leakproof); each of its queries names the organisation itself.
-- In this order: what was pasted whole, titles that begin with the text, all of whose words are there, and, when that
-- is little, with words that look like those that were typed. At most CANDIDATES rows are ranked.
CREATE OR REPLACE FUNCTION app.search(p_text text, p_kinds text[], p_limit int)
RETURNS TABLE (id uuid, kind text, title text, note text, ref text, how text)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET pg_trgm.similarity_threshold = 0.35 AS $$
DECLARE
  o uuid := app.organization_id();
  wanted int := least(p_limit, 50);
  typed text := lower(left(btrim(p_text), 200));
  tokens text[] := (app.words_of(left(p_text, 200)))[1:8];
  query tsquery;
  seen uuid[] := '{}';
  guess text;
  token text;
BEGIN
  IF o IS NULL OR typed = '' THEN RETURN; END IF;
  FOR id, kind, title, note, ref IN
    SELECT s.id, s.kind, s.title, s.note, s.ref FROM search_entries s
     WHERE s.organization_id = o AND (s.ids && ARRAY[app.search_id(p_text)]) AND s.kind = ANY (p_kinds) ORDER BY s.kind, s.title LIMIT wanted
  LOOP how := 'id'; seen := seen || id; RETURN NEXT; END LOOP;
  IF typed ~ '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$' THEN
    FOR id, kind, title, note, ref IN
      SELECT s.id, s.kind, s.title, s.note, s.ref FROM search_entries s
       WHERE s.organization_id = o AND s.id = typed::uuid AND s.kind = ANY (p_kinds)
    LOOP how := 'id'; seen := seen || id; RETURN NEXT; END LOOP;
  END IF;
  IF cardinality(seen) > 0 OR cardinality(tokens) = 0 THEN RETURN; END IF;
  FOR id, kind, title, note, ref IN
    SELECT s.id, s.kind, s.title, s.note, s.ref FROM search_entries s
     WHERE s.organization_id = o AND s.title_key COLLATE "C" >= typed COLLATE "C" AND s.title_key COLLATE "C" < (typed || chr(1114109)) COLLATE "C" AND s.kind = ANY (p_kinds)
     ORDER BY s.title_key COLLATE "C" LIMIT wanted
  LOOP how := 'title'; seen := seen || id; RETURN NEXT; END LOOP;
  IF cardinality(seen) >= wanted THEN RETURN; END IF;
  SELECT string_agg(quote_literal(t) || ':*', ' & ')::tsquery INTO query FROM unnest(tokens) t;
  FOR id, kind, title, note, ref IN
    SELECT c.id, c.kind, c.title, c.note, c.ref FROM (
      SELECT s.* FROM search_entries s WHERE s.organization_id = o AND s.words @@ query AND s.kind = ANY (p_kinds) AND s.id <> ALL (seen) LIMIT 300) c
     ORDER BY array_to_tsvector(app.words_of(c.title)) @@ query DESC, array_position(ARRAY['entity', 'resource', 'finding'], c.kind), length(c.title), c.title LIMIT wanted - cardinality(seen)
  LOOP how := 'words'; seen := seen || id; RETURN NEXT; END LOOP;
  IF cardinality(seen) > 0 THEN RETURN; END IF;
  query := NULL;
  FOREACH token IN ARRAY tokens LOOP
    SELECT string_agg(quote_literal(w.word), ' | ') INTO guess FROM (
      SELECT sw.word FROM search_words sw WHERE sw.organization_id = o AND length(token) >= 4 AND sw.word % token
       ORDER BY similarity(sw.word, token) DESC, sw.word LIMIT 5) w;
    guess := coalesce('(' || guess || ' | ' || quote_literal(token) || ':*)', quote_literal(token) || ':*');
    query := CASE WHEN query IS NULL THEN guess::tsquery ELSE query && guess::tsquery END;
  END LOOP;
  FOR id, kind, title, note, ref IN
    SELECT c.id, c.kind, c.title, c.note, c.ref FROM (
      SELECT s.* FROM search_entries s WHERE s.organization_id = o AND s.words @@ query AND s.kind = ANY (p_kinds) LIMIT 300) c
     ORDER BY array_position(ARRAY['entity', 'resource', 'finding'], c.kind), similarity(c.title_key, typed) DESC, c.title LIMIT wanted
  LOOP how := 'similar'; RETURN NEXT; END LOOP;
END $$;
