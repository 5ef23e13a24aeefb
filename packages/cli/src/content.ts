import { toCall, type Operation, type WrittenCall } from '@sluice/core';
import type { Plugin } from './plugin.js';
import type { Proof } from './proof/proof.js';
import type { SizeOf } from './proof/hazard-text.js';

/** What goes into a new migration. */
export interface Content {
  readonly message: string;
  readonly upgrade: readonly ContentStep[];
  readonly downgrade: readonly ContentStep[];
  /** What the comment says below the message, a paragraph each. */
  readonly notes?: readonly string[] | undefined;
  /** What a person should read before the first step of the downgrade. */
  readonly warning?: string | undefined;
  /** Why there is no way back: the downgrade throws it. */
  readonly irreversible?: string | undefined;
  /** What is known of whether it does what it is meant to. */
  readonly proof?: Proof | undefined;
  /** How large the tables are that it is run on. */
  readonly sizeOf?: SizeOf | undefined;
}

/** A call in a migration: an operation, or a directive of a plugin. */
export type ContentStep = Operation | PluginStep;

/** A call of a directive that a plugin brings. */
export interface PluginStep {
  readonly verb: 'plugin';
  readonly plugin: Plugin;
  readonly call: WrittenCall;
  /** What it comes to. */
  readonly operations: readonly Operation[];
}

/** What a step comes to. */
export const operationsOf = (step: ContentStep): readonly Operation[] =>
  step.verb === 'plugin' ? step.operations : [step];

/** A step as it stands in the file. */
export const writtenCall = (step: ContentStep): WrittenCall => (step.verb === 'plugin' ? step.call : toCall(step));

/** The plugins whose directives a migration calls, each once. */
export const pluginsOf = ({ upgrade, downgrade }: Pick<Content, 'upgrade' | 'downgrade'>): readonly Plugin[] => [
  ...new Set([...upgrade, ...downgrade].flatMap((step) => (step.verb === 'plugin' ? [step.plugin] : []))),
];
