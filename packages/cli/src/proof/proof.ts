import { SluiceError } from '@sluice/core';
import type { Finding, Hazard, Verdict } from '@sluice/database';

/** What is known of whether a migration does what it is meant to. */
export type Proof = Proved | NotProvable;

/** It was run there, back and there again. */
export interface Proved extends Verdict {
  readonly proved: true;
  /** What its steps did to the tables that were there before, where that was measured. */
  readonly hazards?: Hazards;
}

/** By direction and step: the first list is of the first directive. */
export interface Hazards {
  readonly upgrade: readonly (readonly Hazard[])[];
  readonly downgrade: readonly (readonly Hazard[])[];
}

/** Where it would be tried, it cannot be. */
export interface NotProvable {
  readonly proved: false;
  /** Why, and what would help. */
  readonly reason: string;
}

/** A migration that does not do what it is meant to. */
export class MigrationRefuted extends SluiceError {
  override readonly name = 'MigrationRefuted';
  readonly findings: readonly Finding[];

  constructor(what: string, verdict: Verdict, wayOut: string) {
    const findings = verdict.findings.filter(({ onRows }) => !onRows);
    super([`${what} was tried in ${verdict.engine}, and is refuted:`, ...findings.flatMap(linesOf), wayOut].join('\n'));
    this.findings = findings;
  }
}

/** Whether the migration does what it is meant to, whatever some rows may be in the way of. */
export const holds = ({ findings }: Verdict): boolean => findings.every(({ onRows }) => onRows);

/** A finding, for a person. */
export const linesOf = ({ law, facts }: Finding): readonly string[] => [
  `  ${BROKEN[law]}`,
  ...facts.map((fact) => `    ${fact}`),
];

const BROKEN: Readonly<Record<Finding['law'], string>> = {
  'the upgrade runs': 'The upgrade fails:',
  'it arrives': 'The upgrade does not arrive:',
  'rows survive': 'Rows do not survive the upgrade:',
  'the downgrade runs': 'The downgrade fails:',
  'it returns': 'The downgrade does not bring back what was:',
  'rows return': 'Rows do not survive the way there and back:',
  'the upgrade runs again': 'After the downgrade, the upgrade fails:',
  'it arrives again': 'After the downgrade, the upgrade does not arrive at the same:',
};

/** What rows may be in the way of, a sentence each. */
export function warningsOf(proof: Proof): readonly string[] {
  if (!proof.proved) return [];
  return proof.findings
    .filter(({ onRows }) => onRows)
    .map(
      ({ law, facts }) =>
        `${law === 'the downgrade runs' ? 'The downgrade' : 'The upgrade'} fails on rows such as the trial had: ${facts.join(' ')}`,
    );
}

/** The proof as a file says it. */
export function textOf(proof: Proof): string {
  if (!proof.proved) return `none, ${proof.reason}`;
  const rows = proof.findings.some(({ onRows }) => onRows) ? ', without rows' : '';
  return `${proof.engine}, there, back and there again${rows}`;
}

/** @param onServer - the place that lacks something is a server that the user chose */
export function notProvable(reason: string, onServer: boolean): NotProvable {
  const wayOut = onServer ? '' : '; --scratch <url> names a server that is like the database’s';
  return { proved: false, reason: `${reason.split('\n')[0]}${wayOut}` };
}
