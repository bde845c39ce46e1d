import { Module } from '@nestjs/common';
import { ThrottlerModule } from '@nestjs/throttler';
import { WindowStore } from './window-store';

/** The library's module with a store of our own; the windows come from the table of limits, route by route. */
@Module({
  imports: [ThrottlerModule.forRoot({ throttlers: [{ ttl: 60_000, limit: 1 }], storage: new WindowStore() })],
  exports: [ThrottlerModule],
})
export class RateLimitsModule {}
