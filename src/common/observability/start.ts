import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { version } from '../../../package.json';
import { ENVIRONMENT, type Environment, environmentSchema } from '../config/environment';
import { Draining } from '../http/shutdown';
import { LOG, type Log } from './log';
import { Metrics } from './metrics';
import { Readiness } from './readiness';

/** Says what has been started: one line in the log, and the same for Prometheus. */
@Injectable()
export class Start implements OnApplicationBootstrap {
  constructor(
    @Inject(ENVIRONMENT) private readonly environment: Environment,
    @Inject(LOG) private readonly log: Log,
    private readonly metrics: Metrics,
    private readonly readiness: Readiness,
    private readonly draining: Draining,
  ) {}

  onApplicationBootstrap(): void {
    const node = process.version;
    this.log.info({ version, node, settings: settingsOf(this.environment) }, 'started');
    this.metrics.watch('gatehouse_build_info', { version, node }, () => 1);
    this.metrics.watch('gatehouse_ready', {}, () =>
      this.readiness.ready() && !this.draining.active ? 1 : 0,
    );
  }
}

/** Names of the settings that are not at their defaults; values may be secret. */
function settingsOf(environment: Environment): string[] {
  return Object.entries(environmentSchema.shape)
    .filter(([name, schema]) => {
      const standard: unknown = schema.safeParse(undefined).data;
      return environment[name as keyof Environment] !== standard;
    })
    .map(([name]) => name);
}
