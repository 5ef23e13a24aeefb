/** For the image, in which everything is compiled. */
export default {
  models: './dist/src/models.js',
  migrations: './dist/migrations',
  database: process.env.DATABASE_URL,
};
