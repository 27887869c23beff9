#include "backends/postgres/queries.h"

namespace relapse::migrations::queries {

// pg_get_expr() takes a lock on its table: an expression of a table that somebody is changing is
// waited for, and nothing else is. Members of an extension belong to it; an index of a constraint
// and a sequence of a column belong to their table. TOAST tables lie in pg_toast. A type of
// `public` is told without its schema, whatever search_path a text has left.
const char kCatalog[] = R"(
WITH spaces AS (
  SELECT oid, nspname FROM pg_catalog.pg_namespace
  WHERE nspname <> 'information_schema' AND nspname <> '_develop' AND nspname !~ '^pg_'),
members AS (
  SELECT classid, objid FROM pg_catalog.pg_depend WHERE deptype = 'e'),
relations AS (
  SELECT r.oid FROM pg_catalog.pg_class r JOIN spaces s ON s.oid = r.relnamespace),
columns AS (
  SELECT a.attrelid AS relation, pg_catalog.string_agg(
      a.attname || ' ' ||
      pg_catalog.regexp_replace(pg_catalog.format_type(a.atttypid, a.atttypmod), '^public[.]', '') ||
      CASE WHEN a.attnotnull THEN ' not null' ELSE '' END ||
      CASE WHEN a.attidentity <> '' THEN ' identity'
           WHEN d.adbin IS NULL THEN ''
           ELSE CASE WHEN a.attgenerated <> '' THEN ' generated ' ELSE ' default ' END ||
                pg_catalog.pg_get_expr(d.adbin, d.adrelid) END,
      ', ' ORDER BY a.attnum) AS list
  FROM pg_catalog.pg_attribute a JOIN relations r ON r.oid = a.attrelid
  LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attnum > 0 AND NOT a.attisdropped GROUP BY a.attrelid),
constraints AS (
  SELECT c.conrelid AS relation, pg_catalog.string_agg(
      c.conname || ' ' || CASE c.contype WHEN 'p' THEN 'primary key (' WHEN 'u' THEN 'unique ('
                          ELSE pg_catalog.pg_get_constraintdef(c.oid) END ||
      CASE WHEN c.contype IN ('p', 'u') THEN
        (SELECT pg_catalog.string_agg(a.attname, ', ' ORDER BY k.place)
         FROM pg_catalog.unnest(c.conkey) WITH ORDINALITY AS k(number, place)
         JOIN pg_catalog.pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number) || ')'
      ELSE '' END,
      ', ' ORDER BY c.conname COLLATE "C") AS list
  FROM pg_catalog.pg_constraint c JOIN relations r ON r.oid = c.conrelid
  WHERE c.contype <> 't' GROUP BY c.conrelid),
objects AS (
  SELECT 'table' AS kind, s.nspname, r.relname AS name,
         pg_catalog.concat_ws(', ', c.list, k.list) AS definition, true AS valid
  FROM pg_catalog.pg_class r JOIN spaces s ON s.oid = r.relnamespace
  LEFT JOIN columns c ON c.relation = r.oid LEFT JOIN constraints k ON k.relation = r.oid
  WHERE r.relkind IN ('r', 'p', 'f')
    AND NOT (s.nspname = 'public' AND r.relname = 'schema_migrations')
    AND ('pg_catalog.pg_class'::regclass, r.oid) NOT IN (SELECT * FROM members)
  UNION ALL
  SELECT 'index', s.nspname, r.relname,
         CASE WHEN i.indisunique THEN 'unique ' ELSE '' END || t.relname ||
         CASE WHEN m.amname = 'btree' THEN '' ELSE ' using ' || m.amname END || ' (' ||
         (SELECT pg_catalog.string_agg(pg_catalog.pg_get_indexdef(i.indexrelid, n, true), ', ' ORDER BY n)
          FROM pg_catalog.generate_series(1, i.indnatts) n) || ')' ||
         coalesce(' where ' || pg_catalog.pg_get_expr(i.indpred, i.indrelid), ''),
         i.indisvalid
  FROM pg_catalog.pg_class r JOIN spaces s ON s.oid = r.relnamespace
  JOIN pg_catalog.pg_index i ON i.indexrelid = r.oid
  JOIN pg_catalog.pg_class t ON t.oid = i.indrelid JOIN pg_catalog.pg_am m ON m.oid = r.relam
  WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_constraint c
                    WHERE c.conindid = r.oid AND c.contype IN ('p', 'u', 'x'))
    AND ('pg_catalog.pg_class'::regclass, t.oid) NOT IN (SELECT * FROM members)
  UNION ALL
  SELECT 'view', s.nspname, r.relname, pg_catalog.pg_get_viewdef(r.oid, true), true
  FROM pg_catalog.pg_class r JOIN spaces s ON s.oid = r.relnamespace
  WHERE r.relkind IN ('v', 'm')
    AND ('pg_catalog.pg_class'::regclass, r.oid) NOT IN (SELECT * FROM members)
  UNION ALL
  SELECT 'sequence', s.nspname, r.relname,
         pg_catalog.format_type(q.seqtypid, NULL) || ' increment ' || q.seqincrement, true
  FROM pg_catalog.pg_class r JOIN spaces s ON s.oid = r.relnamespace
  JOIN pg_catalog.pg_sequence q ON q.seqrelid = r.oid
  WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
                    WHERE d.classid = 'pg_catalog.pg_class'::regclass AND d.objid = r.oid
                      AND d.deptype IN ('a', 'i') AND d.refobjsubid > 0)
    AND ('pg_catalog.pg_class'::regclass, r.oid) NOT IN (SELECT * FROM members)
  UNION ALL
  SELECT 'type', s.nspname, t.typname,
         CASE t.typtype
           WHEN 'e' THEN coalesce((SELECT pg_catalog.string_agg('''' || e.enumlabel || '''', ', '
                                                       ORDER BY e.enumsortorder)
                                   FROM pg_catalog.pg_enum e WHERE e.enumtypid = t.oid), '')
           WHEN 'c' THEN coalesce((SELECT c.list FROM columns c WHERE c.relation = t.typrelid), '')
           ELSE pg_catalog.format_type(t.typbasetype, t.typtypmod) END,
         true
  FROM pg_catalog.pg_type t JOIN spaces s ON s.oid = t.typnamespace
  WHERE (t.typtype IN ('e', 'd', 'r') OR
         (t.typtype = 'c' AND EXISTS (SELECT FROM pg_catalog.pg_class r
                                      WHERE r.oid = t.typrelid AND r.relkind = 'c')))
    AND ('pg_catalog.pg_type'::regclass, t.oid) NOT IN (SELECT * FROM members)
  UNION ALL
  SELECT 'function', s.nspname, p.proname,
         CASE WHEN p.prokind = 'a' THEN 'aggregate ' || pg_catalog.pg_get_function_identity_arguments(p.oid)
              ELSE pg_catalog.pg_get_functiondef(p.oid) END, true
  FROM pg_catalog.pg_proc p JOIN spaces s ON s.oid = p.pronamespace
  WHERE ('pg_catalog.pg_proc'::regclass, p.oid) NOT IN (SELECT * FROM members)
  UNION ALL
  SELECT 'extension', s.nspname, e.extname, '', true
  FROM pg_catalog.pg_extension e JOIN spaces s ON s.oid = e.extnamespace)
