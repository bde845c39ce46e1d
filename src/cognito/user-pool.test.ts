import type { Cognito } from './cognito';
import { UserPool } from './user-pool';

const SECRET = 'client-secret-in-clear';
const ANSWERS: Readonly<Record<string, object>> = {
  DescribeUserPoolCommand: {
    UserPool: {
      Name: 'people',
      SchemaAttributes: [
        { Name: 'sub', Required: true },
        { Name: 'email', Required: true },
        { Name: 'nickname' },
      ],
    },
  },
  DescribeUserPoolClientCommand: { UserPoolClient: { ClientName: 'web', ClientSecret: SECRET } },
  GetUserPoolMfaConfigCommand: { MfaConfiguration: 'OPTIONAL' },
};

describe('the description of the user pool', () => {
  const send = jest.fn<Promise<object>, [object]>();
  let pool: UserPool;

  beforeEach(() => {
    jest.useFakeTimers();
    send
      .mockReset()
      .mockImplementation((command) => Promise.resolve(ANSWERS[command.constructor.name] ?? {}));
    pool = new UserPool({ userPoolId: 'p', clientId: 'c', send } as unknown as Cognito);
  });
  afterEach(() => jest.useRealTimers());

  it('joins what three operations say', async () => {
    const description = await pool.describe();
    expect(description).toMatchObject({
      pool: { Name: 'people' },
      client: { ClientName: 'web' },
      mfa: { MfaConfiguration: 'OPTIONAL' },
      requiredAttributes: ['email'],
    });
  });

  it('does not keep the client secret', async () => {
    expect(JSON.stringify(await pool.describe())).not.toContain(SECRET);
  });

  it('is read once for all who ask, and again after five minutes', async () => {
    await Promise.all([pool.describe(), pool.describe()]);
    await pool.describe();
    expect(send).toHaveBeenCalledTimes(3);
    jest.advanceTimersByTime(300_000);
    await pool.describe();
    expect(send).toHaveBeenCalledTimes(6);
  });

  it('is read again after a change', async () => {
    await pool.describe();
    pool.forget();
    await pool.describe();
    expect(send).toHaveBeenCalledTimes(6);
  });

  it('stays the old one while Cognito fails, which is asked again every half minute', async () => {
    const first = await pool.describe();
    jest.advanceTimersByTime(300_000);
    send.mockReset().mockRejectedValue(new Error('down'));
    expect(await pool.describe()).toBe(first);
    expect(await pool.describe()).toBe(first);
    expect(send).toHaveBeenCalledTimes(3);
    jest.advanceTimersByTime(30_000);
    await pool.describe();
    expect(send).toHaveBeenCalledTimes(6);
  });

  it('fails when nothing is known, and is read by the next who asks', async () => {
    send.mockRejectedValueOnce(new Error('down'));
    await expect(pool.describe()).rejects.toThrow('down');
    await expect(pool.describe()).resolves.toBeDefined();
  });
});
