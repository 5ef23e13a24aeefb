import { each, found, isNew } from '../look.js';
import type { Rule } from '../rule.js';
import { droppedNames, qualified, relationName, shown, tree } from '../tree.js';

/** REVOKE. */
export const revoke: Rule = {
  name: 'revoke',
  level: 'warning',
  title: 'the upgrade takes privileges away',
  reason: 'Whatever still works with them fails from this moment on.',
  safeForm: 'Look who uses them (pg_stat_activity, the logs), give those another role, and revoke then.',
  source: 'REVOKE',
  *find(subject) {
    for (const [grant, statement] of each(subject, ({ GrantStmt }) => GrantStmt)) {
      const isRevoke = grant.is_grant !== true && grant.targtype === 'ACL_TARGET_OBJECT';
      if (!isRevoke || statement.direction !== 'upgrade') continue;
      const names = (grant.objects ?? []).map((node) => {
        const { RangeVar: relation, ObjectWithArgs: routine } = tree(node);
        if (routine !== undefined) return qualified(routine.objname);
        return relation === undefined ? droppedNames([node]).join('') : relationName(relation);
      });
      // What is new has no users: it is only given less than default privileges would.
      if (!names.every((name) => isNew(statement, name)))
        yield found(statement, `Privileges on ${names.map(shown).join(', ')} are taken away.`);
    }
  },
};
