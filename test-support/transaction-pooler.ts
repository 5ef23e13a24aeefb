/**
 * A pooler in transaction mode in front of a real server: each transaction of a client is passed to a session of the
 * server that nobody uses just then, as pgbouncer, Supavisor and the like do it. It reads of the protocol only where a
 * message ends and what ReadyForQuery says: https://www.postgresql.org/docs/current/protocol-flow.html
 */
import { once } from 'node:events';
import net from 'node:net';

/** A pooler that listens. */
export interface Pooler {
  readonly url: string;
  /** How many sessions of the server it has begun. */
  sessions(): number;
  stop(): Promise<void>;
}

/** A session of the server. */
interface Session {
  readonly socket: net.Socket;
  /** What the server said when it began, to be said to clients: its settings. */
  readonly greeting: Buffer;
  client: Client | undefined;
}

interface Client {
  readonly socket: net.Socket;
  session: Session | undefined;
  /** Whether a session is being looked for. */
  waiting: boolean;
  /** What came before there was a session. */
  pending: Buffer[];
}

const SSL_REQUEST = 80_877_103;
const GSS_REQUEST = 80_877_104;
const CANCEL_REQUEST = 80_877_102;

/**
 * Starts a pooler for the database at `url`, whose server must ask for no password. `next` says which of the sessions that
 * are free is taken: the one that was used `last`, as pgbouncer does it, or the one that was used `first`.
 */
export async function startTransactionPooler(url: string, next: 'last' | 'first' = 'last'): Promise<Pooler> {
  const { hostname, port, pathname, username } = new URL(url);
  const free: Session[] = [];
  const all = new Set<net.Socket>();
  let begun = 0;

  async function begin(): Promise<Session> {
    begun += 1;
    const socket = net.connect(Number(port), hostname).setNoDelay();
    all.add(socket);
    socket.on('error', () => undefined);
    await once(socket, 'connect');
    socket.write(startup({ user: username, database: pathname.slice(1) }));
    const messages = splitter(true);
    const said: Buffer[] = [];
    for (let isReady = false; !isReady;) {
      const [chunk]: Buffer[] = await once(socket, 'data');
      for (const message of messages(chunk ?? Buffer.alloc(0))) {
        if (typeOf(message) === 'S') said.push(message);
        isReady ||= typeOf(message) === 'Z';
      }
    }
    const session: Session = { socket, greeting: Buffer.concat(said), client: undefined };
    const rest = splitter(true);
    socket.on('data', (chunk: Buffer) => {
      for (const message of rest(chunk)) pass(session, message);
    });
    socket.once('close', () => {
      const at = free.indexOf(session);
      if (at >= 0) free.splice(at, 1);
      session.client?.socket.destroy();
    });
    return session;
  }

  /** Gives a message of the server to the client; after a transaction the session is free for others. */
  function pass(session: Session, message: Buffer): void {
    const { client } = session;
    client?.socket.write(message);
    if (typeOf(message) !== 'Z' || message.toString('latin1', 5, 6) !== 'I') return;
    if (client !== undefined) client.session = undefined;
    session.client = undefined;
    free.push(session);
  }

  async function take(): Promise<Session> {
    return (next === 'last' ? free.pop() : free.shift()) ?? begin();
  }

  async function send(client: Client, message: Buffer): Promise<void> {
    if (client.session !== undefined) return void client.session.socket.write(message);
    client.pending.push(message);
    if (client.waiting) return;
    client.waiting = true;
    const session = await take();
    client.waiting = false;
    client.session = session;
    session.client = client;
    for (const each of client.pending.splice(0)) session.socket.write(each);
  }

  async function greet(client: Client): Promise<void> {
    const session = await take();
    free.push(session);
    const key = Buffer.alloc(8);
    key.writeInt32BE(1 + Math.floor(Math.random() * 2 ** 30), 0);
    client.socket.write(
      Buffer.concat([framed('R', Buffer.alloc(4)), session.greeting, framed('K', key), framed('Z', Buffer.from('I'))]),
    );
  }

  const server = net.createServer({ noDelay: true }, (socket) => {
    all.add(socket);
    const client: Client = { socket, session: undefined, waiting: false, pending: [] };
    let messages = splitter(false);
    let hasBegun = false;
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      for (const message of messages(chunk)) {
        if (hasBegun) {
          if (typeOf(message) === 'X') socket.end();
          else send(client, message).catch(() => socket.destroy());
          continue;
        }
        const code = message.readInt32BE(4);
        if (code === SSL_REQUEST || code === GSS_REQUEST) socket.write('N');
        else if (code === CANCEL_REQUEST) socket.end();
        else {
          hasBegun = true;
          messages = splitter(true);
          greet(client).catch(() => socket.destroy());
        }
      }
    });
    // In the middle of a transaction nobody else can have its session.
    socket.once('close', () => client.session?.socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The pooler listens on no port.');
  return {
    url: `postgres://${username}@127.0.0.1:${address.port}${pathname}`,
    sessions: () => begun,
    async stop() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of all) socket.destroy();
      await closed;
    },
  };
}

const typeOf = (message: Buffer): string => message.toString('latin1', 0, 1);

function framed(type: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 0, 'latin1');
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

function startup(parameters: Readonly<Record<string, string>>): Buffer {
  const texts = Object.entries(parameters).flat();
  const body = Buffer.from(`${texts.join('\0')}\0\0`);
  const head = Buffer.alloc(8);
  head.writeInt32BE(body.length + 8, 0);
  head.writeInt32BE(3 * 65_536, 4);
  return Buffer.concat([head, body]);
}

/** Cuts what comes into messages: each has its length, after a letter that says its type, but for a client's first. */
function splitter(typed: boolean): (chunk: Buffer) => readonly Buffer[] {
  let rest: Buffer = Buffer.alloc(0);
  const start = typed ? 1 : 0;
  return (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    const messages: Buffer[] = [];
    while (rest.length >= start + 4) {
      const end = start + rest.readInt32BE(start);
      if (rest.length < end) break;
      messages.push(rest.subarray(0, end));
      rest = rest.subarray(end);
    }
    return messages;
  };
}
