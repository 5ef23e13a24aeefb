import type { JsonObject } from '../json.js';
import type { Id } from '../object.js';
import { makeObjectName } from '../sql/names.js';
import { ident, literal } from '../sql/quote.js';
import { inside, type Statement } from '../statement.js';

/** Where rows and values of what is dropped are put aside. No model speaks of it, and no snapshot holds it. */
export const parkingSchema = 'sluice_parked';

/** The table in it that says what is there, of which revision. */
export const parkingList = { schema: parkingSchema, name: 'parked' } as const;

const list = ident(parkingSchema, parkingList.name);

/** Whose rows or values: a table, or a column of one. */
type Place = Pick<Id, 'schema' | 'table' | 'name'>;

/** The revision under which a drop parks, or a create brings back what that parked; nothing where it does not. */
export function parkingRevision(manner: JsonObject, word: 'park' | 'unpark'): string | undefined {
  const revision = manner[word];
  return typeof revision === 'string' ? revision : undefined;
}

/**
 * Moves a table with rows into the parking schema, in place of its drop. What would stop the drop stops it too: the drop is
 * tried, and taken back. All that may lean on something else is taken off, so that types, roles and tables can go after.
 */
export function parkTable({ schema, name }: Id, revision: string, drop: string): Statement {
  const table = ident(schema, name);
  return block(
    `t regclass := to_regclass(${literal(table)}); r record; it text; n int := 0; found boolean;`,
    `BEGIN
    ${drop};
    RAISE EXCEPTION USING ERRCODE = 'SLPRK';
  EXCEPTION WHEN SQLSTATE 'SLPRK' THEN NULL;
  END;
  IF t IS NULL THEN RETURN; END IF;
  ${hasRows('t')}
  IF NOT found THEN
    ${drop};
    RETURN;
  END IF;
  IF (SELECT relkind FROM pg_class WHERE oid = t) <> 'r' THEN
    RAISE EXCEPTION USING MESSAGE = ${literal(`${table} cannot be parked, since its rows are in its partitions: park these first.`)};
  END IF;
  ${strip}
  ${register({ ...(schema === undefined ? {} : { schema }), name }, revision)}
  EXECUTE format('ALTER TABLE %s RENAME TO %I', t, it);
  EXECUTE format('ALTER TABLE %s SET SCHEMA ${parkingSchema}', t);`,
  );
}

/** Copies the values of a column with the primary keys of their rows into the parking schema, before it is dropped. */
export function parkColumn(id: Id, revision: string): Statement {
  const column = literal(id.name);
  const table = ident(id.schema, id.table);
  return block(
    `t regclass := to_regclass(${literal(table)}); it text; n int := 0; found boolean; keys text; a pg_attribute;`,
    `SELECT * INTO a FROM pg_attribute WHERE attrelid = t AND attname = ${column} AND attnum > 0 AND attgenerated = '';
  IF a.attnum IS NULL THEN RETURN; END IF;
  ${hasRows('t', `format(' WHERE %I IS NOT NULL', ${column})`)}
  IF NOT found THEN RETURN; END IF;
  SELECT string_agg(${asPlain('k')}, ', ' ORDER BY k.attnum) INTO keys FROM pg_index i
    JOIN pg_attribute k ON k.attrelid = i.indrelid AND k.attnum = ANY (i.indkey) WHERE i.indrelid = t AND i.indisprimary;
  IF keys IS NULL THEN
    RAISE EXCEPTION USING MESSAGE = ${literal(`The values of ${ident(id.schema, id.table, id.name)} cannot be parked, since the table has no primary key that says to which rows they belong.`)}
      , HINT = ${literal('Say park: false in the migration and let them go, or give the table a primary key before.')};
  END IF;
  ${register(id, revision)}
  EXECUTE format('CREATE TABLE ${parkingSchema}.%I AS SELECT %s, %s FROM %s WHERE %I IS NOT NULL', it, keys, ${asPlain('a')}, t, ${column});`,
  );
}

