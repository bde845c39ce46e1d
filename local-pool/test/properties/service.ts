import { post } from '../raw';
import { PoolUnderTest } from '../support';

/** What was answered: the body of a success, or the name of the refusal. */
export interface Answer {
  readonly ok: boolean;
  readonly body: any;
  readonly refusal: string;
}

/** A pool with a client of each kind, spoken to without a client in between. */
export class Service {
  private constructor(
    readonly pools: PoolUnderTest,
    readonly poolId: string,
    /** Shows who exists; refreshes without rotation. */
    readonly open: string,
    /** Hides who exists; every refresh token is good once. */
    readonly rotating: string,
  ) {}

  static async start(): Promise<Service> {
    const pools = await PoolUnderTest.start({ userLimits: false });
    const poolId = await pools.createPool({
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'EMAIL_OTP'] } },
    });
    const flows = ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH'] as const;
    const open = await pools.createClient(poolId, {
      ExplicitAuthFlows: [...flows, 'ALLOW_USER_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    });
    const rotating = await pools.createClient(poolId, {
      ExplicitAuthFlows: [...flows],
      PreventUserExistenceErrors: 'ENABLED',
      RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 },
    });
    return new Service(pools, poolId, open.ClientId, rotating.ClientId);
  }

  close(): Promise<void> {
    return this.pools.close();
  }

  async call(operation: string, input: object): Promise<Answer> {
    const { status, body } = await post(this.pools.url, operation, JSON.stringify(input));
    const { __type } = body as Record<string, string>;
    return { ok: status === 200, body, refusal: __type ?? '' };
  }

  /** The latest code to an address, empty when none was sent. */
  lastCode(email: string): string {
    const sent = [...this.pools.context.store.messages.values()];
    return sent.findLast(({ to, code }) => to === email && code !== undefined)?.code ?? '';
  }
}
