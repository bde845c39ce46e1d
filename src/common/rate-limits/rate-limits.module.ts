import { Global, Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { AccountLimits } from './account-limits';
import { type LimitRow, limits } from './limits';
import { WindowStorage } from './window-storage';

/** The rows of the table in the throttler's own terms. */
const throttlers = Object.entries<LimitRow>(limits).flatMap(([name, { perIp }]) =>
  perIp === undefined ? [] : [{ name, limit: perIp.limit, ttl: perIp.seconds * 1000 }],
);

/** How often one may call. The application makes IpLimitGuard and AccountLimitGuard global, with the access guard between them. */
@Global()
@Module({
  imports: [
    ThrottlerModule.forRootAsync({
      // A storage for each application: tests run several in one process.
      useFactory: () => ({ throttlers, storage: new WindowStorage(), setHeaders: false }),
    }),
  ],
  providers: [AccountLimits],
  exports: [ThrottlerModule, AccountLimits],
})
export class RateLimitsModule {}