/** Brings back the rows that a revision has parked, into the table that has just been made. */
export function returnRows({ schema, name }: Id, revision: string): Statement {
  const table = literal(ident(schema, name));
  return returning(
    { ...(schema === undefined ? {} : { schema }), name },
    revision,
    table,
    `SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY a.attnum), string_agg(${backAgain}, ', ' ORDER BY a.attnum) INTO names, vals
      FROM pg_attribute a JOIN pg_attribute b ON b.attrelid = p AND b.attname = a.attname AND b.attnum > 0 AND NOT b.attisdropped
      WHERE a.attrelid = t AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '';
    EXECUTE format('INSERT INTO %s (%s) OVERRIDING SYSTEM VALUE SELECT %s FROM %s b', t, names, vals, p);`,
  );
}

/** Brings back the values that a revision has parked, to the rows that are still there. */
export function returnValues(id: Id, revision: string): Statement {
  const column = literal(id.name);
  return returning(
    id,
    revision,
    literal(ident(id.schema, id.table)),
    `SELECT string_agg(format('t.%I%s = b.%I', a.attname, CASE WHEN a.atttypid <> b.atttypid THEN '::text' ELSE '' END, a.attname), ' AND ') INTO names
      FROM pg_attribute a JOIN pg_attribute b ON b.attrelid = p AND b.attname = a.attname AND b.attnum > 0
      WHERE a.attrelid = t AND a.attnum > 0 AND NOT a.attisdropped AND a.attname <> ${column};
    SELECT ${backAgain}, a.attidentity INTO vals, identity FROM pg_attribute a JOIN pg_attribute b ON b.attrelid = p AND b.attname = a.attname
      WHERE a.attrelid = t AND a.attname = ${column};
    IF identity = 'a' THEN EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET GENERATED BY DEFAULT', t, ${column}); END IF;
    EXECUTE format('UPDATE %s t SET %I = %s FROM %s b WHERE %s', t, ${column}, vals, p, names);
    IF identity = 'a' THEN EXECUTE format('ALTER TABLE %s ALTER COLUMN %I SET GENERATED ALWAYS', t, ${column}); END IF;`,
  );
}

/** A value that leans on no type but PostgreSQL's own; every other type may go with the same migration. */
const asPlain = (attribute: string): string =>
  `format(CASE WHEN ${isOwn(attribute)} THEN '%1$I' ELSE '%1$I::text AS %1$I' END, ${attribute}.attname)`;

const isOwn = (attribute: string): string =>
  `(SELECT y.typnamespace = 'pg_catalog'::regnamespace FROM pg_type y WHERE y.oid = ${attribute}.atttypid)`;

/** The value of a parked column `b` as one of `a`. */
const backAgain = `format(CASE WHEN a.atttypid = b.atttypid THEN 'b.%I' ELSE 'b.%I::text::%s' END, a.attname, format_type(a.atttypid, a.atttypmod))`;

/** Sets `found`; what a policy hides is there too, and PostgreSQL says so rather than to leave it out. */
const hasRows = (table: string, where?: string): string =>
  `PERFORM set_config('row_security', 'off', true);
  EXECUTE format('SELECT EXISTS (SELECT FROM %s%s)', ${table}, ${where ?? literal('')}) INTO found;`;

