import {
  findByPath,
  flag,
  keyOfObject,
  kindOf,
  SluiceError,
  type Drops,
  type Fills,
  type ModelObject,
  type OldName,
  type OpenQuestion,
  type Renames,
  type Snapshot,
  type Usings,
} from '@sluice/core';

/** What no comparison can know. */
export interface Answers {
  /** What is a rename: `users.name` to `full_name`. */
  readonly renames?: Renames;
  /** What the rows that exist get in a column that is new: `users.email` to SQL. */
  readonly fills?: Fills;
  /** How values come to a new type where PostgreSQL has no cast, there and back. */
  readonly usings?: Usings;
  /** What goes although no migration made it, or goes and is no rename: `users.name`. */
  readonly drops?: Drops;
  /** The answers of the config: what they speak of may be done already. */
  readonly standing?: { readonly renames: Renames; readonly drops: Drops };
  /** Answers what is open. Without it, what is open is refused. */
  readonly ask?: AskAll;
  /** Whether names that followed an old name are renamed along, or who is asked that. Without it they stay. */
  readonly renameAlong?: boolean | AskAlong;
}

/** Answers whether names that followed an old name are renamed along. */
export type AskAlong = (names: readonly OldName[]) => Promise<boolean>;

/** Answers open questions. */
export type AskAll = (questions: readonly OpenQuestion[]) => Promise<Decided>;

/** What has been answered. */
export interface Decided {
  readonly renames: Renames;
  readonly drops: Drops;
  /** Whether names that followed an old name are renamed along; undefined where nobody said it. */
  readonly renameAlong?: boolean | undefined;
}

/** One question: whether what comes is new, or something that goes, under another name. */
export interface RenameQuestion {
  /** What it is about: `column`, `table`, `value of enum`. */
  readonly what: string;
  /** What comes: `users.full_name`. */
  readonly path: string;
  /** What it may have been, the likeliest first: `users.name`. How alike the two are goes from 0 to 1. */
  readonly candidates: readonly { readonly path: string; readonly likeness: number }[];
}

/** Answers a question: with the path of a candidate, or with nothing where it is new. */
export type Ask = (question: RenameQuestion) => Promise<string | undefined>;

/** Something goes and something comes, and nothing says whether it is a rename. */
export class AnswersWanted extends SluiceError {
  override readonly name = 'AnswersWanted';
  readonly questions: readonly OpenQuestion[];

  constructor(questions: readonly OpenQuestion[]) {
    super(
      `${START}\n\n${questions.flatMap(questionText).join('\n')}\n\nGive one option for each that goes, and run this again.`,
    );
    this.questions = questions;
  }
}

const START =
  'Something goes and something comes: it may be the same under another name, and only you know. Nothing was written.';

function questionText({ what, gone, pairs }: OpenQuestion): readonly string[] {
  return gone.flatMap((path) => {
    const renames = pairs.filter(({ from }) => from === path).map(({ to }) => flag('rename', `${path}:${to}`));
    return [
      `  ${what} ${path} goes`,
      ...renames.map((option, i) => `    ${option}${i === 0 ? '   another name for the same' : ''}`),
      `    ${flag('drop', path)}   it goes, and what it holds is lost`,
    ];
  });
}

/** Asks one thing after the other, the likeliest first. What no answer names goes. */
export function askEach(ask: Ask): AskAll {
  return async (questions) => {
    const renames: Record<string, string> = {};
    const drops: string[] = [];
    for (const { what, gone, come, pairs } of questions) {
      const open = new Set(gone);
      const likeliest = (name: string): number => pairs.findIndex(({ to }) => to === name);
      for (const { name, path } of come.toSorted((a, b) => likeliest(a.name) - likeliest(b.name))) {
        const candidates = pairs
          .filter(({ from, to }) => to === name && open.has(from))
          .map(({ from, likeness }) => ({ path: from, likeness }));
        if (candidates.length === 0) continue;
        const answer = await ask({ what, path, candidates });
        if (answer === undefined) continue;
        if (!open.delete(answer)) throw new AnswerUnknown(answer, path);
        renames[answer] = name;
      }
      drops.push(...open);
    }
    return { renames, drops };
  };
}

/** An answer that is none of the candidates. */
export class AnswerUnknown extends SluiceError {
  override readonly name = 'AnswerUnknown';

  constructor(answer: string, path: string) {
    super(`"${answer}" cannot be what ${path} was: answer with the path of a candidate, or with undefined.`);
  }
}

/** Answers that nothing is a rename: to see what differs, where nothing is written. */
export const askNobody: AskAll = (questions) =>
  Promise.resolve({ renames: {}, drops: questions.flatMap(({ gone }) => gone) });

/** Those answers of a config that are still to be followed: what they name is there, and the models do not have it. */
export function stillOpen({ renames, drops }: Decided, found: Snapshot, models: readonly ModelObject[]): Decided {
  const said = new Set(models.map(keyOfObject));
  const there = new Set(found.objects.map(keyOfObject));
  const goes = (path: string): boolean => {
    const named = findByPath(found.objects, path);
    if (!named) return false;
    const key = keyOfObject(named.object);
    if (named.value === undefined) return !said.has(key);
    const model = models.find((each) => keyOfObject(each) === key);
    const values = model ? (kindOf(model.kind).values?.(model) ?? []) : [];
    return !values.includes(named.value);
  };
  const isFree = (path: string, to: string): boolean => {
    const named = findByPath(found.objects, path);
    const { object, value } = named ?? {};
    return (
      object !== undefined &&
      (value !== undefined || !there.has(keyOfObject({ ...object, id: { ...object.id, name: to } })))
    );
  };
  return {
    renames: Object.fromEntries(Object.entries(renames).filter(([path, to]) => goes(path) && isFree(path, to))),
    drops: drops.filter(goes),
  };
}
