import type { PGlite } from '@electric-sql/pglite';

import { line } from './line.ts';

type Models = Readonly<Record<string, unknown>>;

/** drizzle-kit of the line of Drizzle that models are made with. */
export interface Kit {
  /** The statements that `drizzle-kit generate` writes for models, from nothing. */
  generate(models: Models): Promise<readonly string[]>;
  /** What `drizzle-kit push` does. */
  push(models: Models, lite: PGlite, schemas: readonly string[]): Promise<void>;
}

/** Loads it. */
export const loadKit = (): Promise<Kit> => (line === '0.45' ? loadKit045() : loadKit10());

async function loadKit045(): Promise<Kit> {
  const { generateDrizzleJson, generateMigration, pushSchema } = await import('drizzle-kit/api');
  const { drizzle } = await import('drizzle-orm/pglite');
  return {
    generate: (models) => generateMigration(generateDrizzleJson({}), generateDrizzleJson(models)),
    push: async (models, lite, schemas) => (await pushSchema(models, drizzle(lite), [...schemas])).apply(),
  };
}

async function loadKit10(): Promise<Kit> {
  const { generateDrizzleJson, generateMigration, pushSchema } = await import('drizzle-kit-next/api-postgres');
  const { drizzle } = await import('drizzle-orm-next/pglite');
  return {
    generate: async (models) => generateMigration(await generateDrizzleJson({}), await generateDrizzleJson(models)),
    push: async (models, lite, schemas) =>
      (
        await pushSchema(models, drizzle({ client: lite }), {
          schemas: [...schemas],
          tables: [],
          entities: { roles: false },
          extensions: [],
        })
      ).apply(),
  };
}
