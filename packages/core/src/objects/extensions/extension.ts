import type { Described } from '../rules.js';

/** An extension: what `CREATE EXTENSION` brings. Its members are its own, objects of no other kind. */
export interface ExtensionAttributes extends Described {
  /** Where its members stand; null is where PostgreSQL puts them. */
  readonly schema?: string | null;
  /** Null is the server's default. Compared only where it is said. */
  readonly version?: string | null;
  /** Null is the comment that the extension brings, an empty text none. */
  readonly comment?: string | null;
}
