import type { Obstacle, Scene } from '../../kind.js';
import type { DatabaseObject, Id } from '../../object.js';
import type { Alter, Create } from '../../operation.js';
import { runnable, substitute } from '../../sql/expression.js';
import { ident, readName } from '../../sql/quote.js';
import { onTable, rowsWhere } from '../obstacle-questions.js';
import { castObstacles, withoutValue } from '../columns/obstacles.js';
import { newChecks } from './ddl.js';
import { readRules } from './domain.js';

/** Values of a domain that break what it says from now on. */
export function domainObstacles(operation: Create | Alter, scene: Scene): readonly Obstacle[] {
  if (operation.verb === 'create') return [];
  return columnsOf(operation.id, scene).flatMap((column) => [
    ...broken(operation, column.id, scene),
    ...cast(operation, column.id, scene),
  ]);
}

/** The columns that are of a domain itself. Within a list or another type PostgreSQL looks for itself, or refuses. */
const columnsOf = ({ schema = 'public', name }: Id, { find }: Scene): readonly DatabaseObject[] =>
  find('column').filter(({ attributes }) => {
    const type = readName(String(attributes['type']));
    return type?.schema === schema && type.name === name;
  });

function broken({ id: domain, changes }: Alter, id: Id, { find }: Scene): readonly Obstacle[] {
  const [from, to] = [readRules(changes, 'from'), readRules(changes, 'to')];
  return [
    ...(to.notNull === true ? [withoutValue(id, find, `domain ${domain.name} becomes NOT NULL`)] : []),
    ...newChecks({ from, to }).map(({ name, expression }) => ({
      ...onTable(id, [id.name]),
      which: `whose ${id.name} breaks ${name}`,
      since: `check ${name} of domain ${domain.name} is to hold`,
      wayOut: `Mend the values before; or make the check NOT VALID, which holds for new values alone, and validate it later.`,
      question: rowsWhere({ id, find }, `(${substitute(runnable(expression), 'VALUE', ident(id.name))}) IS FALSE`),
    })),
  ];
}

function cast({ changes, manner }: Alter, id: Id, scene: Scene): readonly Obstacle[] {
  const [from, to] = [changes['type']?.from, changes['type']?.to];
  if (typeof from !== 'string' || typeof to !== 'string') return [];
  const using = manner?.['using'];
  // A domain that is made anew is come to by a cast.
  const way = typeof using === 'string' ? substitute(using, 'VALUE', ident(id.name)) : `${ident(id.name)}::${to}`;
  return castObstacles(id, { from, to, using: way }, scene);
}
