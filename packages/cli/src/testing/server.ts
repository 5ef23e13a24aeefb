import { ServerInvalid } from './errors.js';

/** @throws ServerInvalid where an address is none of a server */
export function assertServer(server: string): URL {
  if (!/^postgres(?:ql)?:\/\//.test(server) || !URL.canParse(server)) throw new ServerInvalid(server);
  return new URL(server);
}
