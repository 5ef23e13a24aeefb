import { defineConfig } from 'sluice';

export default defineConfig({
  models: './src/schema.ts',
  migrations: './migrations',
  database: process.env.DATABASE_URL ?? 'pglite:./data',
});
