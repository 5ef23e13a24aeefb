import type { Obstacle, Scene } from '../../kind.js';
import type { Id } from '../../object.js';
import type { Alter, Create } from '../../operation.js';
import { runnable } from '../../sql/expression.js';
import { heldFrom } from '../constraints.js';
import { spokenColumns } from '../keys.js';
import { onTable, rowsWhere } from '../obstacle-questions.js';

/** Rows that break a check. One that is not known to be broken, since a value is missing, holds. */
export function checkObstacles(operation: Create | Alter, scene: Scene): readonly Obstacle[] {
  const check = heldFrom(operation, scene);
  if (check === undefined) return [];
  const { id, attributes } = check;
  const { expression } = attributes;
  if (typeof expression !== 'string') return [];
  const { find } = scene;
  return [
    {
      ...obstacleOf(id),
      needs: [
        ...onTable(id, []).needs,
        ...spokenColumns(id, find, expression),
        ...spokenColumns(id, scene.after, expression),
      ],
      question: rowsWhere({ id, find, alone: attributes['noInherit'] === true }, `(${runnable(expression)}) IS FALSE`),
    },
  ];
}

const obstacleOf = (id: Id): Omit<Obstacle, 'needs' | 'question'> => ({
  schema: id.schema ?? 'public',
  table: id.table ?? '',
  which: `breaking ${id.name}`,
  since: `check ${id.name} is to hold`,
  wayOut: `Mend the rows before; or make the check NOT VALID, which holds for new rows alone, and validate it later.`,
});
