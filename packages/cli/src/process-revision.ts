import {
  DirectiveError,
  fromCall,
  isDirective,
  recordedObjects,
  toCall,
  type Call,
  type GivenCall,
  type Json,
  type Op,
  type Operation,
  type WrittenCall,
} from '@sluice/core';
import { operationsOf, type Content, type ContentStep } from './content.js';
import { RevisionWithheld } from './errors.js';
import type { Identity } from './place.js';
import { withPlugins, type DirectiveArguments, type Plugin } from './plugin.js';
import type { Project } from './project.js';
import { recordHistory, recordInto } from './record.js';

/** A migration before it is written: what it is, and the calls that its two functions will make. */
export interface RevisionDraft extends Identity {
  readonly message: string;
  readonly upgrade: readonly Call[];
  readonly downgrade: readonly Call[];
}

/** What is taken of a draft that comes back; what is left out stays. */
export type ProcessedRevision = Partial<
  Pick<RevisionDraft, 'message'> & Readonly<Record<'upgrade' | 'downgrade', readonly WrittenCall[]>>
>;

/** Gives a draft back as it shall be written, or nothing where nothing shall be. */
export type ProcessRevision = (
  draft: RevisionDraft,
) => ProcessedRevision | null | undefined | Promise<ProcessedRevision | null | undefined>;

/** The directives that a draft may hold. */
export type DirectiveName = {
  [D in keyof Op]: D extends 'autocommit' ? never : Op[D] extends (...args: never) => Promise<void> ? D : never;
}[keyof Op];

/** Where a call stands. */
export interface RewriteContext {
  readonly direction: 'upgrade' | 'downgrade';
  readonly draft: RevisionDraft;
}

/**
 * What becomes of each call of a directive, by its name: given its argument, it gives the argument that it shall have, or
 * a list of the calls that stand in its place; an empty list takes it out.
 */
export type Rewrites = {
  readonly [D in DirectiveName]?: (
    args: Parameters<Op[D]>[0],
    context: RewriteContext,
  ) => Parameters<Op[D]>[0] | readonly WrittenCall[];
};

/**
 * A call for a draft.
 *
 * @example
 * ```ts
 * import { callOf } from 'sluice';
 *
 * const index = callOf('createIndex', { table: 'users', name: 'users_name', columns: [{ column: 'name' }] });
 * ```
 *
 * @throws DirectiveError where the directive cannot take the arguments
 */
export function callOf<D extends DirectiveName>(directive: D, ...args: Parameters<Op[D]>): Call;
/**
 * A call of a directive that a plugin brings. What it is called with stands in the file, so it is plain values.
 *
 * @example
 * ```ts
 * import { callOf, definePlugin } from 'sluice';
 *
 * const audit = definePlugin({
 *   name: 'audit',
 *   exported: { as: 'audit', from: './src/audit.js' },
 *   directives: {
 *     async auditTable(op, { table }: { readonly table: string }) {
 *       await op.addColumn({ table, name: 'changed_at', type: 'timestamp with time zone' });
 *     },
 *   },
 * });
 *
 * const call = callOf(audit, 'auditTable', { table: 'users' });
 * ```
 *
 * @throws DirectiveError where an argument is no plain value
 */
export function callOf<P extends Plugin, D extends keyof P['directives'] & string>(
  plugin: P,
  directive: D,
  ...args: DirectiveArguments<P, D>
): WrittenCall;
export function callOf(first: string | Plugin, ...rest: readonly unknown[]): WrittenCall {
  const [directive, ...[args, ...more]] = typeof first === 'string' ? [first, ...rest] : rest;
  return normalized({ directive: String(directive), args, more });
}

/** Of a directive that is none of `op`, only who knows the plugins can say what it takes. */
function normalized({ directive, args, more = [] }: GivenCall): WrittenCall {
  if (isDirective(directive)) return toCall(fromCall({ directive, args, more }));
  return {
    directive,
    ...(args === undefined ? {} : { args: plain(directive, args) }),
    ...(more.length === 0 ? {} : { more: more.map((value) => plain(directive, value)) }),
  };
}

/** A value as a file holds it; fields without a value are left out. */
function plain(directive: string, value: unknown): Json {
  if (value === undefined) throw notPlain(directive);
  const text = JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'function' || typeof part === 'symbol' || typeof part === 'bigint') throw notPlain(directive);
    return part;
  });
  const copy: Json = JSON.parse(text);
  return copy;
}

const notPlain = (directive: string): DirectiveError =>
  new DirectiveError(directive, 'a file holds plain values alone: texts, numbers, booleans, null, lists and objects.');

