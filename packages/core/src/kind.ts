import type { Difference } from './diff.js';
import type { Json, JsonObject } from './json.js';
import type { DatabaseObject, Id, Key } from './object.js';
import type { KindName } from './objects/kinds.js';
import type { Alter, Create, Drop, Operation } from './operation.js';
import { ident } from './sql/quote.js';
import type { Server } from './snapshot.js';
import type { Statement } from './statement.js';

/**
 * What a kind must say; the one interface to implement for a new kind. The engine asks, the kind answers: nothing
 * outside the kind's folder knows its name. Methods, not function fields, so that a kind of narrower attributes is a
 * kind: the engine only hands a kind its own objects.
 */
export interface Kind<A extends object = JsonObject> {
  readonly name: KindName;
  /** The fields of the id before the name, outermost first. */
  readonly scope: readonly ('schema' | 'table')[];
  /** PostgreSQL's own word for making one: CREATE TABLE, ADD COLUMN. */
  readonly verb: 'create' | 'add';
  /** Whether PostgreSQL has IF EXISTS for its drop, and IF NOT EXISTS for its create too. */
  readonly lenient?: 'drop' | 'both';
  /** What it is a part of: its parent's statement makes it, and a drop of the parent takes it along. */
  readonly part?: Part;
  /** Each attribute: its default, and what a change of it means. In the order in which changes are made. */
  readonly attributes: { readonly [K in keyof A]-?: Attribute<A, K> };
  /** It is the cluster's, not one database's: only those are read that are asked for by name. */
  readonly shared?: true;
  /** Its name only says what it is, and no model says that: it stays, whoever made it. */
  readonly nameless?: true;
  /** Whether dropping it loses rows: such drops come last, all others first. */
  readonly holdsRows?: true;
  /** What its drop throws away and no downgrade brings back, in a word: the rows of a table. */
  readonly loses?: string;
  /** Where its drop or a change of it throws away rows or values, as questions that a database can answer. */
  risks?(operation: Drop | Alter): readonly Risk[];
  /** Where rows that are there may make its statement fail, as questions that a database can answer. */
  obstacles?(operation: Create | Alter, scene: Scene): readonly Obstacle[];
  /**
   * No model can say it: it stays while its table stays. Where a column, a type or another table on which it leans
   * goes, it `goes` too, or `stops` the change.
   */
  readonly unmodelled?: 'goes' | 'stops';
  /** It is said of an object of this kind, whose name it bears, and follows when that is renamed. */
  readonly namesake?: KindName;
  /** Where its name must be unique. Objects that share a namespace and a name cannot exist at once. */
  namespaces(id: Id, attributes: Partial<A>): readonly string[];
  /** Keys that the attributes name: the objects without which this one cannot exist. */
  needs?(object: DatabaseObject<A>, find: Find): readonly Key[];
  /** The object of which it is a piece: it goes with that, whoever made it. */
  pieceOf?(attributes: A): Key | undefined;
  /** What it is, its name aside. Two of the same likeness are the same object under two names. */
  likeness?(object: DatabaseObject<A>): Json;
  /** Whether it must be made after its parent, not within its statement, given its brothers. */
  apart?(object: DatabaseObject<A>, brothers: readonly DatabaseObject[]): boolean;
  /** The clause that makes it within its parent's statement. */
  clause?(object: DatabaseObject<A>): string;
  /** The statement that makes it, with the clauses of its parts. */
  create(object: DatabaseObject<A>, clauses: readonly string[], manner: JsonObject): readonly Statement[];
  /** What runs before the statement that makes it, or its parent. */
  before?(object: DatabaseObject<A>): readonly Statement[];
  /** What runs after the statement that makes it, or its parent, which is made in that manner. */
  after?(object: DatabaseObject<A>, manner: JsonObject): readonly Statement[];
  drop(object: DatabaseObject<A>, manner: JsonObject): readonly Statement[];
  /** What brings back, once all of it is made, the rows or values that its drop parked under a revision. */
  unpark?(id: Id, revision: string): readonly Statement[];
  /** Nothing where PostgreSQL has no other name for one. */
  rename?(id: Id, to: string): string | readonly string[];
  /** As COMMENT ON names it: `COLUMN "users"."email"`. */
  address(id: Id): string;
  /** Its place among its brothers. */
  place?(object: DatabaseObject<A>): number;
  /** Whether it can be dropped and made again with nothing lost; the default is: unless it holds rows. */
  rebuildable?(object: DatabaseObject<A>): boolean;
  /** Whether a change takes a drop and a create, where that shows only in the two objects as wholes. */
  replaces?(before: DatabaseObject<A>, after: DatabaseObject<A>): boolean;
  /**
   * How one that cannot be dropped lets go of an object that it needs and that is made again: the attributes as they are
   * meanwhile. None where it cannot.
   */
  release?(object: DatabaseObject<A>, need: DatabaseObject): A | undefined;
  /** Whether a change makes what hangs on the object step aside. */
  unsettles?(alter: Alter): boolean;
  /** Where privileges on it are granted. */
  privilegesOn?(id: Id): PrivilegeTarget;
  /** Where privileges are granted on what it makes along with itself, or with a change: the sequence of an identity. */
  privilegesAlong?(object: DatabaseObject<A>, before?: DatabaseObject<A>): readonly PrivilegeTarget[];
  /** Whom it makes PostgreSQL grant something on an object as soon as that is made. */
  grantsOn?(object: DatabaseObject<A>, target: PrivilegeTarget, id: Id): readonly string[];
  /** Of the objects that depend on the one altered, those that must be dropped before and made again after. */
  disturbs?(alter: Alter, dependents: readonly Dependent[]): readonly DatabaseObject[];
  /** What an alter must carry besides its changes, from the objects that depend on the one altered. */
  carries?(alter: Alter, dependents: readonly Dependent[], find: Find): JsonObject | undefined;
  /** Why PostgreSQL will not have what a model says, as far as the snapshot tells; the end of a sentence. */
  flaw?(object: DatabaseObject<A>, find: Find, server: Server): string | undefined;
  /**
   * What an add to what stands already must say besides the object: how to fill the rows that exist, or which rows it
   * must go on after.
   */
  fills?(object: DatabaseObject<A>, find: Find, before: Find): JsonObject | undefined;
  /** A model's attributes, canonical by now, in the form in which the catalog query gives them. */
  normal?(attributes: A, id: Id): A;
  /** What a model's attributes take over from the database's, beyond those of which it says nothing. */
  adopt?(model: A, current: A | undefined, server: Server): A;
  /** Names within the object that can be renamed: the values of an enum. */
  values?(object: DatabaseObject<A>): readonly string[];
  /** Objects of other kinds stand on it and bear its name in their id as the table; or in it, as the schema. */
  readonly container?: true | 'schema';
  /** What stands on it no model can say: it stays while the object stays. */
  readonly unsaid?: true;
  /** The attributes once something that they may speak of has another name. */
  follow?(object: DatabaseObject<A>, renaming: Renaming): A;
  /** Its own name, where that speaks of what is renamed: the types in a signature. */
  followName?(id: Id, renaming: Renaming): string;
  /** What its drop must say besides the object: what the statements put in its place. */
  instead?(object: DatabaseObject<A>, find: Find): JsonObject | undefined;
  /**
   * The attributes, and fields of the manner, that name other objects: each an object or a list of objects with `schema`,
   * which is left out when it is `public`. What names them within a text is not meant.
   */
  readonly pointsTo?: readonly string[];
  /**
   * The names that PostgreSQL and Drizzle make for it of what it stands on and what it is about: each in its place,
   * whatever the object.
   */
  usualNames?(object: DatabaseObject<A>): readonly string[];
  /**
   * The same after a rename, with the names of what it owns as PostgreSQL would make them now, where it made them before
   * and the models do not say them.
   */
  namedAnew?(before: DatabaseObject<A>, after: DatabaseObject<A>, model?: DatabaseObject<A>): NamedAnew<A> | undefined;
  /** The objects that are renamed along with one of this kind: those that inherit it. */
  heirs?(id: Id, find: Find): readonly Id[];
  /** The name by which an expression calls it: what is new and speaks so needs it. */
  callName?(id: Id): string;
  /** The last word on an operation, once those that follow are known. */
  settle?(operation: Operation, later: readonly Operation[]): Operation;
  /** How an operation is done on a table that others use meanwhile, where the plain way would hold them up for long. */
  safeForm?(
    operation: Create | Drop | Alter,
    surroundings: { readonly find: Find; readonly server: Server },
  ): SafeForm | undefined;
  /**
   * Whether one that stands on a column can be made once more on another column of the table, which is to take the place of
   * the first; by default it cannot.
   */
  beside?(object: DatabaseObject<A>, column: Id): boolean;
  /**
   * When a change of one goes out, seen from the code that goes with it; by default what is made goes before that, and what
   * is dropped after.
   */
  rollOut?(difference: Difference): RollOut | undefined;
  /** How to make one where `manner` is asked for: a comment that a reader of the file should see. */
  remarks?(operation: Operation): readonly string[];
  /** The table, or what is like one, among whose columns its texts are read; by default that on which it stands. */
  context?(object: DatabaseObject<A>): Id;
  /** What must be made in a scratch before texts can speak of the object: nothing when the database has it as it is. */
  spokenOf?(object: DatabaseObject<A>, current: DatabaseObject<A> | undefined): readonly Statement[];
  /**
   * What stands in for it in a scratch where the database has it otherwise: a namesake in a schema, with its parts, that
   * looks the same to what reads from it.
   */
  standIn?(object: DatabaseObject<A>, parts: readonly DatabaseObject[], schema: string): Statement;
  /** A value's way to a new type, where an alter changes one. */
  casts?(alter: Alter): Cast | undefined;
  /** The casts of parts of a value that an alter makes, each of which PostgreSQL must have. */
  castsWithin?(alter: Alter): readonly Cast[];
  /** Texts of a model that PostgreSQL writes in its own way, to be asked. */
  readonly texts?: Texts<A>;
  readonly catalog: Catalog<A>;
}

