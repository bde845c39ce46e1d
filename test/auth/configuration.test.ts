import { Gatehouse } from '../support/gatehouse';
import { expectData } from '../support/answers';

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
});
afterAll(() => gatehouse.close());

it('the configuration tells a client how to draw its forms', async () => {
  expectData(await gatehouse.get('/v1/auth/configuration'), 200, {
    signInMethods: ['password', 'srp', 'custom', 'choice', 'passkey', 'email_otp'],
    firstFactors: ['PASSWORD', 'EMAIL_OTP', 'WEB_AUTHN'],
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
    passwordOptional: true,
    requiredAttributes: [],
    attributes: expect.arrayContaining([
      { name: 'name', type: 'string', required: false, mutable: true, min: 0, max: 2048 },
    ]),
    verifiedAttributes: ['email'],
    passwordRecovery: ['email'],
    mfa: { mode: 'OPTIONAL', methods: ['SOFTWARE_TOKEN_MFA'] },
    passkeys: { relyingPartyId: 'localhost', userVerification: 'preferred' },
  });
});

it('the configuration does not need a token and is not disturbed by a bad one', async () => {
  expect((await gatehouse.get('/v1/auth/configuration', 'a.b.c')).status).toBe(200);
});
