import { Global, Module } from '@nestjs/common';
import { ENVIRONMENT, type Environment } from '../config/environment';
import { LOG, type Log } from '../observability/log';
import { Metrics } from '../observability/metrics';
import { Readiness } from '../observability/readiness';
import { CallerAccounts } from './caller-accounts';
import { IdTokens } from './id-tokens';
import { JwtStrategy } from './jwt.strategy';
import { KeySet } from './key-set';
import { Liveness } from './liveness';
import { RevocationStore } from './revocation-store';
import { Revocations } from './revocations';
import { TOKEN_SOURCE, type TokenSource, tokenSourceOf } from './token-source';

/** Who calls. The application makes AccessGuard global; features need only the decorators and, to end sessions, Revocations. */
@Global()
@Module({
  providers: [
    {
      provide: TOKEN_SOURCE,
      inject: [ENVIRONMENT],
      useFactory: (environment: Environment): TokenSource => tokenSourceOf(environment),
    },
    { provide: KeySet, inject: [TOKEN_SOURCE, LOG, Readiness, Metrics], useFactory: createKeySet },
    JwtStrategy,
    IdTokens,
    RevocationStore,
    Revocations,
    Liveness,
    CallerAccounts,
  ],
  exports: [JwtStrategy, IdTokens, Revocations, Liveness, CallerAccounts],
})
export class AccessModule {}

function createKeySet(source: TokenSource, log: Log, readiness: Readiness, metrics: Metrics): KeySet {
  const keys = new KeySet(source.jwksUri, log, undefined, metrics);
  readiness.add(() => keys.available);
  return keys;
}
