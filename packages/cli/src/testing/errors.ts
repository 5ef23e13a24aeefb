import { SluiceError, type Operation } from '@sluice/core';
import { redactUrl } from '@sluice/database';
import path from 'node:path';
import { describeOperations } from '../describe.js';

/** Nothing is global that registers a test. */
export class TestRunnerMissing extends SluiceError {
  override readonly name = 'TestRunnerMissing';

  constructor() {
    super(
      "There is no global `describe` and `test`: give those of your test runner, as in `import { describe, test } from 'vitest'` (or 'node:test') and `migrationTests({ describe, test })`. With Vitest, `globals: true` in its config does so too.",
    );
  }
}

/** `server` is no address of a server. */
export class ServerInvalid extends SluiceError {
  override readonly name = 'ServerInvalid';

  constructor(server: string) {
    super(
      `\`server: ${JSON.stringify(redactUrl(server))}\` names no server: give postgres://role@host/database, where the role may make databases. The database itself is not touched.`,
    );
  }
}

/** What the migrations make is not what the models say. */
export class ModelsDiffer extends SluiceError {
  override readonly name = 'ModelsDiffer';
  /** What a new migration would do. */
  readonly differences: readonly Operation[];

  constructor(differences: readonly Operation[]) {
    const lines = describeOperations(differences).map(
      ({ sign, object, detail }) => `  ${sign} ${object}${detail === '' ? '' : ` (${detail})`}`,
    );
    super(
      [
        'The models are not what the migrations make. A new migration would do this:',
        ...lines,
        'Write it with `sluice autogenerate -m "…"`, or take the change out of the models.',
      ].join('\n'),
    );
    this.differences = differences;
  }
}

/** A downgrade leaves the schema in another state than the one before its upgrade. */
export class DowngradeDiffers extends SluiceError {
  override readonly name = 'DowngradeDiffers';
  readonly revision: string;
  /** The lines that only one of the two states has. */
  readonly facts: readonly string[];

  constructor(revision: string, file: string, facts: readonly string[]) {
    super(
      [
        `The downgrade of ${path.basename(file)} does not bring back what was before its upgrade, of which - is missing and + is too much:`,
        ...facts.map((fact) => `  ${fact}`),
        'Correct its `downgrade`; where nothing can bring it back, leave out what is older with `downgradesTo`.',
      ].join('\n'),
    );
    this.revision = revision;
    this.facts = facts;
  }
}

/** The place where a migration would be tried lacks something that it takes. */
export class MigrationNotTried extends SluiceError {
  override readonly name = 'MigrationNotTried';

  constructor(file: string, reason: string) {
    super(
      `${path.basename(file)} cannot be tried here: ${reason.replaceAll('--scratch <url>', '`server`').replace(/\.$/, '')}.`,
    );
  }
}
