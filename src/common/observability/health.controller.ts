import { Controller, Get } from '@nestjs/common';
import { Public } from '../access/access.decorators';
import { AppError } from '../errors/app-error';
import { Fails } from '../errors/fails.decorator';
import { Draining } from '../http/shutdown';
import { Limit } from '../rate-limits/limit.decorator';
import { HealthResponse } from './health.dto';
import { Readiness } from './readiness';

/** Probes of whatever runs the service. */
@Controller('health')
@Public()
@Limit('unlimited')
export class HealthController {
  constructor(
    private readonly draining: Draining,
    private readonly readiness: Readiness,
  ) {}

  /** Tell whether the process is alive. */
  @Get('live')
  @Fails()
  live(): HealthResponse {
    return { status: 'live' };
  }

  /** Tell whether requests should be sent here: not while it stops, nor before it can verify tokens. */
  @Get('ready')
  @Fails('not_ready')
  ready(): HealthResponse {
    // Cognito being down is no reason: routes that only need the token still work, and no other instance would fare better.
    if (this.draining.active || !this.readiness.ready()) throw new AppError('not_ready');
    return { status: 'ready' };
  }
}
