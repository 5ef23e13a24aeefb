import { found } from '../look.js';
import type { Rule } from '../rule.js';

/** A name of more than 63 bytes. */
export const longIdentifier: Rule = {
  name: 'long-identifier',
  level: 'error',
  title: 'a name of more than 63 bytes',
  reason:
    'PostgreSQL cuts it without an error: two names may become one, and the models never agree with the database.',
  safeForm: 'A shorter name.',
  source: 'Identifiers and Key Words',
  *find({ statements, parser }) {
    const told = new Set<string>();
    for (const statement of statements) {
      if (statement.unreadable !== undefined) continue;
      for (const name of parser.identifiers(statement.text)) {
        const key = `${statement.direction} ${statement.line} ${name}`;
        if (Buffer.byteLength(name) <= 63 || told.has(key)) continue;
        told.add(key);
        yield found(statement, `${name} has ${Buffer.byteLength(name)} bytes, of which PostgreSQL keeps 63.`);
      }
    }
  },
};