SELECT kind, nspname, name, definition, valid FROM objects
ORDER BY nspname COLLATE "C", kind COLLATE "C", name COLLATE "C", definition COLLATE "C")";

// A bigint key is split into two halves; objsubid 1 says so. Within a transaction pg_stat_activity
// is what it was when it was first looked at, unless that is forgotten.
const char kLockHoldersBefore[] = R"(
SELECT pg_catalog.pg_stat_clear_snapshot();
SELECT DISTINCT a.pid, a.application_name, coalesce(a.state, ''),
       CASE WHEN a.state = 'active' THEN
         greatest(0, (extract(epoch FROM clock_timestamp() - a.query_start) * 1000)::bigint)
       ELSE 0 END
FROM pg_catalog.pg_locks l JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1
  AND l.database = (SELECT oid FROM pg_catalog.pg_database WHERE datname = current_database())
  AND a.pid <> pg_catalog.pg_backend_pid()
  AND ((l.classid::bigint << 32) | l.objid::bigint) = ANY ('{)";
const char kLockHoldersAfter[] = "}'::bigint[]) ORDER BY a.pid";

const char kReset[] = R"(
DO $reset$
DECLARE
  owner name := 'pg_database_owner';
  privileges aclitem[];
  known boolean;
  entry record;
BEGIN
  SELECT pg_catalog.pg_get_userbyid(nspowner), nspacl, true INTO owner, privileges, known
  FROM pg_catalog.pg_namespace WHERE nspname = 'public';
  DROP SCHEMA IF EXISTS _develop CASCADE;
  DROP SCHEMA IF EXISTS public CASCADE;
  EXECUTE pg_catalog.format('CREATE SCHEMA public AUTHORIZATION %I', coalesce(owner, 'pg_database_owner'));
  IF known IS NULL THEN  -- as a new database has it
    GRANT USAGE ON SCHEMA public TO PUBLIC;
  ELSIF privileges IS NOT NULL THEN
    EXECUTE pg_catalog.format('REVOKE ALL ON SCHEMA public FROM %I', owner);
    FOR entry IN SELECT grantee, privilege_type, is_grantable FROM pg_catalog.aclexplode(privileges) LOOP
      EXECUTE pg_catalog.format('GRANT %s ON SCHEMA public TO %s%s', entry.privilege_type,
          CASE WHEN entry.grantee = 0 THEN 'PUBLIC'
               ELSE pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(entry.grantee)) END,
          CASE WHEN entry.is_grantable THEN ' WITH GRANT OPTION' ELSE '' END);
    END LOOP;
  END IF;
