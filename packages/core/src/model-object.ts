import type { DatabaseObject } from './object.js';

/** What has a name already where it must be unique. */
export interface Collision {
  readonly name: string;
  readonly namespace: string;
  readonly source: string;
}

/** An object as a model says it: the text as written, and only the attributes that a model can say. */
export interface ModelObject extends DatabaseObject {
  /** The model gives no name; the one in the id is the default, and the database's own is kept where there is one. */
  readonly implicitName?: true;
  /** The name follows a convention of the config: it is not numbered where it is taken. */
  readonly byConvention?: true;
  /** What has the name already that a convention gives to this one. */
  readonly collision?: Collision;
  /** Of a table that no export names, only a foreign key: where the database has it already, it is left alone. */
  readonly reached?: true;
  /** Only its name is said and what it is: what stands on it is not the models' to say, and stays. */
  readonly bare?: true;
  /** It is marked as existing: the models only speak of it. It is nobody's to make, change or drop. */
  readonly existing?: true;
  /** What declares it beside the models, if that does. */
  readonly declaration?: object;
  /** Where it stands, for messages: `users.email`. */
  readonly source: string;
}
