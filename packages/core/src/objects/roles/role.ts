import type { Described } from '../rules.js';

/** A role, which all databases of a cluster share. Its password is not known to Sluice. */
export interface RoleAttributes extends Described {
  /** CREATEDB: it may make databases. */
  readonly createDb?: boolean;
  /** CREATEROLE: it may make roles. */
  readonly createRole?: boolean;
  /** It has the rights of the roles it is a member of without SET ROLE. */
  readonly inherit?: boolean;
  /** It may connect. */
  readonly login?: boolean;
  readonly superuser?: boolean;
  readonly replication?: boolean;
  /** Row-level security does not hold for it. */
  readonly bypassRls?: boolean;
  /** How many connections it may have at once; null is any number. */
  readonly connectionLimit?: number | null;
  /** Until when its password is valid, as PostgreSQL writes a time. */
  readonly validUntil?: string | null;
  /** The roles that it is a member of. */
  readonly memberOf?: readonly Membership[];
  /** The roles that are members of it. */
  readonly members?: readonly Membership[];
}

/** A role's side of a membership. */
export interface Membership {
  readonly role: string;
  /** The member may grant it to others. */
  readonly admin?: boolean;
  /** Whether the member has its rights without SET ROLE, where that is not as the member has it in general. From 16 on. */
  readonly inherit?: boolean;
  /** The member may not SET ROLE to it. From 16 on. */
  readonly noSet?: boolean;
}
