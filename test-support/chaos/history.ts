import fc from 'fast-check';

/** What a migration of a history is made of. Each adds a row to `counted`: were it run twice, it would show. */
const STEPS = {
  transaction: (n: number) => ({
    up: [
      `await op.createTable({ name: 't${n}', columns: [{ name: 'id', type: 'integer', notNull: true }, { name: 'v', type: 'text' }] });`,
      `await op.execute('insert into t${n} select i, i::text from generate_series(1, 20) i');`,
      `await op.createIndex({ table: 't${n}', name: 't${n}_v', columns: [{ column: 'v' }] });`,
    ],
    down: [`await op.dropTable({ name: 't${n}' });`],
  }),
  concurrent: (n: number) => ({
    up: [
      `await op.addColumn({ table: 'items', name: 'c${n}', type: 'integer', default: '${n}' });`,
      `await op.createIndex({ table: 'items', name: 'items_c${n}', columns: [{ column: 'c${n}' }], concurrently: true });`,
      `await op.execute('insert into counted values (${n})');`,
      `await op.createIndex({ table: 'items', name: 'items_u${n}', unique: true, columns: [{ column: 'id' }, { column: 'c${n}' }], concurrently: true });`,
    ],
    down: [
      `await op.dropIndex({ table: 'items', name: 'items_u${n}', concurrently: true });`,
      `await op.execute('delete from counted where n = ${n}');`,
      `await op.dropIndex({ table: 'items', name: 'items_c${n}', concurrently: true });`,
      `await op.dropColumn({ table: 'items', name: 'c${n}' });`,
    ],
  }),
  batches: (n: number) => ({
    up: [
      `await op.addColumn({ table: 'items', name: 'b${n}', type: 'integer' });`,
      `await op.batchUpdate({ table: 'items', set: { b${n}: 'id * ${n}' }, where: 'b${n} IS NULL', key: 'id', size: 7 });`,
      `await op.alterColumn({ table: 'items', name: 'b${n}', notNull: { from: false, to: true } });`,
    ],
    down: [`await op.dropColumn({ table: 'items', name: 'b${n}' });`],
  }),
  enum: (n: number) => ({
    up: [
      `await op.createEnum({ name: 'e${n}', values: ['a'] });`,
      `await op.alterEnum({ name: 'e${n}', values: { from: ['a'], to: ['a', 'b'] }, commit: true });`,
      `await op.addColumn({ table: 'items', name: 'e${n}', type: 'e${n}', default: "'b'::e${n}" });`,
    ],
    down: [`await op.dropColumn({ table: 'items', name: 'e${n}' });`, `await op.dropEnum({ name: 'e${n}' });`],
  }),
  question: (n: number) => ({
    up: [
      `if (!(await op.hasTable({ name: 'q${n}' }))) await op.createTable({ name: 'q${n}', columns: [{ name: 'id', type: 'integer' }] });`,
      `const { rows } = await op.query('select count(*)::int as n from counted');`,
      `await op.createIndex({ table: 'q${n}', name: 'q${n}_id', columns: [{ column: 'id' }], concurrently: true });`,
      `await op.execute('insert into counted values (${n})');`,
      `await op.autocommit(async () => op.execute('analyze q${n}'));`,
      `await op.execute(\`insert into q${n} values (\${rows[0].n})\`);`,
    ],
    down: [`await op.execute('delete from counted where n = ${n}');`, `await op.dropTable({ name: 'q${n}' });`],
  }),
} as const;

type StepName = keyof typeof STEPS;

/** Migrations one after the other, by what each is made of. */
export type History = readonly StepName[];

const names: readonly StepName[] = ['transaction', 'concurrent', 'batches', 'enum', 'question'];

/** Histories that have something of each in an order of chance. */
export const histories: fc.Arbitrary<History> = fc.shuffledSubarray([...names, 'concurrent', 'batches'], {
  minLength: 4,
  maxLength: 5,
});

/** The id of a migration; 0 is the first, which makes what the others stand on. */
export const revisionAt = (i: number): string => `r${String(i).padStart(3, '0')}`;

/** The files of a history. The last statement of each migration says in the table `marks` that it was run. */
export function filesOf(history: History): Readonly<Record<string, string>> {
  const first = fileOf(
    0,
    [
      `await op.execute('create table marks (revision text primary key); create table counted (n int)');`,
      `await op.createTable({ name: 'items', columns: [{ name: 'id', type: 'integer', notNull: true }] });`,
      `await op.execute('insert into items select generate_series(1, 40)');`,
    ],
    [`await op.dropTable({ name: 'items' });`, `await op.execute('drop table marks; drop table counted');`],
  );
  const rest = history.map((name, i) => {
    const { up, down } = STEPS[name](i + 1);
    return fileOf(i + 1, up, down);
  });
  return Object.fromEntries([first, ...rest].map((text, i) => [`migrations/${revisionAt(i)}.js`, text]));
}

function fileOf(i: number, up: readonly string[], down: readonly string[]): string {
  const revision = revisionAt(i);
  const marked = [...up, `await op.execute("insert into marks values ('${revision}')");`];
  // The first takes the table of the marks away with it.
  const unmarked = i === 0 ? down : [...down, `await op.execute("delete from marks where revision = '${revision}'");`];
  return `export const revision = '${revision}';
export const downRevision = ${i === 0 ? 'null' : `'${revisionAt(i - 1)}'`};
export async function upgrade(op) {
  ${marked.join('\n  ')}
}
export async function downgrade(op) {
  ${unmarked.join('\n  ')}
}
`;
}
