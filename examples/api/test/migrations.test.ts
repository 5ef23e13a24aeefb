import { migrationTests } from 'sluice/testing';
import { fileURLToPath } from 'node:url';

migrationTests({
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  rows: {
    // A task that stands while tasks get their `done`.
    '308aaad2ee57': `insert into lists (name) values ('home'); insert into tasks (list_id, title) select id, 'Water the plants' from lists`,
  },
});
