import type { GlobalOptions } from './output.js';

/**
 * Text in which the commands that it suggests have the `--config` and `--database` that this one was given, so that they
 * mean the same project. A password in a URL is not repeated: output ends up in logs.
 */
export function repeatFlags(text: string, { config, database }: GlobalOptions): string {
  const flags = [
    ...(config === undefined ? [] : ['--config', word(config)]),
    ...(database === undefined ? [] : ['--database', hasPassword(database) ? '<url>' : word(database)]),
  ];
  return flags.length === 0 ? text : text.replaceAll(SUGGESTED, (command) => [command, ...flags].join(' '));
}

/** Commands that read the config. */
const SUGGESTED =
  /\bsluice (?:adopt|autogenerate|revision|prove|lint|review|upgrade|downgrade|parked|status|edit|current|history|ledger|heads|branches|merge|rebase|squash|show|stamp|ensure-version|check|diff|inventory)(?![\w-])/gu;

function hasPassword(database: string): boolean {
  if (!URL.canParse(database)) return false;
  const { password, searchParams } = new URL(database);
  return password !== '' || searchParams.has('password');
}

/** A word of a shell. */
const word = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
