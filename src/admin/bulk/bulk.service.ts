import { Inject, Injectable } from '@nestjs/common';
import type { Caller } from '../../common/access/caller';
import { appErrorOf } from '../../common/errors/problem';
import { BODY_LIMIT } from '../../common/http/json-body';
import type { Line } from '../../common/http/lines';
import { Draining } from '../../common/http/shutdown';
import type { StreamedExchange } from '../../common/http/streamed-exchange';
import { AuditTrail } from '../../common/observability/audit';
import { failureOf } from '../../common/observability/failure';
import { LOG, type Log } from '../../common/observability/log';
import { Standing } from '../standing';
import { Stop } from '../stop';
import type { BulkAnswerLine, BulkQuery } from './bulk.dto';
import { readLine, type ReadLine } from './bulk-line';
import { BulkRun } from './bulk-run';
import { inOrderOfCompletion } from './completion';
import { type Behalf, type Done, LineService } from './line.service';

/** Enough to use every quota, also when Cognito takes half a second for an answer; and what a kill may leave undecided. */
const WIDTH = { underWay: 32, spread: 256 };

/** Who asks for a run. */
export interface Commissioner {
  readonly caller: Caller;
  /** The account of a caller who is kept to it. */
  readonly account: string | undefined;
}

/** Runs of many operations in one request. */
@Injectable()
export class BulkService {
  constructor(
    private readonly lines: LineService,
    private readonly standing: Standing,
    private readonly draining: Draining,
    private readonly trail: AuditTrail,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * Does what the lines of the body ask for, at the pace that the quotas allow, and tells what has become of each. It ends early when the
   * caller has gone or may not go on, and when the service stops: what is under way then is finished.
   *
   * @throws AppError `unsupported_media_type` before anything is answered
   */
  run(
    exchange: StreamedExchange,
    { from = 1, since }: BulkQuery,
    of: Commissioner,
  ): AsyncIterable<readonly object[]> {
    const startedAt = since ?? new Date().toISOString();
    const behalf: Behalf = { ...of, since: since === undefined ? undefined : Date.parse(since) };
    const lines = exchange.lines(BODY_LIMIT);
    return this.answer(exchange, passing(lines, from), new BulkRun(startedAt, from), behalf);
  }

  private async *answer(
    exchange: StreamedExchange,
    items: AsyncIterator<ReadLine>,
    run: BulkRun,
    behalf: Behalf,
  ): AsyncGenerator<readonly BulkAnswerLine[]> {
    yield [run.first()];
    const stop = new Stop(exchange, this.draining.signal);
    const mayGoOn = this.standing.of(behalf.caller);
    const work = async (line: ReadLine): Promise<BulkAnswerLine | undefined> => {
      if (!stop.signal.aborted)
        await mayGoOn().catch((error: unknown) => {
          stop.because(error);
        });
      if (!stop.signal.aborted) return this.result(exchange, run, line, await this.lines.do(line, behalf));
      run.leave(line);
      return undefined;
    };
    const keyOf = ({ username }: ReadLine): string | undefined => username?.toLowerCase();
    try {
      const results = inOrderOfCompletion({ items, work, keyOf, width: WIDTH, stop: stop.signal });
      for await (const some of results) yield some.filter((result) => result !== undefined);
    } catch (error) {
      // The upload has failed; what had come in has been done, and the summary says so.
      stop.because(error);
    } finally {
      stop.over();
    }
    if (stop.reason !== undefined) exchange.note(stop.reason);
    yield [run.last(stop.reason)];
  }

  private result(exchange: StreamedExchange, run: BulkRun, line: ReadLine, done: Done): BulkAnswerLine {
    const answer = run.result(line, done);
    const { request } = exchange;
    if (answer.problem?.code === 'internal_error')
      this.log.error(
        { requestId: request.id, line: line.number, failure: failureOf(done.failure) },
        'line failed',
      );
    if (done.operation !== undefined && !done.already)
      this.trail.note(request, {
        action: done.operation.rule.action,
        line: line.number,
        status: answer.status ?? 500,
        ...(done.failure === undefined ? {} : { problem: appErrorOf(done.failure).code }),
        ...(line.username === undefined ? {} : { username: line.username }),
        ...(line.group === undefined ? {} : { group: line.group }),
      });
    return answer;
  }
}

async function* passing(lines: AsyncIterable<Line>, from: number): AsyncGenerator<ReadLine> {
  for await (const line of lines) if (line.number >= from) yield readLine(line);
}
