/**
 * Reads a whole schema from pg_catalog as text: the judge of a migration, that must not err as the introspector may.
 * Each query gives rows (block, line): what the line says belongs to the object the block names. Nothing here knows what
 * the kinds know.
 */
import { literal } from '@sluice/core';

/** Runs one SELECT and gives its rows. */
export type Query = (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>;

/** Whether the physical order of a table's columns shows. A migration cannot bring a dropped column back to its place. */
export type ColumnOrder = 'physical' | 'ignore';

/** What is read. */
export interface CatalogTextSettings {
  /** The names of tables that are left out, with all that is their own. */
  readonly without: readonly string[];
  readonly columnOrder: ColumnOrder;
}

/** All objects of a database: a block an object, sorted; within a block its lines, sorted. The caller sets `search_path` to ''. */
export async function catalogText(query: Query, settings: CatalogTextSettings): Promise<string> {
  const [row] = await query(`SELECT current_setting('server_version_num')::int AS version`);
  const blocks = new Map<string, Set<string>>();
  for (const sql of queries(Number(row?.['version']), settings))
    for (const found of await query(sql)) add(blocks, String(found['block']), String(found['line']));
  return [...blocks]
    .map(([block, lines]) => `${block}\n${[...lines].toSorted().map(indent).join('')}`)
    .toSorted()
    .join('\n');
}

function add(blocks: Map<string, Set<string>>, block: string, line: string): void {
  blocks.set(block, (blocks.get(block) ?? new Set()).add(line));
}

const indent = (line: string): string => `  ${line.trimEnd().replaceAll('\n', '\n      ')}\n`;

// ---------------------------------------------------------------------------------------------- how a thing is written

/** The block of an object: "table public.users". */
const block = (catalog: string, oid: string): string =>
  `(SELECT i.type || ' ' || i.identity FROM pg_identify_object(${literal(catalog)}::regclass, ${oid}, 0) i)`;

const user = (oid: string): string => `CASE ${oid} WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(${oid})) END`;

/** A row with its nulls left out, as JSON: for options of which there are many and whose text nobody reads. */
const json = (row: string): string => `(SELECT jsonb_strip_nulls(to_jsonb(r)) FROM (SELECT ${row}) r)::text`;

const list = (array: string): string => `(SELECT string_agg(o, ', ' ORDER BY o) FROM unnest(${array}) o)`;

/** Objects that are not PostgreSQL's own: no schema is a system's, and the OID is none that initdb gave. */
const ours = (namespace: string): string =>
  `${namespace}.nspname NOT IN ('pg_toast', 'information_schema') AND ${namespace}.nspname !~ '^pg_(toast_)?temp_'`;
const made = (oid: string): string => `${oid} >= 16384`;

/** The relations to show, as the sub-select `c`: (oid, … of pg_class, block, nspname). */
function relations(without: readonly string[]): string {
  const names = without.map(literal).join(', ');
  const excluded =
    names === ''
      ? ''
      : `
      AND c.relname NOT IN (${names})
      AND NOT EXISTS (SELECT FROM pg_depend d JOIN pg_class t ON t.oid = d.refobjid
        WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND c.relkind = 'S' AND d.refclassid = 'pg_class'::regclass
          AND d.deptype IN ('a', 'i') AND t.relname IN (${names}))
      AND NOT EXISTS (SELECT FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid WHERE i.indexrelid = c.oid AND t.relname IN (${names}))`;
  return `(SELECT c.*, n.nspname, ${block('pg_class', 'c.oid')} AS block
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
    WHERE ${made('c.oid')} AND ${ours('n')}${excluded})`;
}

/** The grants on an object, a line a grantee; those an owner has by default are written out. */
function grants(from: string, blockOf: string, acl: string, type: string, owner: string, what = `'grant'`): string {
  return `
    SELECT b AS block, what || ' ' || string_agg(privilege, ', ' ORDER BY privilege) || ' to ' || grantee || ' by ' || grantor AS line
    FROM (SELECT ${blockOf} AS b, ${what} AS what, acl.privilege_type || CASE WHEN acl.is_grantable THEN '*' ELSE '' END AS privilege,
        ${user('acl.grantee')} AS grantee, ${user('acl.grantor')} AS grantor
      FROM ${from} CROSS JOIN LATERAL aclexplode(coalesce(${acl}, acldefault(${type}, ${owner}))) acl) g
    GROUP BY b, what, grantee, grantor`;
}

// ------------------------------------------------------------------------------------------------------- what is asked

function queries(version: number, { without, columnOrder }: CatalogTextSettings): readonly string[] {
  const since = (major: number, sql: string, otherwise = ''): string => (version >= major * 10000 ? sql : otherwise);
  const c = relations(without);
  return [
    ...schemasAndExtensions(),
    ...types(since),
    ...relationQueries(c, since),
    ...columns(c, columnOrder, since),
    ...constraints(c),
    ...indexes(c),
    ...onRelations(c),
    ...functions(),
    ...publications(c, since),
    ...others(since),
    ...comments(c),
    ...sharedGrants(),
  ].filter((sql) => sql !== '');
}

type Since = (major: number, sql: string, otherwise?: string) => string;

function schemasAndExtensions(): readonly string[] {
  const schemas = `(SELECT n.* FROM pg_namespace n WHERE nspname !~ '^pg_' AND nspname <> 'information_schema') n`;
  return [
    `SELECT 'schema ' || quote_ident(nspname) AS block, 'owner ' || ${user('nspowner')} AS line FROM ${schemas}`,
    grants(schemas, `'schema ' || quote_ident(n.nspname)`, 'n.nspacl', `'n'`, 'n.nspowner'),
    `SELECT 'extension ' || quote_ident(extname) AS block, format('version %s, schema %I, owner %s', extversion, n.nspname, ${user('extowner')}) AS line
      FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace`,
    `SELECT 'extension ' || quote_ident(extname) AS block, 'member ' || i.type || ' ' || i.identity AS line
      FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid, pg_identify_object(d.classid, d.objid, d.objsubid) i
      WHERE d.refclassid = 'pg_extension'::regclass AND d.deptype = 'e' AND ${made('d.objid')}`,
    `SELECT ${block('pg_class', 'd.objid')} AS block, 'depends on extension ' || quote_ident(extname) AS line
      FROM pg_depend d JOIN pg_extension e ON e.oid = d.refobjid
      WHERE d.refclassid = 'pg_extension'::regclass AND d.classid = 'pg_class'::regclass AND d.deptype = 'x'`,
  ];
}

function types(since: Since): readonly string[] {
  // Array, row and multirange types come and go with what they are made for.
  const t = `(SELECT t.*, ${block('pg_type', 't.oid')} AS block FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
    LEFT JOIN pg_class c ON c.oid = t.typrelid
    WHERE ${made('t.oid')} AND ${ours('n')} AND t.typtype IN ('b', 'c', 'd', 'e', 'r', 'p') AND NOT EXISTS (SELECT FROM pg_type e WHERE e.typarray = t.oid) AND (c.oid IS NULL OR c.relkind = 'c')) t`;
  return [
    `SELECT block, 'owner ' || ${user('typowner')} AS line FROM ${t}`,
    grants(t, 't.block', 't.typacl', `'T'`, 't.typowner'),
    `SELECT block, 'values ' || string_agg(quote_literal(enumlabel), ', ' ORDER BY enumsortorder) AS line
      FROM ${t} JOIN pg_enum e ON e.enumtypid = t.oid GROUP BY block`,
    `SELECT block, 'domain over ' || format_type(typbasetype, typtypmod) || CASE WHEN typnotnull THEN ' not null' ELSE '' END
        || coalesce(' default ' || coalesce(pg_get_expr(typdefaultbin, 0), typdefault), '')
        || coalesce(' collation ' || (SELECT nullif(typcollation, b.typcollation)::regcollation::text FROM pg_type b WHERE b.oid = typbasetype), '') AS line
      FROM ${t} WHERE typtype = 'd'`,
    `SELECT block, format('constraint %I ', conname) || pg_get_constraintdef(k.oid) AS line FROM ${t} JOIN pg_constraint k ON k.contypid = t.oid`,
    `SELECT block, format('attribute %s %I %s', a.attnum - (SELECT count(*) FROM pg_attribute g WHERE g.attrelid = a.attrelid AND g.attnum BETWEEN 1 AND a.attnum AND g.attisdropped),
        a.attname, format_type(a.atttypid, a.atttypmod)) || coalesce(' collation ' || (SELECT nullif(a.attcollation, b.typcollation)::regcollation::text FROM pg_type b WHERE b.oid = a.atttypid), '') AS line
      FROM ${t} JOIN pg_attribute a ON a.attrelid = t.typrelid AND a.attnum > 0 AND NOT a.attisdropped WHERE typtype = 'c'`,
    `SELECT block, ${json(`rngsubtype::regtype::text AS subtype, nullif(rngcollation, 0)::regcollation::text AS collation, rngcanonical::text AS canonical,
        rngsubdiff::text AS difference, (SELECT identity FROM pg_identify_object('pg_opclass'::regclass, rngsubopc, 0)) AS opclass
        ${since(14, ', rngmultitypid::regtype::text AS multirange')}`)} AS line
      FROM ${t} JOIN pg_range r ON r.rngtypid = t.oid`,
    `SELECT block, ${json(`typinput::text, typoutput::text, typreceive::text, typsend::text, typmodin::text, typmodout::text, typlen, typbyval, typcategory, typispreferred,
        typdelim, typalign, typstorage, typisdefined, typdefault`)} AS line
      FROM ${t} WHERE typtype IN ('b', 'p')`,
  ];
}

function relationQueries(c: string, since: Since): readonly string[] {
  const defaultMethod = `current_setting('default_table_access_method')`;
  return [
    `SELECT block, 'owner ' || ${user('relowner')} AS line FROM ${c} c WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'S')`,
    `SELECT block, CASE relpersistence WHEN 'u' THEN 'unlogged' ELSE 'temporary' END AS line FROM ${c} c WHERE relpersistence <> 'p'`,
    `SELECT block, 'with ' || ${list('reloptions')} AS line FROM ${c} c WHERE reloptions IS NOT NULL AND relkind NOT IN ('i', 'I')`,
    `SELECT c.block, 'with toast ' || ${list('toast.reloptions')} AS line FROM ${c} c JOIN pg_class toast ON toast.oid = c.reltoastrelid WHERE toast.reloptions IS NOT NULL`,
    `SELECT block, 'row security enabled' AS line FROM ${c} c WHERE relrowsecurity`,
    `SELECT block, 'row security forced' AS line FROM ${c} c WHERE relforcerowsecurity`,
    `SELECT block, 'partition by ' || pg_get_partkeydef(oid) AS line FROM ${c} c WHERE relkind = 'p'`,
    `SELECT c.block, format('%s %s ', CASE WHEN relispartition THEN 'partition of' ELSE 'inherits' END, inhparent::regclass)
        || coalesce(pg_get_expr(relpartbound, c.oid), inhseqno::text)${since(14, ` || CASE WHEN inhdetachpending THEN ' detach pending' ELSE '' END`)} AS line
      FROM ${c} c JOIN pg_inherits ON inhrelid = c.oid WHERE relkind NOT IN ('i', 'I')`,
    `SELECT c.block, 'access method ' || amname AS line FROM ${c} c JOIN pg_am a ON a.oid = c.relam WHERE relkind IN ('r', 'p', 'm') AND amname <> ${defaultMethod}`,
    `SELECT c.block, 'tablespace ' || quote_ident(spcname) AS line FROM ${c} c JOIN pg_tablespace s ON s.oid = c.reltablespace WHERE relkind NOT IN ('i', 'I')`,
    `SELECT block, 'replica identity ' || relreplident::text AS line FROM ${c} c WHERE relkind IN ('r', 'p', 'm') AND relreplident <> 'd'`,
    `SELECT block, 'of type ' || reloftype::regtype AS line FROM ${c} c WHERE reloftype <> 0`,
    `SELECT c.block, format('server %I ', srvname) || coalesce(${list('ftoptions')}, '') AS line
      FROM ${c} c JOIN pg_foreign_table f ON f.ftrelid = c.oid JOIN pg_foreign_server s ON s.oid = f.ftserver`,
    `SELECT block, 'as ' || pg_get_viewdef(oid) AS line FROM ${c} c WHERE relkind IN ('v', 'm')`,
    `SELECT block, 'not populated' AS line FROM ${c} c WHERE relkind = 'm' AND NOT relispopulated`,
    grants(
      `(SELECT * FROM ${c} x WHERE relkind IN ('r', 'p', 'f', 'v', 'm', 'S')) c`,
      'c.block',
      'c.relacl',
      `CASE c.relkind WHEN 'S' THEN 's' ELSE 'r' END::"char"`,
      'c.relowner',
    ),
    `SELECT c.block, format('as %s start %s increment %s min %s max %s cache %s%s', format_type(seqtypid, NULL), seqstart, seqincrement, seqmin, seqmax, seqcache,
        CASE WHEN seqcycle THEN ' cycle' ELSE '' END) AS line FROM ${c} c JOIN pg_sequence s ON s.seqrelid = c.oid`,
    `SELECT c.block, format('%s %s.%I', CASE d.deptype WHEN 'i' THEN 'identity of' ELSE 'owned by' END, a.attrelid::regclass, a.attname) AS line
      FROM ${c} c JOIN pg_depend d ON d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.refclassid = 'pg_class'::regclass AND d.deptype IN ('a', 'i')
      JOIN pg_attribute a ON a.attrelid = d.refobjid AND a.attnum = d.refobjsubid WHERE c.relkind = 'S'`,
  ];
}

function columns(c: string, columnOrder: ColumnOrder, since: Since): readonly string[] {
  const from = `${c} c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'f', 'v', 'm')
    JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum`;
  return [
    `SELECT c.block, format('column %I %s', attname, format_type(atttypid, atttypmod))
        || CASE WHEN attcollation <> typcollation THEN ' collation ' || attcollation::regcollation ELSE '' END
        || CASE WHEN attnotnull THEN ' not null' ELSE '' END
        || CASE attidentity WHEN 'a' THEN ' identity always' WHEN 'd' THEN ' identity by default' ELSE '' END
        || CASE attgenerated WHEN '' THEN ' default ' WHEN 's' THEN ' generated stored ' ELSE ' generated virtual ' END || coalesce(pg_get_expr(adbin, adrelid), 'none')
        || CASE WHEN attstorage <> typstorage THEN ' storage ' || attstorage::text ELSE '' END
        ${since(14, `|| CASE WHEN attcompression <> '' THEN ' compression ' || attcompression::text ELSE '' END`)}
        || CASE WHEN coalesce(attstattarget, -1) >= 0 THEN ' statistics ' || attstattarget ELSE '' END
        || coalesce(' options ' || ${list('attoptions')}, '') || coalesce(' foreign options ' || ${list('attfdwoptions')}, '')
        || CASE WHEN attinhcount > 0 THEN ' inherited' || CASE WHEN attislocal THEN ' and local' ELSE '' END ELSE '' END AS line
      FROM ${from}`,
    grants(from, 'c.block', 'a.attacl', `'c'`, 'c.relowner', `'grant on column ' || quote_ident(a.attname)`),
    columnOrder === 'ignore'
      ? ''
      : `SELECT c.block, 'columns in order ' || string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS line FROM ${from} GROUP BY c.block`,
  ];
}

/** What a foreign key makes for a partition PostgreSQL names itself, and no dump says how: the name follows no rename. */
function constraints(c: string): readonly string[] {
  return [
    `SELECT c.block, format('constraint %s %s', CASE WHEN contype = 'f' AND conparentid <> 0 THEN '(any name)' ELSE quote_ident(conname) END, pg_get_constraintdef(k.oid))
        || CASE WHEN coninhcount > 0 THEN ' inherited' || CASE WHEN conislocal THEN ' and local' ELSE '' END ELSE '' END AS line
      FROM ${c} c JOIN pg_constraint k ON k.conrelid = c.oid WHERE contype <> 't'`,
    `SELECT c.block, format('comment on constraint %I: %L', conname, description) AS line
      FROM ${c} c JOIN pg_constraint k ON k.conrelid = c.oid JOIN pg_description d ON d.classoid = 'pg_constraint'::regclass AND d.objoid = k.oid`,
  ];
}

function indexes(c: string): readonly string[] {
  return [
    `SELECT c.block, pg_get_indexdef(indexrelid)
        || CASE WHEN indisclustered THEN ' clustered' ELSE '' END || CASE WHEN indisreplident THEN ' replica identity' ELSE '' END
        || CASE WHEN NOT indisvalid THEN ' invalid' ELSE '' END || CASE WHEN NOT indisready THEN ' not ready' ELSE '' END || CASE WHEN NOT indislive THEN ' dead' ELSE '' END
        || CASE WHEN NOT indimmediate THEN ' deferrable' ELSE '' END
        || coalesce(' tablespace ' || quote_ident(spcname), '') || coalesce(' part of index ' || inhparent::regclass, '')
        || coalesce((SELECT ' of constraint ' || quote_ident(conname) FROM pg_constraint k WHERE k.conindid = indexrelid AND contype IN ('p', 'u', 'x')), '')
        || coalesce((SELECT string_agg(format(' statistics of %s %s', attnum, attstattarget), '' ORDER BY attnum) FROM pg_attribute WHERE attrelid = indexrelid AND attstattarget >= 0), '') AS line
      FROM ${c} c JOIN pg_index x ON x.indrelid = c.oid JOIN pg_class ic ON ic.oid = x.indexrelid LEFT JOIN pg_tablespace s ON s.oid = ic.reltablespace
      LEFT JOIN pg_inherits ON inhrelid = indexrelid`,
    `SELECT c.block, format('comment on index %I: %L', ic.relname, description) AS line
      FROM ${c} c JOIN pg_index x ON x.indrelid = c.oid JOIN pg_class ic ON ic.oid = x.indexrelid
      JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = x.indexrelid AND d.objsubid = 0`,
  ];
}

function onRelations(c: string): readonly string[] {
  const commented = (catalog: string, relation: string, what: string, name: string): string =>
    `SELECT c.block, format('comment on ${what} %I: %L', o.${name}, description) AS line FROM ${c} c JOIN ${catalog} o ON o.${relation} = c.oid
      JOIN pg_description d ON d.classoid = ${literal(catalog)}::regclass AND d.objoid = o.oid`;
  return [
    `SELECT c.block, pg_get_triggerdef(t.oid) || CASE tgenabled WHEN 'O' THEN '' WHEN 'D' THEN ' disabled' WHEN 'R' THEN ' enabled replica' ELSE ' enabled always' END
        || CASE WHEN tgparentid <> 0 THEN ' inherited' ELSE '' END AS line
      FROM ${c} c JOIN pg_trigger t ON t.tgrelid = c.oid WHERE NOT tgisinternal OR tgparentid <> 0 AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.oid = t.tgconstraint AND k.contype = 'f')`,
    `SELECT c.block, format('internal trigger of %I: %s', coalesce(k.conname, tgname), CASE tgenabled WHEN 'D' THEN 'disabled' WHEN 'R' THEN 'enabled replica' ELSE 'enabled always' END) AS line
      FROM ${c} c JOIN pg_trigger t ON t.tgrelid = c.oid LEFT JOIN pg_constraint k ON k.oid = t.tgconstraint WHERE tgisinternal AND tgenabled <> 'O'`,
    commented('pg_trigger', 'tgrelid', 'trigger', 'tgname'),
    `SELECT c.block, pg_get_ruledef(r.oid) || CASE ev_enabled WHEN 'O' THEN '' ELSE ' enabled ' || ev_enabled::text END AS line
      FROM ${c} c JOIN pg_rewrite r ON r.ev_class = c.oid WHERE rulename <> '_RETURN'`,
    commented('pg_rewrite', 'ev_class', 'rule', 'rulename'),
    `SELECT c.block, format('policy %I %s for %s to %s', polname, CASE WHEN polpermissive THEN 'permissive' ELSE 'restrictive' END, polcmd,
        (SELECT string_agg(${user('r')}, ', ' ORDER BY ${user('r')}) FROM unnest(polroles) r))
        || coalesce(' using ' || pg_get_expr(polqual, polrelid), '') || coalesce(' with check ' || pg_get_expr(polwithcheck, polrelid), '') AS line
      FROM ${c} c JOIN pg_policy p ON p.polrelid = c.oid`,
    commented('pg_policy', 'polrelid', 'policy', 'polname'),
    `SELECT ${block('pg_statistic_ext', 's.oid')} AS block, pg_get_statisticsobjdef(s.oid) || ' owner ' || ${user('stxowner')}
        || CASE WHEN coalesce(stxstattarget, -1) >= 0 THEN ' statistics ' || stxstattarget ELSE '' END AS line
      FROM ${c} c JOIN pg_statistic_ext s ON s.stxrelid = c.oid`,
  ];
}

function functions(): readonly string[] {
  // The constructors of a range type come and go with it.
  const p = `(SELECT p.*, ${block('pg_proc', 'p.oid')} AS block FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE ${made('p.oid')} AND ${ours('n')}
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid AND d.deptype = 'i')) p`;
  return [
    `SELECT block, pg_get_functiondef(oid) AS line FROM ${p} WHERE prokind <> 'a'`,
    `SELECT block, pg_get_function_arguments(p.oid) || ' ' || ${json(`pg_get_function_result(p.oid) AS result, proparallel, aggkind, aggnumdirectargs, aggtransfn::regprocedure::text, aggtranstype::regtype::text, aggtransspace,
        nullif(aggfinalfn, 0)::regprocedure::text AS finalfn, aggfinalextra, aggfinalmodify, nullif(aggcombinefn, 0)::regprocedure::text AS combinefn,
        nullif(aggserialfn, 0)::regprocedure::text AS serialfn, nullif(aggdeserialfn, 0)::regprocedure::text AS deserialfn, nullif(aggmtransfn, 0)::regprocedure::text AS mtransfn,
        nullif(aggminvtransfn, 0)::regprocedure::text AS minvtransfn, nullif(aggmfinalfn, 0)::regprocedure::text AS mfinalfn, aggmfinalextra, aggmfinalmodify,
        nullif(aggmtranstype, 0)::regtype::text AS mtranstype, aggmtransspace, nullif(aggsortop, 0)::regoperator::text AS sortop, agginitval, aggminitval`)} AS line
      FROM ${p} JOIN pg_aggregate g ON g.aggfnoid = p.oid`,
    `SELECT block, 'owner ' || ${user('proowner')} AS line FROM ${p}`,
    grants(p, 'p.block', 'p.proacl', `'f'`, 'p.proowner'),
  ];
}

function publications(c: string, since: Since): readonly string[] {
  return [
    `SELECT 'publication ' || quote_ident(pubname) AS block, ${json(`${user('pubowner')} AS owner, puballtables, pubinsert, pubupdate, pubdelete, pubtruncate, pubviaroot${since(18, ', pubgencols')}`)} AS line FROM pg_publication`,
    `SELECT 'publication ' || quote_ident(pubname) AS block, c.block || ${since(
      15,
      `coalesce(' where ' || pg_get_expr(prqual, prrelid), '')
        || coalesce((SELECT ' columns ' || string_agg(quote_ident(attname), ', ' ORDER BY attname) FROM pg_attribute WHERE attrelid = prrelid AND attnum = ANY (prattrs::int2[])), '')`,
      `''`,
    )} AS line
      FROM ${c} c JOIN pg_publication_rel r ON r.prrelid = c.oid JOIN pg_publication p ON p.oid = r.prpubid`,
    since(
      15,
      `SELECT 'publication ' || quote_ident(pubname) AS block, 'schema ' || quote_ident(nspname) AS line
      FROM pg_publication_namespace r JOIN pg_publication p ON p.oid = r.pnpubid JOIN pg_namespace n ON n.oid = r.pnnspid`,
    ),
  ];
}

function others(since: Since): readonly string[] {
  const named = (catalog: string, row: string, where = ''): string =>
    `SELECT ${block(catalog, 'o.oid')} AS block, ${json(row)} AS line FROM ${catalog} o WHERE ${made('o.oid')}${where}`;
  const operator = (oid: string): string => `nullif(${oid}, 0)::regoperator::text`;
  return [
    named(
      'pg_collation',
      `${user('collowner')} AS owner, collprovider, collisdeterministic, collencoding, collcollate, collctype, ${since(17, 'colllocale', since(15, 'colliculocale', 'NULL'))} AS locale${since(16, ', collicurules')}`,
    ),
    named(
      'pg_conversion',
      `${user('conowner')} AS owner, conforencoding, contoencoding, conproc::regprocedure::text, condefault`,
    ),
    named(
      'pg_operator',
      `${user('oprowner')} AS owner, oprresult::regtype::text, oprcode::regprocedure::text, ${operator('oprcom')} AS commutator, ${operator('oprnegate')} AS negator, oprrest::text, oprjoin::text, oprcanmerge, oprcanhash`,
    ),
    named(
      'pg_opclass',
      `${user('opcowner')} AS owner, opcintype::regtype::text, opcdefault, nullif(opckeytype, 0)::regtype::text AS key, (SELECT identity FROM pg_identify_object('pg_opfamily'::regclass, opcfamily, 0)) AS family`,
    ),
    named('pg_opfamily', `${user('opfowner')} AS owner`),
    named('pg_amop', `amoppurpose, ${operator('amopopr')} AS operator`),
    named('pg_amproc', `amproc::regprocedure::text`),
    named(
      'pg_cast',
      `nullif(castfunc, 0)::regprocedure::text AS function, castcontext, castmethod`,
      ` AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_cast'::regclass AND d.objid = o.oid AND d.deptype = 'i')`,
    ),
    named(
      'pg_transform',
      `nullif(trffromsql, 0)::regprocedure::text AS "from", nullif(trftosql, 0)::regprocedure::text AS "to"`,
    ),
    named(
      'pg_ts_config',
      `${user('cfgowner')} AS owner, cfgparser::text, (SELECT jsonb_agg(format('%s %s %s', maptokentype, mapseqno, mapdict::regdictionary) ORDER BY maptokentype, mapseqno) FROM pg_ts_config_map m WHERE m.mapcfg = o.oid) AS mapping`,
    ).replace(
      'cfgparser::text',
      `(SELECT identity FROM pg_identify_object('pg_ts_parser'::regclass, cfgparser, 0)) AS parser`,
    ),
    named(
      'pg_ts_dict',
      `${user('dictowner')} AS owner, (SELECT identity FROM pg_identify_object('pg_ts_template'::regclass, dicttemplate, 0)) AS template, dictinitoption`,
    ),
    named('pg_ts_parser', `prsstart::text, prstoken::text, prsend::text, prsheadline::text, prslextype::text`),
    named('pg_ts_template', `tmplinit::text, tmpllexize::text`),
    named('pg_language', `${user('lanowner')} AS owner, lanpltrusted, lanplcallfoid::regprocedure::text`),
    named('pg_am', `amtype, amhandler::text`),
    named(
      'pg_event_trigger',
      `${user('evtowner')} AS owner, evtevent, evtfoid::regprocedure::text, evtenabled, evttags`,
    ),
    named(
      'pg_foreign_data_wrapper',
      `${user('fdwowner')} AS owner, nullif(fdwhandler, 0)::regprocedure::text AS handler, nullif(fdwvalidator, 0)::regprocedure::text AS validator, fdwoptions, fdwacl::text AS acl`,
    ),
    named(
      'pg_foreign_server',
      `${user('srvowner')} AS owner, (SELECT fdwname FROM pg_foreign_data_wrapper f WHERE f.oid = srvfdw) AS wrapper, srvtype, srvversion, srvoptions, srvacl::text AS acl`,
    ),
    named('pg_user_mapping', 'umoptions'),
  ];
}

/** Comments on all but what stands in a relation's own block, and on relations and their columns. */
function comments(c: string): readonly string[] {
  return [
    `SELECT c.block, CASE WHEN objsubid = 0 THEN 'comment: ' ELSE format('comment on column %I: ', attname) END || quote_literal(description) AS line
      FROM ${c} c JOIN pg_description d ON d.classoid = 'pg_class'::regclass AND d.objoid = c.oid LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid
      WHERE c.relkind NOT IN ('i', 'I')`,
    `SELECT i.type || ' ' || i.identity AS block, 'comment: ' || quote_literal(description) AS line
      FROM pg_description d, pg_identify_object(d.classoid, d.objoid, d.objsubid) i
      WHERE (${made('d.objoid')} OR d.classoid = 'pg_namespace'::regclass AND (SELECT nspname FROM pg_namespace WHERE oid = d.objoid) = 'public')
        AND d.classoid NOT IN ('pg_class'::regclass, 'pg_trigger'::regclass, 'pg_rewrite'::regclass, 'pg_policy'::regclass)
        AND NOT (d.classoid = 'pg_constraint'::regclass AND EXISTS (SELECT FROM pg_constraint k WHERE k.oid = d.objoid AND k.conrelid <> 0))`,
  ];
}

/** Default privileges, and what was granted or revoked on PostgreSQL's own objects. */
function sharedGrants(): readonly string[] {
  const changed = (catalog: string, acl: string, where = ''): string =>
    `SELECT ${block(catalog, 'o.oid')} AS block, 'grants ' || ${list(`${acl}::text[]`)} AS line
      FROM ${catalog} o LEFT JOIN pg_init_privs i ON i.classoid = ${literal(catalog)}::regclass AND i.objoid = o.oid AND i.objsubid = 0
      WHERE NOT ${made('o.oid')} AND ${acl} IS NOT NULL AND ${list(`${acl}::text[]`)} IS DISTINCT FROM ${list('i.initprivs::text[]')}${where}`;
  return [
    `SELECT 'default privileges' AS block, format('for %s%s on %s: %s', ${user('defaclrole')}, coalesce(' in schema ' || quote_ident(nspname), ''), defaclobjtype, ${list('defaclacl::text[]')}) AS line
      FROM pg_default_acl LEFT JOIN pg_namespace n ON n.oid = defaclnamespace`,
    changed('pg_class', 'relacl', ` AND relnamespace = 'pg_catalog'::regnamespace`),
    changed('pg_proc', 'proacl', ` AND pronamespace = 'pg_catalog'::regnamespace`),
    changed('pg_language', 'lanacl'),
  ];
}