/**
 * A `processRevision` that goes through the calls of a draft, both ways.
 *
 * @example
 * ```ts
 * import { defineConfig, rewriteOperations } from 'sluice';
 *
 * export default defineConfig({
 *   models: './src/models.ts',
 *   processRevision: rewriteOperations({
 *     createIndex: (index) => ({ ...index, concurrently: true }),
 *     dropTable: () => [],
 *   }),
 * });
 * ```
 */
export function rewriteOperations(rewrites: Rewrites): ProcessRevision {
  return (draft) => {
    const rewritten = (direction: 'upgrade' | 'downgrade'): readonly WrittenCall[] =>
      draft[direction].flatMap((call) => rewrite(rewrites, call, { direction, draft }));
    return { upgrade: rewritten('upgrade'), downgrade: rewritten('downgrade') };
  };
}

function rewrite(rewrites: Rewrites, call: Call, context: RewriteContext): readonly WrittenCall[] {
  const rule: unknown = Reflect.get(rewrites, call.directive);
  if (typeof rule !== 'function') return [call];
  const result: unknown = rule(call.args, context);
  if (result === undefined)
    throw new DirectiveError(
      call.directive,
      'what rewrites it gave nothing back: give its argument, or a list of calls.',
    );
  return Array.isArray(result) ? result.map(readCall) : [normalized({ ...call, args: result })];
}

/** What comes out of a config may be anything. */
function readCall(value: unknown): WrittenCall {
  if (typeof value === 'object' && value !== null && 'directive' in value && typeof value.directive === 'string') {
    const more = 'more' in value && Array.isArray(value.more) ? value.more : [];
    return normalized({ directive: value.directive, args: 'args' in value ? value.args : undefined, more });
  }
  throw new DirectiveError('?', 'a list of calls holds what is none: make them with callOf.');
}

/**
 * What the config makes of the content of a migration; nothing where it withholds it, or leaves nothing of it.
 *
 * @throws DirectiveError where it gives back a call that cannot be made
 */
export async function processContent(
  project: Project,
  identity: Identity,
  content: Content,
): Promise<Content | undefined> {
  const { config } = project;
  if (config.processRevision === undefined) return content;
  const draft: RevisionDraft = {
    ...identity,
    message: content.message,
    upgrade: content.upgrade.flatMap(operationsOf).map(toCall),
    downgrade: content.downgrade.flatMap(operationsOf).map(toCall),
  };
  const processed = await config.processRevision(draft);
  if (processed === null || processed === undefined) return undefined;
  const { message, upgrade, downgrade } = { ...draft, ...processed };
  const there = await readSteps(project, upgrade, []);
  return { message, upgrade: there, downgrade: await readSteps(project, downgrade, there.flatMap(operationsOf)) };
}

/** @param before - what the migration has done before: with the history, what a plugin that asks is answered from */
async function readSteps(
  project: Project,
  calls: readonly unknown[],
  before: readonly Operation[],
): Promise<readonly ContentStep[]> {
  const steps: ContentStep[] = [];
  for (const call of calls.map(readCall)) {
    steps.push(
      isDirective(call.directive)
        ? fromCall({ args: undefined, ...call })
        : await pluginStep(project, call, [...before, ...steps.flatMap(operationsOf)]),
    );
  }
  return steps;
}

/** Runs a directive of a plugin without a database, so that what it cannot take is found before it is written. */
async function pluginStep(project: Project, call: WrittenCall, before: readonly Operation[]): Promise<ContentStep> {
  const { directive, args, more = [] } = call;
  const { plugins } = project.config;
  const plugin = plugins.find(({ directives }) => Object.hasOwn(directives, directive));
  const work = plugin?.directives[directive];
  if (plugin === undefined || work === undefined) throw new DirectiveError(directive, 'there is no such directive.');
  const operations: Operation[] = [];
  const known = async () => recordedObjects([...(await recordHistory(project)).flat(), ...before, ...operations]);
  await recordInto(
    operations,
    async (op) => {
      await Reflect.apply(work, undefined, [withPlugins(op, plugins), ...(args === undefined ? [] : [args, ...more])]);
    },
    known,
  );
  return { verb: 'plugin', plugin, call, operations };
}

/**
 * The same where a migration is wanted in any case.
 *
 * @throws RevisionWithheld where the config withholds it
 */
export async function requireContent(project: Project, identity: Identity, content: Content): Promise<Content> {
  const processed = await processContent(project, identity, content);
  if (processed === undefined) throw new RevisionWithheld(content.message, project.config.file);
  return processed;
}
