import { AppError } from '../common/errors/app-error';
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

  it('is undefined for those who can do without, and asked for again after half a minute', async () => {
    send.mockRejectedValue(new Error('not allowed'));
    expect([await pool.readable(), await pool.readable()]).toEqual([undefined, undefined]);
    expect(send).toHaveBeenCalledTimes(3);
    jest.advanceTimersByTime(30_000);
    await pool.readable();
    expect(send).toHaveBeenCalledTimes(6);
  });

  it('that is old is used once more by those who can do without, while it is read', async () => {
    const first = await pool.describe();
    jest.advanceTimersByTime(300_000);
    expect(await pool.readable()).toBe(first);
    expect(send).toHaveBeenCalledTimes(6);
    expect(await pool.describe()).not.toBe(first);
    expect(send).toHaveBeenCalledTimes(6);
  });

  it('is waited for no longer than one call to Cognito may take', async () => {
    send.mockRejectedValue(new AppError('upstream_timeout'));
    await expect(pool.readable()).rejects.toMatchObject({ code: 'upstream_timeout' });
  });

  it('is read anew for what it does not know, once in ten seconds', async () => {
    const first = await pool.describe();
    expect(await pool.renewed()).toBe(first);
    jest.advanceTimersByTime(10_000);
    expect(await pool.renewed()).not.toBe(first);
    expect(send).toHaveBeenCalledTimes(6);
  });

  it('that was asked for before a change does not take the place of one from after it', async () => {
    const late: ((answer: object) => void)[] = [];
    send.mockImplementation(() => new Promise((resolve) => late.push(resolve)));
    const before = pool.describe();
    pool.forget();
    send.mockImplementation((command) => Promise.resolve(ANSWERS[command.constructor.name] ?? {}));
    const after = await pool.describe();
    for (const answer of late) answer({ UserPool: { Name: 'old' } });
    await before;
    expect(await pool.describe()).toBe(after);
  });

  it('fails when nothing is known, and is read by the next who asks', async () => {
    send.mockRejectedValueOnce(new Error('down'));
    await expect(pool.describe()).rejects.toThrow('down');
    await expect(pool.describe()).resolves.toBeDefined();
  });
});
