import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { ExpiringMap } from '../../common/access/expiring-map';
import { Revocations } from '../../common/access/revocations';
import type { SignInResponse, SignInTokens } from '../sign-in/sign-in.dto';
import type { RefreshRequest } from './session.dto';

/** How long an answer is shared after it has come, milliseconds: requests that set out together do not arrive together. */
const TOGETHER = 2000;
/** Answers kept at a time, some 5 kB each. */
const CAPACITY = 10_000;

/**
 * One refresh for requests that bring the same refresh token together, as the tabs of a browser do. Where rotation has no grace period
 * every request but the first would look like theft and end the sign-in.
 *
 * A copied token gains nothing by it: thief and owner then hold the same next token, and the second of them to use it is found out.
 */
@Injectable()
export class SharedRefreshes {
  private readonly underWay = new Map<string, Promise<SignInResponse>>();
  private readonly answered = new ExpiringMap<SignInTokens>(CAPACITY);
  /** What was sent for a refresh token, by the refresh token that came for it. */
  private readonly sentFor = new ExpiringMap<string>(CAPACITY);

  constructor(private readonly revocations: Revocations) {}

  /**
   * @param take refreshes; failures are shared while they are under way and not remembered
   * @returns its answer, or the one that the same request had moments ago
   */
  async share(request: RefreshRequest, take: () => Promise<SignInResponse>): Promise<SignInResponse> {
    const key = digest(JSON.stringify([request.refreshToken, request.deviceKey]));
    const tokens = this.answered.get(key, Date.now());
    if (tokens !== undefined && !this.revocations.ended(tokens.accessToken))
      return { status: 'SIGNED_IN', tokens };
    const step = this.underWay.get(key) ?? this.begin(key, request.refreshToken, take);
    return step;
  }

  private begin(
    key: string,
    refreshToken: string,
    take: () => Promise<SignInResponse>,
  ): Promise<SignInResponse> {
    // Whoever uses the next token has got the answer: from now on the one before it is an old one.
    const before = this.sentFor.get(digest(refreshToken), Date.now());
    if (before !== undefined) this.answered.delete(before);
    const step = take()
      .then((answer) => this.remembered(key, refreshToken, answer))
      .finally(() => this.underWay.delete(key));
    this.underWay.set(key, step);
    return step;
  }

  private remembered(key: string, sent: string, answer: SignInResponse): SignInResponse {
    const { tokens } = answer;
    // Without rotation the same token can be sent at any time.
    if (tokens === undefined || tokens.refreshToken === sent) return answer;
    const [now, until] = [Date.now(), Date.now() + TOGETHER];
    this.answered.set(key, tokens, until, now);
    this.sentFor.set(digest(tokens.refreshToken), key, until, now);
    return answer;
  }
}

const digest = (secret: string): string => createHash('sha256').update(secret).digest('base64url');
