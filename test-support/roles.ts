import type { Place } from './places.ts';

/** Roles are in no dump of a database. They are dropped in the end, with all that is granted to them. */
export async function withRoles<T>(
  place: Place,
  roles: readonly string[],
  run: (place: Place) => Promise<T>,
): Promise<T> {
  if (roles.length === 0) return run(place);
  const names = roles.map((role) => `'${role.replaceAll("'", "''")}'`).join(', ');
  const dump = async (): Promise<string> => {
    const found = await place.connection.query(`
      select jsonb_pretty(to_jsonb(r) - 'oid' || jsonb_build_object('comment', shobj_description(r.oid, 'pg_authid'),
        'in', (select jsonb_agg(m.roleid::regrole::text || m.admin_option order by 1) from pg_auth_members m where m.member = r.oid))) as role
      from pg_roles r where rolname in (${names}) order by rolname`);
    return [await place.dump(), ...found.map(({ role }) => String(role))].join('\n');
  };
  try {
    return await run({ ...place, dump });
  } finally {
    const made = await place.connection.query(
      `select quote_ident(rolname) as name from pg_roles where rolname in (${names})`,
    );
    // What one granted to another goes with what it was granted itself: all are emptied before one is dropped.
    for (const { name } of made) {
      await place.connection.query(`reassign owned by ${String(name)} to current_user`);
      await place.connection.query(`drop owned by ${String(name)}`);
    }
    for (const { name } of made) await place.connection.query(`drop role ${String(name)}`);
  }
}
