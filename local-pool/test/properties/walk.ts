import { newPerson, type Held, type HeldSession, type Person } from './people';
import type { Verdict } from './rules';
import type { Answer, Service } from './service';

/** One step of a walk, drawn at random. */
export interface Step {
  /** Which of the things to do: of those that make sense now, unless it is to be any of them. */
  readonly choice: number;
  readonly sensible: boolean;
  /** Whose turn it is. */
  readonly who: number;
  /** Which of the things held, and which client. */
  readonly pick: number;
  readonly given: 'right' | 'wrong' | 'old';
}

/** Several people doing what they like with one pool. Every answer is compared with what it has to be. */
export class Walk {
  readonly people = [newPerson(), newPerson(), newPerson()];
  readonly held: Held[] = [];
  readonly sessions: HeldSession[] = [];
  /** Seconds that the clock was moved. */
  now = 0;

  constructor(readonly service: Service) {}

  /**
   * Calls, and holds the answer against the rules.
   *
   * @param about whose data the answer may hold
   */
  async expect(about: Person, verdict: Verdict, operation: string, input: object): Promise<Answer> {
    const answer = await this.service.call(operation, input);
    if (verdict !== undefined && answer.ok !== verdict) {
      const text = JSON.stringify({ input, account: about.account, answer: answer.body });
      throw new Error(`${operation} must ${verdict ? 'succeed' : 'be refused'}: ${text}`);
    }
    this.tellsNothingElse(about, operation, answer.body);
    return answer;
  }

  private tellsNothingElse(about: Person, operation: string, body: any): void {
    const tokens: string[] = [
      body.AuthenticationResult?.AccessToken,
      body.AuthenticationResult?.IdToken,
    ].filter((token) => token !== undefined);
    const claims = tokens.map((token) => Buffer.from(token.split('.')[1]!, 'base64url').toString('utf8'));
    const text = [JSON.stringify(body), ...claims].join('\n');
    for (const { marker, account } of this.people.filter((other) => other !== about)) {
      const leaks = text.includes(marker) || (account !== undefined && text.includes(account.sub));
      if (leaks) throw new Error(`${operation} tells about somebody else: ${text}`);
    }
  }
}

/** Does one thing, and holds what comes of it. */
export type Take = (walk: Walk, person: Person, step: Step) => Promise<void>;
