import type { Catalog, CatalogRow } from '../../kind.js';
import {
  functionName,
  isMade,
  parallelColumn,
  readParallel,
  routineAddresses,
  signature,
} from '../functions/catalog.js';
import { privilegesColumn, readPrivileges } from '../privileges.js';
import { flag, needText, text } from '../read.js';
import { ownerColumn } from '../rules.js';
import type { AggregateAttributes, Modify } from './aggregate.js';
import { commentOf } from '../catalog-sql.js';

const modifies = ['read_only', 'shareable', 'read_write'] as const satisfies readonly Modify[];

/** What a final function may do, none where that is the default for the aggregate. */
const modify = (letter: string): string => `CASE WHEN ${letter} <> CASE g.aggkind WHEN 'n' THEN 'r' ELSE 'w' END
        THEN CASE ${letter} WHEN 'r' THEN 'read_only' WHEN 's' THEN 'shareable' ELSE 'read_write' END END`;

const optional = (oid: string): string => `CASE WHEN ${oid} <> 0 THEN ${functionName(oid)} END`;

/** Aggregates. */
export const aggregateCatalog: Catalog<AggregateAttributes> = {
  sql: (schemas) => `
    SELECT n.nspname AS schema, ${signature} AS name, pg_get_function_arguments(p.oid) AS arguments,
      ${functionName('g.aggtransfn')} AS sfunc, format_type(g.aggtranstype, NULL) AS stype, g.aggtransspace AS sspace,
      ${optional('g.aggfinalfn')} AS finalfunc, g.aggfinalextra AS finalfunc_extra, ${modify('g.aggfinalmodify')} AS finalfunc_modify,
      ${optional('g.aggcombinefn')} AS combinefunc, ${optional('g.aggserialfn')} AS serialfunc, ${optional('g.aggdeserialfn')} AS deserialfunc,
      g.agginitval AS initcond, ${optional('g.aggmtransfn')} AS msfunc, ${optional('g.aggminvtransfn')} AS minvfunc,
      CASE WHEN g.aggmtranstype <> 0 THEN format_type(g.aggmtranstype, NULL) END AS mstype, g.aggmtransspace AS msspace,
      ${optional('g.aggmfinalfn')} AS mfinalfunc, g.aggmfinalextra AS mfinalfunc_extra, ${modify('g.aggmfinalmodify')} AS mfinalfunc_modify,
      g.aggminitval AS minitcond, g.aggkind = 'h' AS hypothetical, ${parallelColumn},
      CASE WHEN o.oid IS NULL THEN NULL WHEN pg_operator_is_visible(o.oid) THEN o.oprname ELSE format('OPERATOR(%I.%s)', os.nspname, o.oprname) END AS sortop,
      ${ownerColumn('p.proowner')}, ${privilegesColumn('p.proacl', 'f', 'p.proowner')}, ${commentOf('p.oid', 'pg_proc')} AS comment
    FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace JOIN pg_aggregate g ON g.aggfnoid = p.oid
    LEFT JOIN pg_operator o ON o.oid = g.aggsortop LEFT JOIN pg_namespace os ON os.oid = o.oprnamespace
    WHERE ${schemas} AND ${isMade}`,
  read: (row) => ({
    arguments: needText(row, 'arguments'),
    sfunc: needText(row, 'sfunc'),
    stype: needText(row, 'stype'),
    sspace: Number(row['sspace']),
    finalfunc: text(row, 'finalfunc'),
    finalfuncExtra: flag(row, 'finalfunc_extra'),
    finalfuncModify: readModify(row, 'finalfunc_modify'),
    combinefunc: text(row, 'combinefunc'),
    serialfunc: text(row, 'serialfunc'),
    deserialfunc: text(row, 'deserialfunc'),
    initcond: text(row, 'initcond'),
    msfunc: text(row, 'msfunc'),
    minvfunc: text(row, 'minvfunc'),
    mstype: text(row, 'mstype'),
    msspace: Number(row['msspace']),
    mfinalfunc: text(row, 'mfinalfunc'),
    mfinalfuncExtra: flag(row, 'mfinalfunc_extra'),
    mfinalfuncModify: readModify(row, 'mfinalfunc_modify'),
    minitcond: text(row, 'minitcond'),
    sortop: text(row, 'sortop'),
    parallel: readParallel(row),
    hypothetical: flag(row, 'hypothetical'),
    owner: text(row, 'owner'),
    privileges: readPrivileges(row),
    comment: text(row, 'comment'),
  }),
  addresses: (schemas) => routineAddresses(`p.prokind = 'a'`, schemas),
};

const readModify = (row: CatalogRow, column: string): Modify | null =>
  modifies.find((each) => each === row[column]) ?? null;
