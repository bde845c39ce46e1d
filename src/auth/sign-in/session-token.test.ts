import { hkdfSync } from 'node:crypto';
import { decodeProtectedHeader, jwtDecrypt } from 'jose';
import { loadEnvironment } from '../../common/config/load-environment';
import { Cognito } from '../../cognito/cognito';
import { SessionTokens, type Step } from './session-token';

const step: Step = {
  purpose: 'challenge',
  account: 'ada@example.com',
  challenge: 'SMS_MFA',
  username: 'ada',
  session: 'cognito-session',
  deviceKey: undefined,
};

const soon = (): Date => new Date(Date.now() + 60_000);

function tokens(variables: Record<string, string> = {}): SessionTokens {
  const environment = loadEnvironment({
    COGNITO_USER_POOL_ID: 'us-east-1_AbCdEfGhI',
    COGNITO_CLIENT_ID: 'client',
    ...variables,
  });
  return new SessionTokens(environment, new Cognito(environment));
}

const dead = expect.objectContaining({ code: 'session_expired', status: 401 }) as Error;
const SECRET = { SESSION_SECRET: 'a secret of this service, 32 characters' };

describe('the session of a challenge', () => {
  it('carries its step', async () => {
    const sealer = tokens();
    expect(sealer.open(await sealer.seal(step, soon()), 'challenge')).toMatchObject({
      purpose: 'challenge',
      account: 'ada@example.com',
      challenge: 'SMS_MFA',
      username: 'ada',
      session: 'cognito-session',
    });
  });

  it('shows nothing of it', async () => {
    const session = await tokens().seal(step, soon());
    const parts = session.split('.').map((part) => Buffer.from(part, 'base64url').toString('latin1'));
    expect(parts.join(' ')).not.toMatch(/ada@|SMS_MFA|cognito-session/);
  });

  it.each([
    ['the session secret', SECRET],
    ['the client secret', { COGNITO_CLIENT_SECRET: 'secretsecretsecretsecret1' }],
  ])('is opened by another instance with %s', async (_, variables) => {
    const session = await tokens(variables).seal(step, soon());
    expect(tokens(variables).open(session, 'challenge')).toMatchObject({ username: 'ada' });
  });

  it.each([
    ['another secret', { SESSION_SECRET: 'another secret of a service, 32 characters' }],
    ['another client', { ...SECRET, COGNITO_CLIENT_ID: 'other' }],
    ['another user pool', { ...SECRET, COGNITO_USER_POOL_ID: 'us-east-1_Other' }],
    ['no secret at all', {}],
  ])('is dead for a service with %s', async (_, variables) => {
    const session = await tokens(SECRET).seal(step, soon());
    expect(() => tokens(variables).open(session, 'challenge')).toThrow(dead);
  });

  it('is dead after its end', async () => {
    const sealer = tokens();
    const session = await sealer.seal(step, new Date(Date.now() - 1000));
    expect(() => sealer.open(session, 'challenge')).toThrow(dead);
  });

  it('is dead with any one character changed', async () => {
    const sealer = tokens();
    const session = await sealer.seal(step, soon());
    for (let at = 0; at < session.length; at += 7) {
      const changed = session.slice(0, at) + (session[at] === 'A' ? 'B' : 'A') + session.slice(at + 1);
      expect(() => sealer.open(changed, 'challenge')).toThrow(dead);
    }
  });

  it.each(['', 'x', 'a.b.c', 'a.b.c.d.e', '....', 'eyJhbGciOiJub25lIn0.e30.', '€'])(
    'is not %j',
    (session) => {
      expect(() => tokens().open(session, 'challenge')).toThrow(dead);
    },
  );

  it('is an encrypted JWT that the library of its format can read', async () => {
    const session = await tokens(SECRET).seal(step, soon());
    expect(decodeProtectedHeader(session)).toEqual({ alg: 'dir', enc: 'A256GCM' });
    const audience = 'us-east-1_AbCdEfGhI client';
    const key = hkdfSync('sha256', SECRET.SESSION_SECRET, audience, 'gatehouse session', 32);
    const { payload } = await jwtDecrypt(session, new Uint8Array(key), { audience });
    expect(payload['step']).toMatchObject({ username: 'ada' });
  });

  it('has one spelling: no shorter tag, no other alphabet, nothing that is skipped', async () => {
    const sealer = tokens();
    const session = await sealer.seal(step, soon());
    const tag = session.slice(session.lastIndexOf('.') + 1);
    const short = Buffer.from(tag, 'base64url').subarray(0, 12).toString('base64url');
    for (const other of [
      session.replace(tag, short),
      `${session}=`,
      `${session} `,
      `${session}.`,
      ` ${session}`,
    ]) {
      expect(() => sealer.open(other, 'challenge')).toThrow(dead);
    }
  });

  it('tells limits the account, and nothing of a request that has none', async () => {
    const sealer = tokens();
    const session = await sealer.seal(step, soon());
    expect(sealer.accountOf({ body: { session } })).toBe('ada@example.com');
    for (const body of [undefined, null, 'x', {}, { session: 7 }, { session: `${session}x` }]) {
      expect(sealer.accountOf({ body })).toBeUndefined();
    }
  });

  it('is not good for another purpose', async () => {
    const sealer = tokens();
    const session = await sealer.seal({ purpose: 'sign-up', account: 'ada', username: 'ada' }, soon());
    expect(() => sealer.open(session, 'challenge')).toThrow(dead);
  });

  it('has one length at sign-up, whether Cognito gave a session or not', async () => {
    const sealer = tokens();
    const lengths = [undefined, 'x'.repeat(20), 'x'.repeat(2048)].map(async (session) => {
      const sealed = await sealer.seal(
        { purpose: 'sign-up', account: 'ada', username: 'ada@example.com', session },
        soon(),
      );
      return sealed.length;
    });
    expect(new Set(await Promise.all(lengths)).size).toBe(1);
  });
});
