import type { AnyRule } from '../src/rule/rule.ts';
import { invalidOpenapiDocument } from './api/invalid-openapi-document.ts';
import { unversionedRoute } from './api/unversioned-route.ts';
import { circularDependency } from './architecture/circular-dependency.ts';
import { domainImportsInfrastructure } from './architecture/domain-imports-infrastructure.ts';
import { handlerAccessesData } from './architecture/handler-accesses-data.ts';
import { skippedLayer } from './architecture/skipped-layer.ts';
import { tableWrittenByTwoServices } from './architecture/table-written-by-two-services.ts';
import { transportInService } from './architecture/transport-in-service.ts';
import { upwardImport } from './architecture/upward-import.ts';
import { hardcodedConfig } from './config/hardcoded-config.ts';
import { clientWithoutPoolSize } from './data/client-without-pool-size.ts';
import { clientWithoutStatementTimeout } from './data/client-without-statement-timeout.ts';
import { collectionWithoutRequiredFields } from './data/collection-without-required-fields.ts';
import { collectionWithoutTimestamps } from './data/collection-without-timestamps.ts';
import { columnTypeUnlikeName } from './data/column-type-unlike-name.ts';
import { denormalisedTable } from './data/denormalised-table.ts';
import { editedMigration } from './data/edited-migration.ts';
import { foreignKeyWithoutDeleteRule } from './data/foreign-key-without-delete-rule.ts';
import { freeTextEnumeration } from './data/free-text-enumeration.ts';
import { growingArrayInDocument } from './data/growing-array-in-document.ts';
import { growingTableInOnePiece } from './data/growing-table-in-one-piece.ts';
import { inconsistentKeyName } from './data/inconsistent-key-name.ts';
import { inconsistentSchemaName } from './data/inconsistent-schema-name.ts';
import { joinTableWithoutPairKey } from './data/join-table-without-pair-key.ts';
import { leadingWildcardFilter } from './data/leading-wildcard-filter.ts';
import { loginNotUnique } from './data/login-not-unique.ts';
import { migrationWithoutWayBack } from './data/migration-without-way-back.ts';
import { missingForeignKey } from './data/missing-foreign-key.ts';
import { moneyInFloat } from './data/money-in-float.ts';
import { narrowKeyOfGrowingTable } from './data/narrow-key-of-growing-table.ts';
import { naturalKeyNotUnique } from './data/natural-key-not-unique.ts';
import { nullableFlag } from './data/nullable-flag.ts';
import { paddedTextColumn } from './data/padded-text-column.ts';
import { queryPerRowInLoop } from './data/query-per-row-in-loop.ts';
import { readablePasswordColumn } from './data/readable-password-column.ts';
import { redundantIndex } from './data/redundant-index.ts';
import { repeatedMigrationVersion } from './data/repeated-migration-version.ts';
import { reservedWordName } from './data/reserved-word-name.ts';
import { schemaDrift } from './data/schema-drift.ts';
import { schemaNotInRepository } from './data/schema-not-in-repository.ts';
import { selectStarOnWideTable } from './data/select-star-on-wide-table.ts';
import { tableOfOptionalColumns } from './data/table-of-optional-columns.ts';
import { tableWithoutAuditColumns } from './data/table-without-audit-columns.ts';
import { tableWithoutPrimaryKey } from './data/table-without-primary-key.ts';
import { timestampWithoutZone } from './data/timestamp-without-zone.ts';
import { unboundedListQuery } from './data/unbounded-list-query.ts';
import { uncappedClientLimit } from './data/uncapped-client-limit.ts';
import { unindexedFilter } from './data/unindexed-filter.ts';
import { unindexedForeignKey } from './data/unindexed-foreign-key.ts';
import { uniqueKeyWithNullableColumn } from './data/unique-key-with-nullable-column.ts';
import { unknownTableOrColumn } from './data/unknown-table-or-column.ts';
import { unsafeMigration } from './data/unsafe-migration.ts';
import { writesWithoutTransaction } from './data/writes-without-transaction.ts';
import { catchDiscardsCause } from './errors/catch-discards-cause.ts';
import { clientWithoutErrorListener } from './errors/client-without-error-listener.ts';
import { errorAnsweredWithSuccess } from './errors/error-answered-with-success.ts';
import { errorHandlerBeforeRoutes } from './errors/error-handler-before-routes.ts';
import { errorLoggedWithoutCause } from './errors/error-logged-without-cause.ts';
import { floatingPromise } from './errors/floating-promise.ts';
import { handlerCatchWithoutResponse } from './errors/handler-catch-without-response.ts';
import { handlerNeverResponds } from './errors/handler-never-responds.ts';
import { ignoredCallbackError } from './errors/ignored-callback-error.ts';
import { nextFallsThrough } from './errors/next-falls-through.ts';
import { noCentralErrorHandler } from './errors/no-central-error-handler.ts';
import { queryNeverRun } from './errors/query-never-run.ts';
import { scriptHidesFailure } from './errors/script-hides-failure.ts';
import { silentErrorHandler } from './errors/silent-error-handler.ts';
import { swallowedError } from './errors/swallowed-error.ts';
import { throwInCallback } from './errors/throw-in-callback.ts';
import { unguardedStreamPipe } from './errors/unguarded-stream-pipe.ts';
import { unhandledAsyncHandler } from './errors/unhandled-async-handler.ts';
import { committedSecretFile } from './security/committed-secret-file.ts';
import { hardcodedSecret } from './security/hardcoded-secret.ts';
import { sqlBuiltFromInput } from './security/sql-built-from-input.ts';

