-- Documentation is found like everything else; it leads to its entity.
CREATE OR REPLACE FUNCTION app.index_catalog_docs() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO search_entries AS s (organization_id, id, kind, title, note, ref, title_key, words, ids)
  SELECT n.organization_id, n.id, 'doc', n.title, 'Documentation of ' || e.title, e.ref, lower(left(n.title, 200)),
         array_to_tsvector(app.words_of(concat_ws(' ', n.title, e.title, n.path, left(n.text, 20000)))), ARRAY[app.search_id(n.url)]
    FROM new_rows n JOIN entities e ON e.organization_id = n.organization_id AND e.id = n.entity_id
  ON CONFLICT (organization_id, id) DO UPDATE SET title = excluded.title, note = excluded.note, ref = excluded.ref,
    title_key = excluded.title_key, words = excluded.words, ids = excluded.ids
  WHERE (s.title, s.note, s.ref, s.words, s.ids) IS DISTINCT FROM (excluded.title, excluded.note, excluded.ref, excluded.words, excluded.ids);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER catalog_docs_indexed_insert AFTER INSERT ON catalog_docs REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION app.index_catalog_docs();
--> statement-breakpoint
CREATE TRIGGER catalog_docs_indexed_update AFTER UPDATE ON catalog_docs REFERENCING NEW TABLE AS new_rows
  FOR EACH STATEMENT EXECUTE FUNCTION app.index_catalog_docs();
--> statement-breakpoint
CREATE TRIGGER catalog_docs_indexed_delete AFTER DELETE ON catalog_docs REFERENCING OLD TABLE AS old_rows
  FOR EACH STATEMENT EXECUTE FUNCTION app.unindex();
