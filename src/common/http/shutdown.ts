import { Injectable } from '@nestjs/common';

/** Whether the service is on its way out: readiness says so before the listener closes. */
@Injectable()
export class Draining {
  private started = false;

  get active(): boolean {
    return this.started;
  }

  start(): void {
    this.started = true;
  }
}
