export type { Amendment, Declaration } from './declaration.js';
export { comment } from './comment.js';
