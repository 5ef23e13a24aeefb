export type { Amendment, Declaration } from './declaration.js';
export type { Fragment } from './fragment.js';
export { comment } from './comment.js';
export {
  compositeType,
  type CompositeAttribute,
  type CompositeTypeDeclaration,
  type CompositeTypeOptions,
} from './composite-type.js';
export { domain, type DomainDeclaration, type DomainOptions } from './domain.js';
export { exclude, type ExcludeDeclaration, type ExcludeOptions } from './exclude.js';
export { extension, type ExtensionDeclaration, type ExtensionOptions } from './extension.js';
export { foreignKeyOptions, type ForeignKeyOptions } from './foreign-key-options.js';
export { grant, type GrantOptions } from './grant.js';
export {
  partitioned,
  type PartitionBound,
  type PartitionedDeclaration,
  type PartitionedOptions,
  type PartitionValue,
} from './partitioned.js';
export { rangeType, type RangeTypeDeclaration, type RangeTypeOptions } from './range-type.js';
export { sqlFunction, type FunctionDefinition, type SqlFunction } from './function.js';
export { trigger, type Trigger, type TriggerDefinition, type TriggerEvent } from './trigger.js';
