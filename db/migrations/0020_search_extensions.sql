-- Both are "trusted": whoever may create in the database may install them. pg_trgm compares words by their parts,
-- btree_gin lets a GIN index begin with the organisation.
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
--> statement-breakpoint
CREATE EXTENSION IF NOT EXISTS btree_gin WITH SCHEMA public;
