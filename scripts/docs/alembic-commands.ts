import type { AlembicSection } from './alembic-row.ts';

/** What is typed in a terminal. */
export const commands: readonly AlembicSection[] = [
  {
    title: 'Options of every command',
    rows: [
      [
        '`-c`, `--config`, `ALEMBIC_CONFIG`',
        ['sluice upgrade --config'],
        'One file. No environment variable names it.',
      ],
      ['`-n`, `--name`', ['sluice upgrade --database'], 'The name of a database of the config.'],
      ['`-x key=value`', [], 'Needless: the config is code, and reads `process.env`.'],
      [
        '`-x tenant=` (a recipe)',
        ['sluice upgrade --tenant', 'sluice upgrade --tenants', 'config.tenants'],
        'Many schemas at once, with a report.',
      ],
      ['`--raiseerr`', ['sluice upgrade --debug'], 'Adds the stack to the sentence.'],
      ['`-q`, `--quiet`', ['sluice upgrade --quiet'], 'Results and errors stay.'],
      ['`--version`', ['sluice --version'], ''],
      ['`--help`', ['sluice upgrade --help'], 'With examples.'],
      [
        '—',
        ['sluice upgrade --json', 'sluice upgrade --database'],
        'JSON of every command; a database in place of that of the config.',
      ],
    ],
  },
  {
    title: 'Commands',
    rows: [
      ['`init DIR`', ['sluice init', 'init()'], 'Writes `sluice.config.ts` alone: there is no `env.py` to keep.'],
      [
        '`init --template`, `--package`, `list_templates`',
        [],
        'Needless: one config, for async, for several files and for any Node project.',
      ],
      ['`revision -m`', ['sluice revision -m', 'revision()'], 'A message is required.'],
      [
        '`revision --autogenerate`',
        ['sluice autogenerate -m', 'sluice revision --autogenerate', 'autogenerate()'],
        'Writes no file where nothing has changed; asks about renames; proves the migration first. Indexes and constraints are written in their safe forms, unless `--plain`; what a step locks stands above it.',
      ],
      [
        '`revision --head`, `--splice`, `--branch-label`, `--rev-id`, `--depends-on`',
        [
          'sluice revision --head',
          'sluice revision --splice',
          'sluice revision --branch-label',
          'sluice revision --rev-id',
          'sluice revision --depends-on',
          'PlaceOptions',
        ],
        'The same.',
      ],
      ['`revision --version-path`', ['sluice revision --version-path'], 'The same.'],
      ['`revision --sql`', ['sluice autogenerate --dry-run'], 'Prints the file.'],
      [
        '`check`',
        ['sluice check', 'check()'],
        'Exit code 3 where the models differ, 5 where migrations are pending. With `--json` for machines.',
      ],
      [
        '`upgrade REV`',
        ['sluice upgrade', 'upgrade()'],
        '`head` where nothing is said. A transaction for each migration.',
      ],
      ['`upgrade --sql`, `a:b`', ['sluice upgrade --sql', 'offline()'], 'The same statements as online.'],
      ['`upgrade --tag`, `downgrade --tag`, `stamp --tag`', [], 'Needless: there is no `env.py` to read it.'],
      [
        '`downgrade REV`',
        ['sluice downgrade', 'downgrade()'],
        '`-1` over several heads is refused, and the candidates are named.',
      ],
      ['`downgrade --sql b:a`', ['sluice downgrade --sql'], 'The same.'],
      ['`current`', ['sluice current', 'current()'], ''],
      ['`current --check-heads`', ['sluice check --pending'], 'Exit code 5.'],
      ['`current -v`', ['sluice status', 'status()'], 'On one screen, with what is pending.'],
      ['`history`', ['sluice history', 'history()'], ''],
      ['`history -r a:b`', ['sluice history --range'], 'The same forms.'],
      ['`history -v`', ['sluice history --verbose'], ''],
      [
        '`history --indicate-current`',
        ['sluice history', 'sluice history --graph'],
        'What is not applied is marked by itself where the database is asked; a graph can be drawn, too.',
      ],
      ['`heads`', ['sluice heads', 'heads()'], ''],
      [
        '`heads --resolve-dependencies`',
        [],
        'Needless: a head is what no other revision follows; `history` shows what depends on what.',
      ],
      ['`branches`', ['sluice branches', 'branches()'], ''],
      ['`show REV`', ['sluice show', 'show()'], ''],
      [
        '`merge`',
        ['sluice merge', 'merge()'],
        'Runs the branches in both orders first, and names what is in conflict.',
      ],
      [
        '`merge -m`, `--branch-label`, `--rev-id`',
        ['sluice merge -m', 'sluice merge --branch-label', 'sluice merge --rev-id'],
        'The same.',
      ],
      ['`merge --splice`', ['sluice merge --splice'], 'The same.'],
      ['`stamp REV…`', ['sluice stamp', 'stamp()'], 'The same.'],
      ['`stamp --purge`', ['sluice stamp --purge'], 'The same.'],
      [
        '`stamp --sql`, `a:b`',
        ['sluice stamp --sql', 'offlineStamp()'],
        'With `--purge` for a database wherever it is.',
      ],
      ['`edit REV`', ['sluice edit'], 'The same.'],
      ['`ensure_version`', ['sluice ensure-version', 'ensureVersion()'], ''],
      ['`ensure_version --sql`', ['sluice ensure-version --sql', 'offlineEnsureVersion()'], 'The same.'],
      ['`CommandLine.register_command`', [], 'Needless: a script calls the functions of the package.'],
      [
        '—',
        [
          'sluice adopt',
          'sluice prove',
          'sluice lint',
          'lint()',
          'sluice rebase',
          'sluice squash',
          'sluice diff',
          'sluice inventory',
          'sluice completion',
        ],
        'Alembic has none of these.',
      ],
    ],
  },
  {
    title: 'Targets',
    rows: [
      [
        'full id, unique prefix',
        ['target 9c2b3f1a4e5d', 'target 9c2b'],
        'A prefix that fits several is an error that names them.',
      ],
      [
        '`head`, `heads`, `base`, `current`',
        ['target head', 'target heads', 'target base', 'target current'],
        'The same.',
      ],
      [
        '`label`, `label@head`, `label@heads`, `label@base`, `rev@head`',
        ['target shop', 'target shop@head', 'target shop@heads', 'target shop@base', 'target 9c2b@head'],
        'The same; `downgrade label@base` leaves the other branches alone.',
      ],
      ['`+N`, `-N`', ['target +1', 'target -1'], 'The same.'],
      [
        '`rev+N`, `head-2`, `label@+2`, `label@head-2`',
        ['target 9c2b+1', 'target head-2', 'target shop@+2', 'target shop@head-2'],
        'The same.',
      ],
      ['`a:b`, `a:`, `:b`', ['sluice history --range', 'sluice upgrade --sql'], 'The same.'],
    ],
  },
];