/** Operations that do the same as one, without a long lock that is in anybody's way. */
export interface SafeForm {
  /** Before all else. */
  readonly first?: readonly Operation[];
  /** In its place. */
  readonly here?: readonly Operation[];
  /** After all else, unless something that is made later needs it. */
  readonly last?: readonly Operation[];
}

/** An attribute of a kind. */
export interface Attribute<A extends object, K extends keyof A> {
  /** The value when nothing is said; none means that it must be said. */
  readonly default?: A[K];
  /** What a change means: a drop and a create, or the statements that make it; one function for several makes them all at once. */
  readonly alter: 'replace' | 'refuse' | ((alteration: Alteration<A>) => readonly Statement[] | 'replace');
  /**
   * It says from which objects this one inherits. What it inherited is its own once it leaves them; when it joins
   * others, what it has becomes `inherited` where they have it too, or stays its `own`.
   */
  readonly moves?: 'inherited' | 'own';
  /** A detail of how, never compared. `unwritten` also stays out of a migration. */
  readonly compared?: false | 'unwritten';
  /** The major version of PostgreSQL that brought it: with an older one it has its default. */
  readonly since?: number;
  /** A list whose order means nothing. */
  readonly unordered?: true;
  /** What a model says of some of it, with the rest that the database has. */
  readonly join?: (said: A[K], current: A[K] | undefined, id: Id, server: Server) => A[K];
  /** The value once objects that it names by their name are gone: privileges without those of a role that goes. */
  readonly without?: (value: A[K], isGone: (kind: KindName, name: string) => boolean, id: Id) => A[K];
  /** The value once something that it names has another name: an owner that is renamed. */
  readonly follow?: (value: A[K], renaming: Renaming) => A[K];
  /** Where the models say no more of it, what this history of migrations made of it ends, and all else stays. */
  readonly lapses?: true;
}

