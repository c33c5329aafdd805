import type { AnyRule } from '../src/rule/rule.ts';
import { invalidOpenapiDocument } from './api/invalid-openapi-document.ts';
import { unversionedRoute } from './api/unversioned-route.ts';
import { circularDependency } from './architecture/circular-dependency.ts';
import { domainImportsInfrastructure } from './architecture/domain-imports-infrastructure.ts';
import { handlerAccessesData } from './architecture/handler-accesses-data.ts';
import { skippedLayer } from './architecture/skipped-layer.ts';
import { transportInService } from './architecture/transport-in-service.ts';
import { upwardImport } from './architecture/upward-import.ts';
import { hardcodedConfig } from './config/hardcoded-config.ts';
import { queryPerRowInLoop } from './data/query-per-row-in-loop.ts';
import { schemaDrift } from './data/schema-drift.ts';
import { tableWithoutPrimaryKey } from './data/table-without-primary-key.ts';
import { unboundedListQuery } from './data/unbounded-list-query.ts';
import { uncappedClientLimit } from './data/uncapped-client-limit.ts';
import { unindexedFilter } from './data/unindexed-filter.ts';
import { unindexedForeignKey } from './data/unindexed-foreign-key.ts';
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
  tableWithoutPrimaryKey,
  schemaDrift,
  unindexedForeignKey,
  unindexedFilter,
  queryPerRowInLoop,
  unboundedListQuery,
  uncappedClientLimit,
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
