import { Strategy } from 'passport-jwt';
import { JwtStrategy } from './jwt.strategy';
import { KeySet } from './key-set';
import { PresentedToken } from './token';
import { TokenFault } from './token-fault';

// What tokens are taken and refused is asked in test/hostile-tokens, of the whole guard.

const keys = new KeySet('http://127.0.0.1:9/', { warn: () => undefined });
const presented = new PresentedToken('a.b.c', 'kid', {}, Buffer.from('a.b'), Buffer.from('c'));

/** Ends of a run as Passport is told of them. */
function run({ authenticate }: Pick<Strategy, 'authenticate'>): Promise<[end: string, what: unknown]> {
  const source = { issuer: 'https://issuer.example', clientId: 'client', jwksUri: '', clockAhead: 300 };
  return new Promise((resolve) => {
    const told = (end: string) => (what: unknown) => {
      resolve([end, what]);
    };
    const actions = { success: told('success'), fail: told('fail'), error: told('error') };
    const strategy = Object.assign(new JwtStrategy(keys, source), actions) as unknown as Strategy;
    authenticate.call(strategy, presented as never);
  });
}

it('refuses whoever runs the stock verification', async () => {
  expect(await run(Strategy.prototype)).toEqual(['fail', expect.any(TokenFault)]);
});

it('tells of a key set without keys, and not of the token', async () => {
  const [end, what] = await run(JwtStrategy.prototype);
  expect(end).toBe('fail');
  expect(what).toMatchObject({ code: 'verification_keys_unavailable' });
});
