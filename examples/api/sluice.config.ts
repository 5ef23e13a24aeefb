import { defineConfig } from 'sluice';

export default defineConfig({
  models: './src/models.ts',
  migrations: './migrations',
  database: process.env.DATABASE_URL,
});