/** A change as a kind's rule sees it. */
export interface Alteration<A extends object> {
  readonly id: Id;
  /** The attributes that change, as they were. */
  readonly from: Partial<A>;
  /** The attributes that change, as they become. */
  readonly to: Partial<A>;
  readonly manner: JsonObject;
  /** The object as far as the alter says it: what changes, as it was, and what `manner.keep` says of the rest. */
  readonly before: DatabaseObject;
  /** The same, as it becomes. */
  readonly after: DatabaseObject;
  /** What makes an object whole, with its owner, privileges and comment: one that is made anew. */
  make(object: DatabaseObject): readonly Statement[];
}

/** Rows or values that an operation throws away, as a question to the database in which they are. */
export interface Risk {
  readonly schema: string;
  readonly table: string;
  /** Whose values go; the rows themselves, where it is left out. */
  readonly column?: string;
  /** What is lost, in words: `rows`, `values`, `values of another type`. */
  readonly loses: string;
  /** Conditions on the rows concerned: the first that PostgreSQL can answer counts. None concerns all rows. */
  readonly where: readonly string[];
}

/** What an operation meets, by the names that are before any is run. */
export interface Scene {
  /** What is there before. */
  readonly find: Find;
  /** What is there once all is done, by the names of then. */
  readonly after: Find;
  /** What an alter leads to; undefined where that does not stay. */
  readonly becomes: DatabaseObject | undefined;
  /** `server_version_num` of the database that is asked. */
  readonly version: number;
}