/** Every rule, in the order in which they are listed. */
export const rules: AnyRule[] = [
  circularDependency,
  upwardImport,
  skippedLayer,
  handlerAccessesData,
  transportInService,
  domainImportsInfrastructure,
  invalidOpenapiDocument,
  unversionedRoute,
  schemaNotInRepository,
  tableWithoutPrimaryKey,
  schemaDrift,
  unindexedForeignKey,
  unindexedFilter,
  unknownTableOrColumn,
  narrowKeyOfGrowingTable,
  growingTableInOnePiece,
  missingForeignKey,
  foreignKeyWithoutDeleteRule,
  redundantIndex,
  denormalisedTable,
  moneyInFloat,
  timestampWithoutZone,
  readablePasswordColumn,
  columnTypeUnlikeName,
  paddedTextColumn,
  freeTextEnumeration,
  joinTableWithoutPairKey,
  loginNotUnique,
  naturalKeyNotUnique,
  uniqueKeyWithNullableColumn,
  nullableFlag,
  tableOfOptionalColumns,
  inconsistentSchemaName,
  inconsistentKeyName,
  reservedWordName,
  tableWithoutAuditColumns,
  unsafeMigration,
  editedMigration,
  repeatedMigrationVersion,
  migrationWithoutWayBack,
  clientWithoutStatementTimeout,
  clientWithoutPoolSize,
  queryPerRowInLoop,
  unboundedListQuery,
  uncappedClientLimit,
  writesWithoutTransaction,
  leadingWildcardFilter,
  selectStarOnWideTable,
  collectionWithoutRequiredFields,
  collectionWithoutTimestamps,
  growingArrayInDocument,
  tableWrittenByTwoServices,
  hardcodedConfig,
  noCentralErrorHandler,
  errorHandlerBeforeRoutes,
  silentErrorHandler,
  swallowedError,
  catchDiscardsCause,
  errorLoggedWithoutCause,
  floatingPromise,
  unguardedStreamPipe,
  scriptHidesFailure,
  queryNeverRun,
  ignoredCallbackError,
  throwInCallback,
  clientWithoutErrorListener,
  unhandledAsyncHandler,
  handlerCatchWithoutResponse,
  handlerNeverResponds,
  errorAnsweredWithSuccess,
  nextFallsThrough,
  hardcodedSecret,
  sqlBuiltFromInput,
  committedSecretFile,
];
