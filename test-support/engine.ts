import { writeMigration, type MigrationFile } from '@sluice/codegen';
import {
  createOp,
  readModels,
  remarks,
  toCall,
  withSafeForms,
  type Connection,
  type Op,
  type Operation,
  type Usings,
} from '@sluice/core';
import { connect, run, type GivenClient } from '@sluice/database';
import * as root from 'drizzle-orm';
import * as pgCore from 'drizzle-orm/pg-core';
import { transform } from 'esbuild';
import * as prettier from 'prettier';

import { askNobody } from '../packages/cli/src/answers.ts';
import { draft, type Draft, type DraftRequest } from '../packages/cli/src/draft.ts';
import { MigrationRefuted } from '../packages/cli/src/proof/proof.ts';
import { proveChange } from '../packages/cli/src/proof/prove-change.ts';
import { once } from './once.ts';

/** What the laws need of Sluice: the one place where a test meets the functions of the package. */
export interface Engine {
  /** What the product's own proof says of a change: what is wrong with it, or why it cannot be proved; nothing where it is proved. */
  prove(request: Request): Promise<string | undefined>;
  connect(database: string | GivenClient): Promise<Connection>;
  autogenerate(request: Request): Promise<Generated>;
  /** The operations a migration's text stands for: its functions, run on an `op` that writes down. */
  load(source: string): Promise<Directions>;
  /** A migration's text as prettier would have it. */
  format(source: string): Promise<string>;
  /** The operations as calls on `op`: what is compared, since a call is all that a file says of an operation. */
  calls(operations: readonly Operation[]): readonly Call[];
  /** Runs one migration, all or nothing where PostgreSQL allows it. */
  apply(connection: Connection, operations: readonly Operation[]): Promise<void>;
}

/** One autogenerate. */
export interface Request {
  readonly connection: Connection;
  readonly models: Readonly<Record<string, unknown>>;
  /** The upgrades made so far, oldest first: from them comes what is owned. */
  readonly history: readonly (readonly Operation[])[];
  readonly renames: Readonly<Record<string, string>>;
  readonly fills: Readonly<Record<string, string>>;
  /** How values come to a new type, there and back. */
  readonly usings?: Usings;
  /** What goes and is no rename, or goes although no migration made it; `*` is all that is asked about. */
  readonly drops?: readonly string[];
  /** Whether names that followed an old name are renamed along. */
  readonly renameAlong?: boolean;
}

/** The two directions of a migration. */
export interface Directions {
  readonly upgrade: readonly Operation[];
  readonly downgrade: readonly Operation[];
}

/** A migration as autogenerate makes it. */
export interface Generated extends Directions {
  /** The text of its file. */
  readonly source: string;
}

/** One call on `op`. */
export interface Call {
  readonly directive: string;
  readonly args: unknown;
}

const versionTable = { schema: 'public', name: 'sluice_version' };
const options: prettier.Options = { singleQuote: true, printWidth: 120 };

/** The text of the file with some steps, given as JSON: which is all that a file says of a step. */
const write = once(async (json) => {
  const steps: Pick<MigrationFile, 'upgrade' | 'downgrade'> = JSON.parse(json);
  return writeMigration(
    {
      revision: '0123456789ab',
      downRevision: null,
      branchLabels: [],
      dependsOn: [],
      message: 'A row',
      createDate: '2026-11-20T14:30:00.000Z',
      ...steps,
    },
    { prettier: options },
  );
});

/** The rows are run in the form in which a user's files have them, and not in the plain one. */
export const usesSafeForms = process.env['SLUICE_SAFE_FORMS'] !== undefined;

const safely = ({ upgrade, downgrade, current, desired }: Draft): Directions => ({
  upgrade: withSafeForms(upgrade, current, desired),
  downgrade: withSafeForms(downgrade, desired, current),
});

/** What a draft of models is made of. */
export function draftRequest(request: Request): DraftRequest {
  const { connection, models, history, renames, fills, usings = {}, drops = [], renameAlong = false } = request;
  const exports = Object.entries(models).map(([name, value]) => ({ name, value }));
  const isAll = drops.includes('*');
  const answers = {
    renames,
    renameAlong,
    fills,
    usings,
    drops: drops.filter((path) => path !== '*'),
    ...(isAll ? { ask: askNobody } : {}),
  };
  const { objects } = readModels(exports, { root, pgCore });
  return { connection, models: objects, history, versionTable, defaultSchema: 'public', answers };
}

/** Sluice, as the tests see it. */
export const engine: Engine = {
  connect: (database) => connect(typeof database === 'string' ? database : () => database),
  prove: async (request) => {
    const drafting = draftRequest(request);
    const found = await draft(drafting);
    if (found.upgrade.length === 0) return undefined;
    try {
      const [proof] = await proveChange({ request: drafting, found, cwd: process.cwd() });
      return proof?.proved === false ? proof.reason : undefined;
    } catch (error) {
      if (error instanceof MigrationRefuted) return error.message;
      throw error;
    }
  },
  autogenerate: async (request) => {
    const found = await draft(draftRequest(request));
    const { upgrade, downgrade } = usesSafeForms ? safely(found) : found;
    const step = (operation: Operation) => ({ ...toCall(operation), comments: remarks(operation) });
    const steps = { upgrade: upgrade.map(step), downgrade: downgrade.map(step) };
    return { upgrade, downgrade, source: await write(JSON.stringify(steps)) };
  },
  load: async (source) => {
    const { code } = await transform(source, { loader: 'ts', format: 'esm' });
    const loaded: { upgrade(op: Op): Promise<void>; downgrade(op: Op): Promise<void> } = await import(
      `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`
    );
    const record = async (direction: (op: Op) => Promise<void>): Promise<readonly Operation[]> => {
      const operations: Operation[] = [];
      await direction(
        createOp((operation) => {
          operations.push(operation);
          return Promise.resolve();
        }),
      );
      return operations;
    };
    return {
      upgrade: await record((op) => loaded.upgrade(op)),
      downgrade: await record((op) => loaded.downgrade(op)),
    };
  },
  format: once((source) => prettier.format(source, { ...options, parser: 'typescript' })),
  calls: (operations) => operations.map(toCall),
  apply: async (connection, operations) => {
    const upgrade = async (op: Op): Promise<void> => {
      for (const { directive, args, more = [] } of operations.map(toCall)) {
        const call: unknown = Reflect.get(op, directive);
        if (typeof call === 'function') await call(args, ...more);
      }
    };
    const migration = {
      revision: 'row',
      downRevision: null,
      branchLabels: [],
      dependsOn: [],
      upgrade,
      downgrade: upgrade,
    };
    await run(connection, () => [{ migration, direction: 'upgrade', deletes: [], inserts: [] }], {});
  },
};
