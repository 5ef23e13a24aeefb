import { alterationOf } from './expand.js';
import type { JsonObject } from './json.js';
import type { DatabaseObject } from './object.js';
import { kindOf } from './objects/kinds.js';
import { exactly, readGrants, readRevoked } from './objects/privileges.js';
import { parkingRevision } from './objects/parking.js';
import { comment, owner } from './objects/rules.js';
import type { Alter, Create, Operation } from './operation.js';
import { inside, type Statement } from './statement.js';

/** The SQL that makes an operation. */
export function statements(operation: Operation): readonly Statement[] {
  switch (operation.verb) {
    case 'create':
      return create(operation);
    case 'drop':
      return kindOf(operation.object.kind).drop(operation.object, operation.manner ?? {});
    case 'alter':
      return alter(operation);
    case 'rename':
      return [kindOf(operation.kind).rename?.(operation.id, operation.to) ?? []].flat().map(inside);
    case 'execute':
      return operation.statements ?? [inside(operation.sql)];
  }
}

function create({ object, parts, manner = {} }: Create): readonly Statement[] {
  const all = [object, ...parts];
  const apart = parts.filter((part) => kindOf(part.kind).apart?.(part, parts));
  const clauses = parts
    .filter((part) => !apart.includes(part))
    .flatMap((part) => kindOf(part.kind).clause?.(part) ?? []);
  return [
    ...all.flatMap((each) => kindOf(each.kind).before?.(each) ?? []),
    ...kindOf(object.kind).create(object, clauses, manner),
    ...apart.flatMap((part) => kindOf(part.kind).create(part, [], {})),
    ...all.flatMap((each) => kindOf(each.kind).after?.(each, manner) ?? []),
    ...described(object, readRevoked(manner)),
    ...parts.flatMap((part) => described(part, [])),
    ...comeBack(object, manner),
  ];
}

function comeBack({ kind, id }: DatabaseObject, manner: JsonObject): readonly Statement[] {
  const revision = parkingRevision(manner, 'unpark');
  return revision === undefined ? [] : (kindOf(kind).unpark?.(id, revision) ?? []);
}

function described({ kind, id, attributes }: DatabaseObject, revoked: readonly string[]): readonly Statement[] {
  const [text, role] = [attributes['comment'], attributes['owner']];
  const [grants, target] = [readGrants(attributes['privileges']), kindOf(kind).privilegesOn?.(id)];
  return [
    ...(typeof role === 'string' ? [owner(kindOf(kind).address(id), role)] : []),
    ...(target ? exactly(target, grants, revoked) : []),
    ...(typeof text === 'string' ? [comment(kindOf(kind).address(id), text)] : []),
  ];
}

/** Each rule once, in the kind's order, however many attributes share it. */
function alter(operation: Alter): readonly Statement[] {
  const alteration = alterationOf(operation, (object) => create({ verb: 'create', object, parts: [] }));
  const rules = Object.entries(kindOf(operation.kind).attributes).flatMap(([name, { alter: rule }]) =>
    operation.changes[name] !== undefined && typeof rule === 'function' ? [rule] : [],
  );
  return [...new Set(rules)].flatMap((rule) => {
    const made = rule(alteration);
    return made === 'replace' ? [] : made;
  });
}
