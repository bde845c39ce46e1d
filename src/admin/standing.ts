import { Injectable } from '@nestjs/common';
import type { Caller } from '../common/access/caller';
import { Liveness } from '../common/access/liveness';
import { Revocations } from '../common/access/revocations';
import { AppError } from '../common/errors/app-error';

/** Milliseconds between two questions to Cognito about a caller. */
const INTERVAL = 30_000;

/** Whether somebody whose request takes long may go on: what the gates have looked at once may end meanwhile. */
@Injectable()
export class Standing {
  constructor(
    private readonly revocations: Revocations,
    private readonly liveness: Liveness,
  ) {}

  /** What to call before each step. It asks Cognito now and then, and looks here each time. */
  of(caller: Caller): () => Promise<void> {
    let askAt = performance.now() + INTERVAL;
    return async () => {
      // Tokens that are over are not in the lists any more.
      if (caller.expiresAt <= Date.now() / 1000) throw new AppError('unauthorized');
      if (this.revocations.has(caller)) throw new AppError('token_revoked');
      if (this.revocations.doubts(caller)) await this.liveness.resolve(caller);
      if (performance.now() < askAt) return;
      askAt = performance.now() + INTERVAL;
      await this.liveness.confirm(caller);
    };
  }
}