/** Rows that an operation fails on, as questions to the database in which they are. */
export interface Obstacle {
  readonly schema: string;
  readonly table: string;
  /** Which rows, in words that follow `3 rows`: `without a value in email`. */
  readonly which: string;
  /** What they are in the way of, in words: `email becomes NOT NULL`. */
  readonly since: string;
  /** What to do about them, a sentence. */
  readonly wayOut: string;
  /** What must be there for the question to have an answer. */
  readonly needs: readonly Key[];
  readonly question: RowsQuestion | TrialQuestion;
}

/** A question for rows that can be counted. */
export interface RowsQuestion {
  /** A query for one row with their number in the column `rows`. */
  readonly count: string;
  /** A query for a few rows, each with the key of one, as JSON, in the column `sample`. */
  readonly samples: string;
}

/** Where PostgreSQL has no word for whether a value fails: a query that fails where one does. */
export interface TrialQuestion {
  readonly trial: string;
}

/** When a change goes out, seen from the code that goes with it. */
export interface RollOut {
  /**
   * `before` that code, since the code that runs until then does not notice; `after` no code runs any more that it is in the
   * way of; `any` of both; `split`, where neither goes well, and it takes steps of which one goes before and one after.
   */
  readonly order: 'before' | 'after' | 'any' | 'split';
  /** Why, a sentence. */
  readonly reason: string;
}

/** How a kind stands within its parent. */
export interface Part {
  readonly of: KindName;
  /** The field of the parent's directive that holds it. */
  readonly field: string;
  /** One at most: the field holds an object, not a list. */
  readonly one?: true;
  /** It can also be made after its parent, when two parents need each other. */
  readonly detachable?: true;
}

/** Where privileges are granted: `TABLE "users"`, or a column of it. */
export interface PrivilegeTarget {
  readonly on: string;
  readonly column?: string;
  /** What everybody may do with what is new. */
  readonly everybody?: readonly string[];
}

/** A rename, as the objects that speak of what is renamed see it. */
export interface Renaming {
  readonly kind: KindName;
  readonly id: Id;
  readonly to: string;
  /** Where it happens, if it does. */
  readonly server?: Server;
  /** A name within the object, instead of its own. */
  readonly value?: { readonly from: string; readonly to: string };
}

/** What an object becomes where the names of what it owns follow a rename. */
export interface NamedAnew<A extends object> {
  readonly attributes: A;
  readonly names: readonly { readonly what: string; readonly from: string; readonly to: string }[];
}

/** An object that depends on another, and through which. */
export interface Dependent {
  readonly object: DatabaseObject;
  /** It names the other itself, not by way of a third. */
  readonly direct: boolean;
  /** All that it cannot exist without. */
  readonly needs: ReadonlySet<Key>;
}

