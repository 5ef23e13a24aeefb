import { isList } from '../json.js';
import type { Obstacle, Scene } from '../kind.js';
import type { Alter, Create } from '../operation.js';
import { ident } from '../sql/quote.js';
import { withoutValue } from './columns/obstacles.js';
import { onTable, rowsAlike, rowsOverlapping } from './obstacle-questions.js';

/** Rows that share what is to be unique. */
export function keyObstacles(operation: Create | Alter, { find }: Scene): readonly Obstacle[] {
  if (operation.verb === 'alter' || operation.manner?.['usingIndex'] === true) return [];
  const { id, attributes } = operation.object;
  const columns = isList(attributes['columns']) ? attributes['columns'].map(String) : [];
  const asked = { id, find, alone: true };
  const spans = attributes['withoutOverlaps'] === true;
  const parts = columns.map((name) => ({ name, sql: ident(name) }));
  return [
    {
      ...onTable(id, columns),
      which: spans
        ? `whose ${columns.join(', ')} overlap with another`
        : `that share ${columns.join(', ')} with another`,
      since: `${id.name} is to be unique`,
      wayOut: MEND,
      question: spans
        ? rowsOverlapping(asked, columns)
        : rowsAlike(asked, parts, undefined, attributes['nullsNotDistinct'] === true),
    },
  ];
}

/** The same, and rows without a value that a primary key takes. */
export function primaryKeyObstacles(operation: Create | Alter, scene: Scene): readonly Obstacle[] {
  if (operation.verb === 'alter') return [];
  const { id, attributes } = operation.object;
  const columns = isList(attributes['columns']) ? attributes['columns'].map(String) : [];
  const since = `${id.name} is the primary key`;
  return [
    ...keyObstacles(operation, scene),
    ...columns.map((name) => withoutValue({ ...id, name }, scene.find, since)),
  ];
}

/** What to do about rows that are alike. */
export const MEND = 'Change or delete all but one of each before, in an earlier migration or by hand.';
