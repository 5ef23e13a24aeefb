import type { ThingData } from '../data.ts';

/** The types of which domains are. */
export const bases = ['text', 'integer', 'numeric(10,2)', 'timestamptz', 'varchar(20)', 'jsonb', 'integer[]'] as const;

/** What a domain is of. */
export const baseOf = ({ picks: [n = 0] }: ThingData): string => bases[n % bases.length] ?? 'text';

/** The type of `types.ts` that a declared type is like: what a domain is of; of the others, one without operators. */
export const likeOf = (thing: ThingData): string => (thing.sort === 'domain' ? baseOf(thing) : 'line');