/** Objects by kind and table, of the snapshot at hand. */
export type Find = (
  kind: KindName,
  id?: { readonly schema?: string; readonly table?: string; readonly name?: string },
) => readonly DatabaseObject[];

/** How a kind is read from the catalog, in one query whatever the number of objects. */
export interface Catalog<A extends object> {
  /** A SELECT that yields one row an object; `schemas` is a condition on `n`, the row of pg_namespace. */
  sql(schemas: string): string;
  /** A row as an object. The fields of its id stand in the columns `schema`, `table` and `name`. */
  read(row: CatalogRow): A;
  /**
   * A SELECT of classid, objid, objsubid, schema, table, name: which rows of pg_depend speak of which object.
   */
  addresses(schemas: string): string;
}

/** A row of a catalog query, as JSON. */
export type CatalogRow = { readonly [column: string]: Json };

/** The texts of an object that only PostgreSQL can write in its own way. */
export interface Texts<A extends object> {
  /** Asked once all that it `needs` is as the models want it: it reads from tables, or from others of its sort. */
  readonly reads?: true;
  /** Where its name is not what a model writes, but what PostgreSQL makes of it. */
  readonly identity?: Identity<A>;
  /** The attributes that hold them: where they are equal as text, nothing is asked. */
  readonly attributes: readonly (keyof A & string)[];
  /**
   * The question that the object asks, or none when all is plain. `write` is how an expression goes into SQL: as
   * statements have it, or as it stands.
   */
  ask(
    object: DatabaseObject<A>,
    columns: readonly ContextColumn[],
    write: (expression: string) => string,
  ): Question | undefined;
  /**
   * The object in words that mean the same, asked where two texts differ: a default with the cast to its column's type
   * that PostgreSQL does anyway. Each is compared with the same of the other side; none when there are no such words.
   */
  alike?(object: DatabaseObject<A>): readonly DatabaseObject<A>[];
  /** What an answer says of the attributes that hold texts; by default they are the answer's. */
  take?(said: A, answer: A): A;
}

/** How an object gets a name that PostgreSQL makes of what a model says: a signature of the arguments. */
export interface Identity<A extends object> {
  /** What the name is made of: where the database has an object of the same, the name is known. */
  of(object: DatabaseObject<A>): Json;
  /** The name, once PostgreSQL was asked and wrote down the other. */
  name(id: Id, asked: string): string;
}

/** A change of type, of which PostgreSQL is asked how values come along. */
export interface Cast {
  readonly from: string;
  readonly to: string;
  /** The value, as SQL. */
  readonly value: string;
}

/** A column as an expression sees it. */
export interface ContextColumn {
  readonly name: string;
  readonly type: string;
}

/**
 * A question to PostgreSQL: make this, and read what you wrote down. Equal questions are asked once. The answer is the
 * attributes that the kind's catalog query reads.
 */
export interface Question {
  readonly kind: KindName;
  /** The columns of the table on which it is asked; without them it is asked on no table. */
  readonly columns?: readonly ContextColumn[];
  /** What stands in CREATE TABLE after the columns. */
  readonly clause?: string;
  /** By what that table is partitioned: `RANGE (at)`. */
  readonly partitionBy?: string;
  /** The name that the table bears, in pg_temp, where texts call it by its name. They may speak of other tables too. */
  readonly table?: string;
  /**
   * The statement that follows, in pieces: between two of them goes the name of the table, or where there is none or it
   * bears one of its own the name that what is asked shall bear. `['CREATE INDEX ON ', ' (a)']`
   */
  readonly statement?: readonly string[];
  /** The name by which what is asked speaks of itself: it stands in the answer for the one that it was asked under. */
  readonly self?: string;
}

/** The columns of a table that a text may speak of: those whose name occurs in it. */
export function mentioned(
  columns: readonly ContextColumn[],
  ...texts: readonly (string | null | undefined)[]
): readonly ContextColumn[] {
  const all = texts.join(' ').toLowerCase();
  return columns.filter(({ name }) => all.includes(ident(name).slice(1, -1).toLowerCase()));
}
