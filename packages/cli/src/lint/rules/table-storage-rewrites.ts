import { found, tableCommands } from '../look.js';
import type { Rule } from '../rule.js';

/** SET LOGGED, SET UNLOGGED, SET TABLESPACE, SET ACCESS METHOD. */
export const tableStorageRewrites: Rule = {
  name: 'table-storage-rewrites',
  level: 'error',
  title: 'SET UNLOGGED, SET LOGGED, SET TABLESPACE or SET ACCESS METHOD',
  reason:
    'The table is copied under ACCESS EXCLUSIVE: nobody reads or writes it until it is done. An unlogged table is empty after a crash.',
  safeForm: 'A time in which nobody needs the table; or a new table, to which the rows move in batches.',
  source: 'ALTER TABLE, SET TABLESPACE',
  *find(subject) {
    const words = {
      AT_SetLogged: 'SET LOGGED',
      AT_SetUnLogged: 'SET UNLOGGED',
      AT_SetTableSpace: 'SET TABLESPACE',
      AT_SetAccessMethod: 'SET ACCESS METHOD',
    } as const;
    for (const [sort, word] of Object.entries(words)) {
      for (const { statement, command, shown } of tableCommands(subject, ...SORTS)) {
        if (command.subtype === sort) yield found(statement, `${word} copies ${shown} while nobody can use it.`);
      }
    }
  },
};

const SORTS = ['AT_SetLogged', 'AT_SetUnLogged', 'AT_SetTableSpace', 'AT_SetAccessMethod'] as const;
