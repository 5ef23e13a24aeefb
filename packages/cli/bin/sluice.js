#!/usr/bin/env node
import module from 'node:module';

// Node 22 and newer keep what they have compiled.
module.enableCompileCache?.();
// As Node 21 and newer have it. By it pg tells where it runs; where it is missing, pg loads all that Node has for fetch.
if (!('navigator' in globalThis)) {
  Object.assign(globalThis, { navigator: { userAgent: `Node.js/${process.versions.node.split('.')[0]}` } });
}
await import('../dist/main.js');