/** Takes off a table all that leans on something else, or on which something leans. */
const strip = `FOR r IN SELECT i.inhparent::regclass AS parent, c.relispartition AS is_part FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhrelid = t LOOP
    EXECUTE format(CASE WHEN r.is_part THEN 'ALTER TABLE %1$s DETACH PARTITION %2$s' ELSE 'ALTER TABLE %2$s NO INHERIT %1$s' END, r.parent, t);
  END LOOP;
  FOR r IN
    SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', t, conname) AS sql, CASE contype WHEN 'f' THEN 0 WHEN 'c' THEN 1 ELSE 5 END AS rank FROM pg_constraint WHERE conrelid = t AND contype IN ('f', 'c', 'x', 'p', 'u')
    UNION ALL SELECT format('DROP TRIGGER %I ON %s', tgname, t), 2 FROM pg_trigger WHERE tgrelid = t AND NOT tgisinternal
    UNION ALL SELECT format('DROP RULE %I ON %s', rulename, t), 2 FROM pg_rewrite WHERE ev_class = t
    UNION ALL SELECT format('DROP POLICY %I ON %s', polname, t), 2 FROM pg_policy WHERE polrelid = t
    UNION ALL SELECT format('ALTER TABLE %s DISABLE ROW LEVEL SECURITY, NO FORCE ROW LEVEL SECURITY', t), 3 FROM pg_class WHERE oid = t AND (relrowsecurity OR relforcerowsecurity)
    UNION ALL SELECT format('DROP STATISTICS %I.%I', n.nspname, s.stxname), 3 FROM pg_statistic_ext s JOIN pg_namespace n ON n.oid = s.stxnamespace WHERE s.stxrelid = t
    UNION ALL SELECT format('ALTER PUBLICATION %I DROP TABLE %s', b.pubname, t), 3 FROM pg_publication_rel l JOIN pg_publication b ON b.oid = l.prpubid WHERE l.prrelid = t
    UNION ALL SELECT format('ALTER TABLE %s NOT OF', t), 3 FROM pg_class WHERE oid = t AND reloftype <> 0
    UNION ALL SELECT format('ALTER TABLE %s ALTER COLUMN %I DROP IDENTITY', t, attname), 3 FROM pg_attribute WHERE attrelid = t AND attidentity <> '' AND NOT attisdropped
    UNION ALL SELECT format('ALTER TABLE %s DROP COLUMN %I', t, attname), 4 FROM pg_attribute WHERE attrelid = t AND attgenerated <> '' AND NOT attisdropped
    UNION ALL SELECT format('ALTER TABLE %s ALTER COLUMN %I DROP DEFAULT', t, attname), 5 FROM pg_attribute WHERE attrelid = t AND atthasdef AND attgenerated = '' AND NOT attisdropped
    UNION ALL SELECT format('DROP INDEX %s', indexrelid::regclass), 6 FROM pg_index i WHERE i.indrelid = t AND NOT EXISTS (SELECT FROM pg_constraint c WHERE c.conindid = i.indexrelid)
    UNION ALL SELECT format('ALTER TABLE %s ALTER COLUMN %I TYPE text USING %I::text', t, attname, attname), 7 FROM pg_attribute a WHERE attrelid = t AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND NOT ${isOwn('a')}
    UNION ALL SELECT format('DROP SEQUENCE %s', d.objid::regclass), 8 FROM pg_depend d JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'S' WHERE d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass AND d.refobjid = t AND d.deptype = 'a'
    UNION ALL SELECT format('ALTER TABLE %s OWNER TO CURRENT_USER', t), 9 FROM pg_class WHERE oid = t AND relowner <> current_user::regrole
    UNION ALL SELECT DISTINCT format('REVOKE ALL ON %s FROM %s', t, CASE WHEN x.grantee = 0 THEN 'PUBLIC' ELSE x.grantee::regrole::text END), 10
      FROM (SELECT relacl AS acl FROM pg_class WHERE oid = t UNION ALL SELECT attacl FROM pg_attribute WHERE attrelid = t) g, aclexplode(g.acl) x WHERE x.grantee <> current_user::regrole
    ORDER BY rank
  LOOP
    EXECUTE r.sql;
  END LOOP;`;

