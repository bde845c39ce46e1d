import type { Answer, Gatehouse, Tokens } from '../support/gatehouse';
import type { Settings } from './settings';

/** Who signs in; with the key of the remembered device, if there is one. */
export interface Credentials {
  readonly username: string;
  readonly password: string;
  readonly deviceKey?: string;
}

/**
 * Gets new tokens again and again. What becomes of the old refresh token is for the rotation to say.
 *
 * @param pool whose clock is moved
 * @param service where the tokens come from
 */
export async function tellRefreshes(
  pool: Gatehouse,
  service: Gatehouse,
  rotation: Settings['rotation'],
  credentials: Credentials,
): Promise<void> {
  const { deviceKey } = credentials;
  const device = deviceKey === undefined ? {} : { deviceKey };
  const refresh = (refreshToken: string, more: object = device): Promise<Answer> =>
    service.post('/v1/auth/refresh', { refreshToken, ...more });
  const works = async ({ accessToken }: Tokens): Promise<boolean> =>
    (await service.get('/v1/users/me', accessToken)).status === 200;

  const { tokens: first } = (await service.post('/v1/auth/sign-in', credentials)).body.data as {
    tokens: Tokens;
  };
  if (deviceKey !== undefined) {
    // A refresh token of a device is worth nothing anywhere else.
    expectRefused(await refresh(first.refreshToken, {}), 'invalid_refresh_token');
  }
  const second = expectTokens(await refresh(first.refreshToken));
  expect(second.refreshToken === first.refreshToken).toBe(rotation === 'off');
  expect(second.accessToken).not.toBe(first.accessToken);
  const third = expectTokens(await refresh(second.refreshToken));
  const fourth = expectTokens(await refresh(third.refreshToken));
  const family = [first, second, third, fourth];
  expect(await Promise.all(family.map(works))).toEqual([true, true, true, true]);

  if (rotation !== 'grace 0') {
    await pool.control('clock', { advanceSeconds: 15 });
    expect(await works(expectTokens(await refresh(first.refreshToken)))).toBe(true);
  }
  if (rotation === 'off') return;
  // From now on what was replaced can only be a copy.
  if (rotation === 'grace 30') await pool.control('clock', { advanceSeconds: 15 });
  expectRefused(await refresh(second.refreshToken), 'refresh_token_reused');
  expectRefused(await refresh(fourth.refreshToken), 'invalid_refresh_token');
  expect(await Promise.all(family.map(works))).toEqual([false, false, false, false]);
}

function expectTokens({ status, body }: Answer): Tokens {
  expect([status, body]).toMatchObject([200, { data: { status: 'SIGNED_IN', tokens: { expiresIn: 3600 } } }]);
  return (body as { data: { tokens: Tokens } }).data.tokens;
}

function expectRefused({ status, body }: Answer, code: string): void {
  expect([status, (body as { code?: string }).code]).toEqual([401, code]);
}
