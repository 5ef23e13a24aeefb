import { downRevisionsOf } from '@sluice/core/ground';
import type { MigrationInfo } from '../migration-info.js';
import { revisionLine } from './print-revisions.js';

/** A line of a drawing, a character each place: what goes down there, and what goes across. */
type Lane = string | undefined;

/**
 * Draws migrations, the newest first, as lines that part and meet. Each stands on a line of its own, in the lane of
 * those that follow it.
 */
export function drawHistory(migrations: readonly MigrationInfo[]): readonly string[] {
  const shown = new Set(migrations.map(({ revision }) => revision));
  let lanes: readonly Lane[] = [];
  return migrations.flatMap((migration) => {
    const waiting = lanes.flatMap((lane, i) => (lane === migration.revision ? [i] : []));
    const at = waiting[0] ?? freeLane(lanes);
    const meeting = waiting.slice(1);
    const met = trimmed(replaced(lanes, [...meeting.map((i) => [i, undefined] as const), [at, migration.revision]]));
    const [first, ...others] = downRevisionsOf(migration).filter((down) => shown.has(down));
    let after = replaced(met, [[at, first]]);
    const parting: number[] = [];
    for (const down of others) {
      const lane = freeLane(after);
      parting.push(lane);
      after = replaced(after, [[lane, down]]);
    }
    const lines = [
      ...(meeting.length === 0 ? [] : [across(lanes, at, meeting, '╯')]),
      `${places(met, at)}  ${revisionLine(migration)}`,
      ...(parting.length === 0 ? [] : [across(after, at, parting, '╮')]),
    ];
    lanes = trimmed(after);
    return lines.map((line) => line.trimEnd());
  });
}

/** Draws migrations as a Mermaid flowchart: https://mermaid.js.org/syntax/flowchart.html */
export function mermaidHistory(migrations: readonly MigrationInfo[]): readonly string[] {
  const shown = new Set(migrations.map(({ revision }) => revision));
  const label = ({ revision, message, branchLabels }: MigrationInfo): string =>
    [`${revision}${branchLabels.length === 0 ? '' : ` (${branchLabels.join(', ')})`}`, message.split('\n')[0] ?? '']
      .filter((part) => part !== '')
      .map((part) => part.replace(/["<>&#]/g, (character) => `#${character.charCodeAt(0)};`))
      .join('<br>');
  const node = (revision: string): string =>
    `r_${revision.replace(/\W/g, (character) => `_${character.charCodeAt(0)}_`)}`;
  const oldestFirst = migrations.toReversed();
  return [
    'flowchart TD',
    ...oldestFirst.map((migration) => `  ${node(migration.revision)}["${label(migration)}"]`),
    ...oldestFirst.flatMap((migration) => [
      ...downRevisionsOf(migration)
        .filter((down) => shown.has(down))
        .map((down) => `  ${node(down)} --> ${node(migration.revision)}`),
      ...migration.dependsOn
        .flatMap((name) => migrations.find((one) => one.revision === name || one.branchLabels.includes(name)) ?? [])
        .map(({ revision }) => `  ${node(revision)} -.-> ${node(migration.revision)}`),
    ]),
  ];
}

function freeLane(lanes: readonly Lane[]): number {
  const free = lanes.indexOf(undefined);
  return free < 0 ? lanes.length : free;
}

function replaced(lanes: readonly Lane[], changes: readonly (readonly [number, Lane])[]): readonly Lane[] {
  const next = [...lanes];
  for (const [i, lane] of changes) next[i] = lane;
  return next;
}

const trimmed = (lanes: readonly Lane[]): readonly Lane[] =>
  lanes.slice(0, lanes.findLastIndex((lane) => lane !== undefined) + 1);

const places = (lanes: readonly Lane[], at: number): string =>
  lanes.map((lane, i) => (i === at ? '●' : lane === undefined ? ' ' : '│')).join(' ');

/** A line across, from one lane to others at its right or left. */
function across(lanes: readonly Lane[], at: number, ends: readonly number[], corner: '╯' | '╮'): string {
  const [low, high] = [Math.min(at, ...ends), Math.max(at, ...ends)];
  const last = Math.max(...ends);
  const character = (i: number): string => {
    if (i === at) return '├';
    if (ends.includes(i)) return i === last ? corner : corner === '╯' ? '┴' : '┬';
    const isCrossed = i > low && i < high;
    return lanes[i] === undefined ? (isCrossed ? '─' : ' ') : isCrossed ? '┼' : '│';
  };
  const width = Math.max(lanes.length, high + 1);
  return Array.from({ length: width }, (_, i) => `${character(i)}${i >= low && i < high ? '─' : ' '}`).join('');
}
