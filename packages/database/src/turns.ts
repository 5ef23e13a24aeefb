import type { Connection } from '@sluice/core';

const drivers = new WeakMap<Connection, object>();
const tails = new WeakMap<object, Promise<unknown>>();

/** Notes which driver's client or instance a connection goes through: an application may give the same one twice. */
export function goesThrough(connection: Connection, driver: object): Connection {
  drivers.set(connection, driver);
  return connection;
}

/** Does work when all earlier work on the same session is done. Locks in the database do not part a session from itself. */
export async function inTurn<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  const session = drivers.get(connection) ?? connection;
  const before = tails.get(session) ?? Promise.resolve();
  const done = before.then(work);
  tails.set(
    session,
    done.catch(() => undefined),
  );
  return done;
}
