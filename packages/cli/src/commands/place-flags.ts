import type { Command } from 'commander';
import type { PlaceOptions } from '../place.js';

/** Where a new migration shall stand. */
export interface PlaceFlags {
  readonly head?: string;
  readonly splice?: true;
  readonly branchLabel?: readonly string[];
  readonly dependsOn?: readonly string[];
  readonly revId?: string;
}

/** Adds what says where a new migration stands. */
export function addPlaceFlags(command: Command): Command {
  return command
    .option('--head <revision>', 'what it follows, where that is not the only head: 9c2b, shop@head, base')
    .option('--splice', 'let it follow a revision that others follow already, so that a branch begins')
    .option('--branch-label <name>', 'a name for the branch that begins here (repeatable)', several)
    .option('--depends-on <revision>', 'what of other branches must be applied before (repeatable)', several)
    .option('--rev-id <id>', 'its id, in place of one by chance');
}

/** The place that flags name. */
export const placeOptions = ({ head, splice, branchLabel, dependsOn, revId }: PlaceFlags): PlaceOptions => ({
  head,
  splice,
  branchLabels: branchLabel,
  dependsOn,
  revisionId: revId,
});

/** Collects an option that may be given several times. */
export const several = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];