/** Writes down what is parked, under a name that is free: \`it\`. */
function register({ schema, table, name }: Place, revision: string): string {
  const of = table === undefined ? { table: name, column: undefined } : { table, column: name };
  const wanted = literal(makeObjectName(`${revision}_${of.table}`, of.column ?? '', 'parked'));
  const values = [revision, schema ?? '', of.table].map(literal).join(', ');
  return `CREATE SCHEMA IF NOT EXISTS ${parkingSchema};
  CREATE TABLE IF NOT EXISTS ${list} (name text PRIMARY KEY, revision text NOT NULL, "schema" text NOT NULL, "table" text NOT NULL, "column" text, parked_at timestamptz NOT NULL DEFAULT now());
  it := ${wanted};
  WHILE to_regclass(format('%I.%I', ${literal(parkingSchema)}, it)) IS NOT NULL LOOP
    n := n + 1;
    it := ${literal(revision.slice(0, 40))} || '_' || n;
  END LOOP;
  INSERT INTO ${list} (name, revision, "schema", "table", "column") VALUES (it, ${values}, ${of.column === undefined ? 'NULL' : literal(of.column)});`;
}

/** What is common to both ways back: finds it, and takes off what would interfere for the time. */
function returning({ schema, table, name }: Place, revision: string, target: string, work: string): Statement {
  const of = table === undefined ? { table: name, column: undefined } : { table, column: name };
  const where = `revision = ${literal(revision)} AND "schema" = ${literal(schema ?? '')} AND "table" = ${literal(of.table)} AND "column" IS NOT DISTINCT FROM ${of.column === undefined ? 'NULL' : literal(of.column)}`;
  return block(
    `t regclass := ${target}::regclass; it text; p regclass; names text; vals text; identity "char"; forced boolean; off text[]; again text[]; r record; sql text;`,
    `IF to_regclass(${literal(list)}) IS NULL THEN RETURN; END IF;
  SELECT name INTO it FROM ${list} WHERE ${where} ORDER BY parked_at DESC LIMIT 1;
  IF it IS NULL THEN RETURN; END IF;
  p := format('%I.%I', ${literal(parkingSchema)}, it)::regclass;
  SELECT relforcerowsecurity INTO forced FROM pg_class WHERE oid = t;
  IF forced THEN EXECUTE format('ALTER TABLE %s NO FORCE ROW LEVEL SECURITY', t); END IF;
  SELECT array_agg(format('ALTER TABLE %s DISABLE %s %I', t, kind, name)), array_agg(format('ALTER TABLE %s ENABLE %s%s %I', t, CASE state WHEN 'A' THEN 'ALWAYS ' WHEN 'R' THEN 'REPLICA ' ELSE '' END, kind, name)) INTO off, again
    FROM (SELECT 'TRIGGER' AS kind, tgname AS name, tgenabled AS state FROM pg_trigger WHERE tgrelid = t AND NOT tgisinternal AND tgparentid = 0
      UNION ALL SELECT 'RULE', rulename, ev_enabled FROM pg_rewrite WHERE ev_class = t) x WHERE state <> 'D';
  FOREACH sql IN ARRAY coalesce(off, '{}') LOOP EXECUTE sql; END LOOP;
    ${work}
  FOR r IN SELECT pg_get_serial_sequence(t::text, attname) AS seq, attname FROM pg_attribute WHERE attrelid = t AND attnum > 0 AND NOT attisdropped AND pg_get_serial_sequence(t::text, attname) IS NOT NULL LOOP
    EXECUTE format('SELECT setval(%L, max(%I)) FROM %s HAVING max(%I) >= (SELECT seqmin FROM pg_sequence WHERE seqrelid = %L::regclass)', r.seq, r.attname, t, r.attname, r.seq);
  END LOOP;
  FOREACH sql IN ARRAY coalesce(again, '{}') LOOP EXECUTE sql; END LOOP;
  IF forced THEN EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', t); END IF;
  EXECUTE format('DROP TABLE %s', p);
  DELETE FROM ${list} WHERE name = it;
  IF NOT EXISTS (SELECT FROM ${list}) THEN
    DROP TABLE ${list};
    DROP SCHEMA ${parkingSchema};
  END IF;`,
  );
}

const block = (declare: string, body: string): Statement =>
  inside(`DO ${literal(`DECLARE ${declare}\nBEGIN\n  ${body}\nEND`)}`);
