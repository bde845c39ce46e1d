import { Gatehouse } from '../support/gatehouse';
import { expectData } from '../support/answers';

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
});
afterAll(() => gatehouse.close());

it('the configuration tells a client how to draw its forms', async () => {
  expectData(await gatehouse.get('/v1/auth/configuration'), 200, {
    signInMethods: ['password'],
    signUp: true,
    username: { kind: 'email', aliases: [], caseSensitive: false },
    passwordPolicy: {
      minLength: 8,
      requireUppercase: true,
      requireLowercase: true,
      requireNumbers: true,
      requireSymbols: true,
      historySize: 0,
    },
    requiredAttributes: [],
    mfa: { mode: 'OPTIONAL', methods: ['SOFTWARE_TOKEN_MFA'] },
  });
});

it('the configuration does not need a token and is not disturbed by a bad one', async () => {
  expect((await gatehouse.get('/v1/auth/configuration', 'a.b.c')).status).toBe(200);
});