END
$reset$)";

const char kStoreShape[] = R"(
SELECT coalesce(pg_catalog.obj_description(r.oid, 'pg_class'), ''),
       EXISTS (SELECT FROM pg_catalog.pg_attribute
               WHERE attrelid = r.oid AND attname = 'state' AND NOT attisdropped),
       EXISTS (SELECT FROM pg_catalog.pg_attribute
               WHERE attrelid = r.oid AND attname = 'up_sql' AND NOT attisdropped),
       EXISTS (SELECT FROM pg_catalog.pg_class l
               WHERE l.relnamespace = r.relnamespace AND l.relname = 'left_behind')
FROM pg_catalog.pg_class r JOIN pg_catalog.pg_namespace s ON s.oid = r.relnamespace
WHERE s.nspname = '_develop' AND r.relname = 'applied_migrations')";

// Rows that an older tool writes into it are taken for applied ones.
const char kCreateStore[] = R"(
CREATE SCHEMA IF NOT EXISTS _develop;
CREATE TABLE _develop.applied_migrations (
  version bigint PRIMARY KEY,
  filename text NOT NULL,
  down_sql text,
  up_sql text,
  state text NOT NULL DEFAULT 'applied' CHECK (state IN ('intent', 'applied', 'assumed')),
  accepted_up_sql text,
  accepted_down_sql text,
  source text NOT NULL DEFAULT '',
  run_id text NOT NULL DEFAULT '');
COMMENT ON TABLE _develop.applied_migrations IS 'store format 3')";

