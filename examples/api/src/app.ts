import { eq } from 'drizzle-orm';
import { fastify, type FastifyInstance } from 'fastify';
import { health } from 'sluice';
import { config, type Database } from './database.js';
import { lists, tasks } from './models.js';

/** The application, over a database that may or may not be migrated yet. */
export function buildApp(database: Database, { logger = false }: { readonly logger?: boolean } = {}): FastifyInstance {
  const app = fastify({ logger });

  // For readiness: a pod whose database lacks a migration gets no traffic.
  app.get('/healthz', async (request, reply) => {
    const { reason, ...seen } = await health({ config, database });
    if (reason !== undefined) request.log.error(reason);
    return reply.code(seen.ready ? 200 : 503).send(seen);
  });

  app.get('/lists', () => database.select().from(lists).orderBy(lists.name));

  app.post<{ Body: { name: string } }>('/lists', { schema: named('name') }, async ({ body }, reply) => {
    const [list] = await database.insert(lists).values({ name: body.name }).returning();
    return reply.code(201).send(list);
  });

  app.get<{ Params: { id: number } }>('/lists/:id/tasks', { schema: { params: ID } }, ({ params }) =>
    database.select().from(tasks).where(eq(tasks.listId, params.id)).orderBy(tasks.id),
  );

  app.post<{ Params: { id: number }; Body: { title: string } }>(
    '/lists/:id/tasks',
    { schema: { params: ID, ...named('title') } },
    async ({ params, body }, reply) => {
      const [task] = await database.insert(tasks).values({ listId: params.id, title: body.title }).returning();
      return reply.code(201).send(task);
    },
  );

  return app;
}

const ID = { type: 'object', properties: { id: { type: 'integer' } }, required: ['id'] };

const named = (field: string) => ({
  body: { type: 'object', properties: { [field]: { type: 'string', minLength: 1 } }, required: [field] },
});
