/** @jest-config-loader esbuild-register */
import type { Config } from 'jest';

const project = {
  testEnvironment: 'node',
  roots: ['<rootDir>/packages', '<rootDir>/examples'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2023', parser: { syntax: 'typescript' } }, module: { type: 'es6' }, sourceMaps: 'inline' },
    ],
  },
  // Packages are tested from source, so a test never sees a stale build.
  moduleNameMapper: {
    '^@sluice/(core|codegen|database)$': '<rootDir>/packages/$1/src/index.ts',
    '^@sluice/(core|database)/ground$': '<rootDir>/packages/$1/src/ground.ts',
    '^@sluice/core/models$': '<rootDir>/packages/core/src/declare/index.ts',
    '^sluice$': '<rootDir>/packages/cli/src/index.ts',
    '^sluice/([^/]+)$': '<rootDir>/packages/cli/src/$1.ts',
    '^(\\.{1,2}/.*)\\.js$': '$1',
  },
} satisfies Config;

const config: Config = {
  // The long suites wait for servers more than they compute: no core is kept back for the reporter.
  maxWorkers: '100%',
  testTimeout: 60_000,
  collectCoverageFrom: ['packages/*/src/**/*.ts'],
  projects: [
    {
      ...project,
      displayName: 'pglite',
      testMatch: ['**/test/**/!(*.server|*.server-*).test.ts'],
      globalSetup: '<rootDir>/test-support/check-flag.ts',
    },
    {
      ...project,
      displayName: 'drizzle 1.0',
      testMatch: ['**/test/**/laws.server-next-*.test.ts', '**/test/**/settles.test.ts', '**/test/**/op-db.test.ts'],
      globalSetup: '<rootDir>/test-support/global-setup.ts',
      globalTeardown: '<rootDir>/test-support/global-teardown.ts',
      // The same models, made with the next line of Drizzle; the same changes, in their safe forms.
      setupFiles: ['<rootDir>/test-support/safe-forms.ts'],
      moduleNameMapper: {
        ...project.moduleNameMapper,
        '^drizzle-orm(/.*)?$': 'drizzle-orm-next$1',
      },
    },
    {
      ...project,
      displayName: 'servers',
      testMatch: ['**/test/**/*.server?(-*).test.ts'],
      testPathIgnorePatterns: ['/node_modules/', 'server-next'],
      globalSetup: '<rootDir>/test-support/global-setup.ts',
      globalTeardown: '<rootDir>/test-support/global-teardown.ts',
    },
  ],
};

export default config;
