import { pathOf } from '@sluice/core';
import type { AgainstReport, ReportedObstacle } from './against.js';

/** What the database of `--against` says of a migration, for a person. */
export function againstLines({ obstacles, unanswered }: AgainstReport): readonly string[] {
  return [
    ...(obstacles.length === 0 ? ['Nothing found in the way in the database of --against.'] : []),
    ...(obstacles.length > 0 ? ['In the way, in the database of --against:'] : []),
    ...obstacles.flatMap((obstacle) => [
      `  ${obstacleText(obstacle)}`,
      ...(obstacle.samples.length === 0 ? [] : [`    ${samplesText(obstacle)}`]),
      `    ${obstacle.wayOut}`,
    ]),
    ...unansweredLines({ unanswered }),
  ];
}

/** `users: 3 rows without a value in email; email becomes NOT NULL.` */
export function obstacleText({ schema, table, which, since, rows, afterSql }: ReportedObstacle): string {
  const amount = rows === undefined ? 'rows' : `${rows.toLocaleString('en')} ${rows === 1 ? 'row' : 'rows'}`;
  const mended = afterSql ? ' SQL of the migrations runs before, and may mend that.' : '';
  return `${pathOf({ schema, name: table })}: ${amount} ${which}; ${since}.${mended}`;
}

/** `{"id":1}, {"id":2}, …` */
export function samplesText({ rows, samples }: Pick<ReportedObstacle, 'rows' | 'samples'>): string {
  const isAll = rows === undefined || rows <= samples.length;
  return `${samples.join(', ')}${isAll ? '' : ', …'}`;
}

/** What is not known, a line each. */
export const unansweredLines = ({ unanswered }: Pick<AgainstReport, 'unanswered'>): readonly string[] =>
  unanswered.map(
    ({ schema, table, which, reason }) => `Not known of ${pathOf({ schema, name: table })}: rows ${which} (${reason})`,
  );
