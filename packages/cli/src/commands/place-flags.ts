import { InvalidArgumentError, type Command } from 'commander';
import path from 'node:path';
import type { PlaceOptions } from '../place.js';
import type { WriteOptions } from '../write-revision.js';

/** Where a new migration shall stand. */
export interface PlaceFlags {
  readonly head?: string;
  readonly splice?: true;
  readonly branchLabel?: readonly string[];
  readonly dependsOn?: readonly string[];
  readonly revId?: string;
  readonly versionPath?: string;
  readonly messagePattern?: RegExp;
}

/** Adds what says where a new migration stands. */
export function addPlaceFlags(command: Command): Command {
  return command
    .option('--head <revision>', 'what it follows, where that is not the only head: 9c2b, shop@head, base')
    .option('--splice', 'let it follow a revision that others follow already, so that a branch begins')
    .option('--branch-label <name>', 'a name for the branch that begins here (repeatable)', several)
    .option('--depends-on <revision>', 'what of other branches must be applied before (repeatable)', several)
    .option('--rev-id <id>', 'its id, in place of one by chance')
    .option(...VERSION_PATH)
    .option(...MESSAGE_PATTERN);
}

/** Where the file of a new migration goes. */
export const VERSION_PATH = [
  '--version-path <folder>',
  'where its file goes (default: the folder of the migration it follows, or else the first of the config)',
] as const;

/** What its message must be. */
export const MESSAGE_PATTERN = [
  '--message-pattern <regexp>',
  'what the message must match, besides what the config wants',
  regExp,
] as const;

function regExp(text: string): RegExp {
  try {
    return new RegExp(text, 'u');
  } catch (cause) {
    throw new InvalidArgumentError(`It is no regular expression: ${cause instanceof Error ? cause.message : ''}.`);
  }
}

/** A path on the command line is meant from the folder of the process. */
export const folderOf = (versionPath: string | undefined): string | undefined =>
  versionPath === undefined ? undefined : path.resolve(versionPath);

/** The place that flags name. */
export const placeOptions = ({
  head,
  splice,
  branchLabel,
  dependsOn,
  revId,
  versionPath,
  messagePattern,
}: PlaceFlags): PlaceOptions & Pick<WriteOptions, 'versionPath' | 'messagePattern'> => ({
  head,
  splice,
  branchLabels: branchLabel,
  dependsOn,
  revisionId: revId,
  versionPath: folderOf(versionPath),
  messagePattern,
});

/** Collects an option that may be given several times. */
export const several = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];
