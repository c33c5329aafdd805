/** What a rule file may import. */

export {
  hasFewValues,
  holdsPassword,
  isForeignKey,
  isLeading,
  isUnique,
  type TableUse,
  tableOf,
  type UsedColumn,
  usesOf,
} from '../model/data-access/index-coverage.ts';
export { indexStatement } from '../model/data-access/index-statement.ts';
export { dataClient } from '../model/data-access/libraries.ts';
export { isReservedWord, quoteName } from '../model/data-access/sql-names.ts';
export { allColumnsOf } from '../model/data-access/sql-references.ts';
export { isExitCall, isLogCall, isQuietLogCall, setsExitCode } from '../model/flow/effect-names.ts';
export { allSteps } from '../model/flow/effects.ts';
export { calleeName, chainOf, dottedNames, mentions, some } from '../model/flow/expression-search.ts';
export type { Rejection } from '../model/flow/rejection.ts';
export type * from '../model/repo-model.ts';
export type { Location, Position } from '../parse/position.ts';
export type { ColumnFact, ConstraintFact, QualifiedName, SchemaOperation } from '../parse/sql/sql-facts.ts';
export type {
  CallFact,
  CodeFacts,
  Expr,
  FunctionFact,
  LiteralFact,
  Step,
  TypeRef,
} from '../parse/typescript/code-facts.ts';
export { standsInOnly } from './address-defaults.ts';
export { isAllowList, isDocumentation, isInText, isParsingBase } from './address-use.ts';
export { type AddressVerdict, choosesEnvironment, isOwnLink, judgeAddress } from './address-verdict.ts';
export { hostOf, isAddress, isDeployment, isFixedHost, isOwnHost, isPrivateAddress } from './addresses.ts';
export * from './catch-clauses.ts';
export * from './database-clients.ts';
export { type Database, databaseOf, databasesOf } from './databases.ts';
export * from './dropped-promises.ts';
export { isAppendOnly, isGrowing, isThing } from './growing-tables.ts';
export { definingModules } from './imported-modules.ts';
export { indexAdvice } from './index-advice.ts';
export * from './list-extent.ts';
export { type Hazard, migrationHazards } from './migration-hazards.ts';
export * from './places.ts';
export { isPlural, singular } from './plural.ts';
export * from './queries.ts';
export { isReservedIn } from './reserved-words.ts';
export { purposeOf, type RoutePurpose } from './route-purposes.ts';
export * from './rule.ts';
export * from './schema-knowledge.ts';
export * from './schema-rules.ts';
export {
  holdsLabels,
  isLabel,
  isMachineMade,
  isPlaceholder,
  isPublishable,
  isSecret,
  isSecretValue,
  knownSecret,
  secretName,
} from './secrets.ts';
export * from './setting-literals.ts';
export { isSmallTable, SMALL_TABLES } from './small-tables.ts';
export * from './tables.ts';
