import { AppError } from '../errors/app-error';
import type { Caller } from './caller';
import { CallerAccounts } from './caller-accounts';
import type { Revocations } from './revocations';
import type { KnownUser, UserDirectory } from './user-directory';

const caller = { sub: 'a', username: 'ada' } as Caller;
const known = (accountId: string): KnownUser => ({ username: 'ada', sub: 'a', enabled: true, accountId });

describe('the account of a caller whose token does not say it', () => {
  const find = jest.fn<Promise<KnownUser>, [string]>();
  let cut = 0;
  let accounts: CallerAccounts;

  beforeEach(() => {
    jest.useFakeTimers();
    cut = 0;
    find.mockReset().mockResolvedValue(known('acme'));
    const directory = { find, trustAccounts: () => Promise.resolve() } as unknown as UserDirectory;
    accounts = new CallerAccounts(directory, { cutOfUser: () => cut } as unknown as Revocations);
  });
  afterEach(() => jest.useRealTimers());

  it('is asked for once in half a minute', async () => {
    expect([await accounts.of(caller), await accounts.of(caller)]).toEqual(['acme', 'acme']);
    expect(find).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(30_000);
    await accounts.of(caller);
    expect(find).toHaveBeenCalledTimes(2);
  });

  it('is forgotten when the user’s tokens are ended, here or elsewhere', async () => {
    await accounts.of(caller);
    cut = 1;
    find.mockResolvedValue(known('beta'));
    expect(await accounts.of(caller)).toBe('beta');
  });

  it('is not remembered from before a change that came while it was asked for', async () => {
    let answer: (user: KnownUser) => void = () => undefined;
    find.mockImplementationOnce(() => new Promise((resolve) => (answer = resolve)));
    const before = accounts.of(caller);
    await Promise.resolve();
    cut = 1;
    find.mockResolvedValue(known('beta'));
    const after = accounts.of(caller);
    expect(await after).toBe('beta');
    answer(known('acme'));
    await before;
    expect(await accounts.of(caller)).toBe('beta');
  });

  it.each([
    [new AppError('upstream_timeout'), 'upstream_unavailable', 503],
    [new AppError('upstream_refused'), 'upstream_unavailable', 503],
    [new AppError('upstream_throttled'), 'upstream_throttled', 503],
    [new AppError('user_not_found'), 'token_revoked', 401],
  ])('is unknown after %s, and asked for again', async (error, code, status) => {
    find.mockRejectedValueOnce(error);
    await expect(accounts.of(caller)).rejects.toMatchObject({ code, status });
    expect(await accounts.of(caller)).toBe('acme');
  });

  it.each([{ enabled: false }, { sub: 'b' }])('is nobody’s when Cognito says %j', async (other) => {
    find.mockResolvedValue({ ...known('acme'), ...other });
    await expect(accounts.of(caller)).rejects.toMatchObject({ code: 'token_revoked' });
  });
});