// What formats 2 and 3 have in common comes last, so that both start from here.
#define RELAPSE_STORE_COLUMNS_OF_FORMAT_3                                                    \
  "ALTER TABLE _develop.applied_migrations ALTER COLUMN down_sql DROP NOT NULL, "            \
  "ALTER COLUMN down_sql DROP DEFAULT, "                                                     \
  "ADD COLUMN state text NOT NULL DEFAULT 'applied' "                                        \
  "CHECK (state IN ('intent', 'applied', 'assumed')), "                                      \
  "ADD COLUMN accepted_up_sql text, ADD COLUMN accepted_down_sql text, "                     \
  "ADD COLUMN source text NOT NULL DEFAULT '', ADD COLUMN run_id text NOT NULL DEFAULT ''; " \
  "COMMENT ON TABLE _develop.applied_migrations IS 'store format 3'"

const char kStoreFromFormat1[] =
    "ALTER TABLE _develop.applied_migrations ADD COLUMN up_sql "
    "text; " RELAPSE_STORE_COLUMNS_OF_FORMAT_3;
// An empty text of format 2 is its default: nobody knows whether the file was empty.
const char kStoreFromFormat2[] =
    "ALTER TABLE _develop.applied_migrations ALTER COLUMN up_sql DROP NOT NULL, "
    "ALTER COLUMN up_sql DROP DEFAULT, ALTER COLUMN down_sql DROP NOT NULL; "
    "UPDATE _develop.applied_migrations SET up_sql = nullif(up_sql, ''), "
    "down_sql = nullif(down_sql, '') WHERE up_sql = '' OR down_sql = "
    "''; " RELAPSE_STORE_COLUMNS_OF_FORMAT_3;
#undef RELAPSE_STORE_COLUMNS_OF_FORMAT_3

const char kReadStore1[] =
    "SELECT version, 'applied', filename, NULL, down_sql, NULL, NULL, '', '' "
    "FROM _develop.applied_migrations ORDER BY version";
const char kReadStore2[] =
    "SELECT version, 'applied', filename, nullif(up_sql, ''), nullif(down_sql, ''), NULL, NULL, "
    "'', '' FROM _develop.applied_migrations ORDER BY version";
const char kReadStore3[] =
    "SELECT version, state, filename, up_sql, down_sql, accepted_up_sql, accepted_down_sql, "
    "source, "
    "run_id FROM _develop.applied_migrations ORDER BY version";
const char kPutStored[] =
    "INSERT INTO _develop.applied_migrations (version, state, filename, up_sql, down_sql, "
    "accepted_up_sql, accepted_down_sql, source, run_id) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (version) DO UPDATE SET "
    "state = excluded.state, filename = excluded.filename, up_sql = excluded.up_sql, "
    "down_sql = excluded.down_sql, accepted_up_sql = excluded.accepted_up_sql, "
    "accepted_down_sql = excluded.accepted_down_sql, source = excluded.source, "
    "run_id = excluded.run_id";

// In the fake's order: by bytes, and what is not known first.
const char kReadLeftBehind[] =
    "SELECT version, filename, up_sql, down_sql, source FROM _develop.left_behind "
    "ORDER BY version, filename COLLATE \"C\", up_sql COLLATE \"C\" NULLS FIRST";
// Several migrations of one number may have been left behind, and one migration in two editions.
const char kMakeLeftBehind[] =
    "CREATE TABLE IF NOT EXISTS _develop.left_behind (version bigint NOT NULL, filename text NOT "
    "NULL, up_sql text, down_sql text, source text NOT NULL DEFAULT '')";
const char kPutLeftBehind[] =
    "INSERT INTO _develop.left_behind (version, filename, up_sql, down_sql, source) "
    "SELECT $1::bigint, $2::text, $3::text, $4::text, $5::text WHERE NOT EXISTS (SELECT FROM "
    "_develop.left_behind WHERE version = $1 AND filename = $2 AND up_sql IS NOT DISTINCT FROM $3)";
const char kDeleteLeftBehind[] =
    "DELETE FROM _develop.left_behind "
    "WHERE version = $1 AND filename = $2 AND up_sql IS NOT DISTINCT FROM $3";

}  // namespace relapse::migrations::queries
