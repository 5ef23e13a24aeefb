import type { Firing } from '../firing.js';
import type { Described } from '../rules.js';

/** A trigger of a table. */
export interface TriggerAttributes extends Described {
  /** What it waits for: `BEFORE INSERT OR UPDATE OF email`. */
  readonly event: string;
  /** What it does: `FOR EACH ROW WHEN (new.email IS NOT NULL) EXECUTE FUNCTION touch()`. */
  readonly action: string;
  /** A constraint trigger, which can be deferred. */
  readonly constraint?: boolean;
  /** In which sessions it fires; `never` is a trigger that is disabled. */
  readonly fires?: Firing;
}
