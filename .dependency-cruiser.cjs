/** The direction of dependencies: cli → codegen, database → core → nothing. */

const names = { core: '@sluice/core', codegen: '@sluice/codegen', database: '@sluice/database', cli: 'sluice' };

/**
 * A package that another must not depend on, as a path or, where nothing has been built, as the name that was imported.
 * @type {(folder: keyof typeof names, allowed: string[], comment: string) => import('dependency-cruiser').IForbiddenRuleType}
 */
const dependsAtMostOn = (folder, allowed, comment) => ({
  name: `${folder}-depends-at-most-on-${allowed.join('-') || 'nothing'}`,
  severity: 'error',
  comment,
  from: { path: `^packages/${folder}/src/` },
  to: {
    path: Object.entries(names)
      .filter(([other]) => other !== folder && !allowed.includes(other))
      .flatMap(([other, name]) => [`^packages/${other}/`, `^${name}(/|$)`]),
  },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    dependsAtMostOn('core', [], 'core depends on no other package'),
    dependsAtMostOn('codegen', ['core'], 'codegen depends on core alone'),
    dependsAtMostOn('database', ['core'], 'database depends on core alone'),
    {
      name: 'core-is-pure',
      severity: 'error',
      comment: 'core does no I/O: no Node module, no driver, and of packages drizzle-orm alone',
      from: { path: '^packages/core/src/', pathNot: '/cases\\.ts$' },
      to: { pathNot: ['^packages/', '^node_modules/drizzle-orm/'] },
    },
    {
      name: 'drizzle-gives-core-types',
      severity: 'error',
      comment: "core never loads drizzle-orm: it works with the copy that the user's models were made with",
      from: { path: '^packages/core/src/', pathNot: '/cases\\.ts$' },
      to: { path: '^node_modules/drizzle-orm/', dependencyTypesNot: ['type-only', 'type-import'] },
    },
    {
      name: 'packages-by-their-index',
      severity: 'error',
      comment: 'one package reaches another by its name (or core/models, or ground), not by a path into it',
      from: { path: '^packages/([^/]+)/src/' },
      to: {
        path: '^packages/([^/]+)/(src|dist)/',
        pathNot: ['^packages/$1/', '^packages/[^/]+/(src|dist)/(ground|(declare/)?index)\\.(ts|js|d\\.ts)$'],
      },
    },
    {
      name: 'no-cycles',
      severity: 'error',
      from: { path: '^packages/' },
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'type-import'] } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/' },
      to: { couldNotResolve: true, pathNot: '^(@sluice/|sluice$)' },
    },
    {
      name: 'no-tests-in-source',
      severity: 'error',
      from: { path: '^packages/[^/]+/src/', pathNot: 'cases\\.ts$' },
      to: { path: '(/test/|^test-support/|/cases\\.ts$)' },
    },
  ],
  options: {
    doNotFollow: { path: ['node_modules', '/dist/'] },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['types', 'import', 'default'] },
    moduleSystems: ['es6', 'cjs'],
  },
};
