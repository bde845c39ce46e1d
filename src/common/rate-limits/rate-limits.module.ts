import { Global, Module } from '@nestjs/common';
import { ThrottlerModule, type ThrottlerStorage } from '@nestjs/throttler';
import { SharedState } from '../shared-state/shared-state';
import { AccountLimits } from './account-limits';
import { type LimitRow, limits } from './limits';
import { SharedLimits } from './shared-limits';
import { SharedWindowStorage } from './shared-window-storage';
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
      inject: [SharedState],
      // A storage for each application: tests run several in one process.
      useFactory: (state: SharedState) => ({ throttlers, storage: storageFor(state), setHeaders: false }),
    }),
  ],
  providers: [SharedLimits, AccountLimits],
  exports: [ThrottlerModule, AccountLimits],
})
export class RateLimitsModule {}

function storageFor(state: SharedState): ThrottlerStorage {
  const own = new WindowStorage();
  return state.configured ? new SharedWindowStorage(own, new SharedLimits(state)) : own;
}
