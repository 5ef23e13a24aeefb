/**
 * What stands without the kinds: the graph of revisions, errors, quoting, and how texts are read and told. A command that
 * touches no object (`heads`, `current`) takes it from here, and Node need not load the engine for it.
 */
export { distance } from './distance.js';
export { DirectiveError, SluiceError } from './errors.js';
export { glob } from './glob.js';
export { ModelError } from './model-reader/errors.js';
export { pathOf } from './path-of.js';
export { unknownToken } from './model-reader/naming.js';
export { defaultFileTemplate, UnknownToken } from './revisions/file-name.js';
export { RevisionError } from './revisions/errors.js';
export { ancestors, buildGraph, heads } from './revisions/graph.js';
export { downRevisionsOf } from './revisions/revision.js';
export { standing } from './revisions/standing.js';
export { history } from './revisions/target.js';
export { isTimeZone } from './revisions/time.js';
export { parameterText } from './sql/parameter.js';
export { ident, literal } from './sql/quote.js';
