import { Global, Module } from '@nestjs/common';
import { JwtStrategy } from './jwt.strategy';
import { KeySet } from './key-set';
import { Revocations } from './revocations';

/** Who calls. Features need only the decorators and, to end sessions, Revocations. */
@Global()
@Module({
  providers: [KeySet, JwtStrategy, { provide: Revocations, useFactory: () => new Revocations() }],
  exports: [Revocations],
})
export class AccessModule {}
