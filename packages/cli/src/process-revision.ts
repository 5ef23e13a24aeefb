import { DirectiveError, fromCall, toCall, type Call, type GivenCall, type Op } from '@sluice/core';
import { RevisionWithheld } from './errors.js';
import type { Identity } from './place.js';
import type { Project } from './project.js';
import type { Content } from './write-revision.js';

/** A migration before it is written: what it is, and the calls that its two functions will make. */
export interface RevisionDraft extends Identity {
  readonly message: string;
  readonly upgrade: readonly Call[];
  readonly downgrade: readonly Call[];
}

/** What is taken of a draft that comes back; what is left out stays. */
export type ProcessedRevision = Partial<Pick<RevisionDraft, 'message' | 'upgrade' | 'downgrade'>>;

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
  ) => Parameters<Op[D]>[0] | readonly Call[];
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
export function callOf<D extends DirectiveName>(directive: D, ...[args, ...more]: Parameters<Op[D]>): Call {
  return normalized({ directive, args, more });
}

const normalized = (call: GivenCall): Call => toCall(fromCall(call));

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
    const rewritten = (direction: 'upgrade' | 'downgrade'): readonly Call[] =>
      draft[direction].flatMap((call) => rewrite(rewrites, call, { direction, draft }));
    return { upgrade: rewritten('upgrade'), downgrade: rewritten('downgrade') };
  };
}

function rewrite(rewrites: Rewrites, call: Call, context: RewriteContext): readonly Call[] {
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
function readCall(value: unknown): Call {
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
  { config }: Project,
  identity: Identity,
  content: Content,
): Promise<Content | undefined> {
  if (config.processRevision === undefined) return content;
  const draft: RevisionDraft = {
    ...identity,
    message: content.message,
    upgrade: content.upgrade.map(toCall),
    downgrade: content.downgrade.map(toCall),
  };
  const processed = await config.processRevision(draft);
  if (processed === null || processed === undefined) return undefined;
  const { message, upgrade, downgrade } = { ...draft, ...processed };
  const operations = (calls: readonly unknown[]) => calls.map((call) => fromCall(readCall(call)));
  return { message, upgrade: operations(upgrade), downgrade: operations(downgrade) };
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
