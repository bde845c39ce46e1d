import { expectData, expectProblem, SIGNED_IN } from '../../support/answers';
import { type Owner, signed, withPasskey } from './keys';
import { type PoolServer, startPoolServer } from './pool-server';
import { asking, EVERY_WAY, Site } from './site';

const EVIL = 'https://evil.example';

let server: PoolServer;
let site: Site;
/** Passkeys count as two factors. */
let strict: Site;
beforeAll(async () => {
  server = await startPoolServer();
  site = await Site.open(server);
  strict = await Site.open(server, {
    ...EVERY_WAY,
    pool: {
      ...EVERY_WAY.pool,
      Policies: { SignInPolicy: { AllowedFirstAuthFactors: ['PASSWORD', 'WEB_AUTHN'] } },
    },
    mfa: {
      ...EVERY_WAY.mfa,
      WebAuthnConfiguration: {
        RelyingPartyId: 'app.example.com',
        FactorConfiguration: 'MULTI_FACTOR_WITH_USER_VERIFICATION',
      },
    },
  });
});
afterAll(async () => {
  await site.close();
  await strict.close();
  await server.pool.close();
});

const owner = async (at = site): Promise<Owner> => withPasskey(at, await at.person());
const begin = (person: Owner) => site.begin(person, { method: 'passkey' });

it('a passkey made for another page does not sign in', async () => {
  const person = await owner();
  const at = await begin(person);
  expectProblem(await site.answer(at.session, signed(person, at, EVIL)), 401, 'invalid_credentials');
  expectProblem(await site.answer(at.session, signed(person, at)), 401, 'session_expired');
});

it('what a passkey has signed is good for that sign-in only', async () => {
  const person = await owner();
  const [first, second] = [await begin(person), await begin(person)];
  const answer = signed(person, first);
  expectProblem(await site.answer(second.session, answer), 401, 'invalid_credentials');
  expectData(await site.answer(first.session, answer), 200, SIGNED_IN);
  expectProblem(await site.answer((await begin(person)).session, answer), 401, 'invalid_credentials');
});

it("somebody else's passkey does not sign in", async () => {
  const [person, other] = [await owner(), await owner()];
  const at = await begin(person);
  const theirs = signed(other, await begin(other));
  expectProblem(await site.answer(at.session, theirs), 401, 'invalid_credentials');
});

it('a credential that is none can be sent again', async () => {
  const person = await owner();
  const at = await begin(person);
  expectProblem(await site.answer(at.session, { credential: {} }), 400, 'invalid_parameter');
  expectData(await site.answer(at.session, signed(person, at)), 200, SIGNED_IN);
});

it('who has no passkey is asked to choose', async () => {
  const { username } = await site.person();
  expectData(
    await site.signIn({ username, method: 'passkey' }),
    200,
    asking({
      name: 'SELECT_CHALLENGE',
      parameters: { choices: ['EMAIL_OTP', 'SMS_OTP', 'PASSWORD_SRP', 'PASSWORD'] },
      answer: ['choice', 'srpA', 'password'],
    }),
  );
});

it('counts as both factors where the user pool says so', async () => {
  const person = await owner(strict);
  const at = await strict.begin(person, { method: 'passkey' });
  expect(at.challenge.parameters.options.userVerification).toBe('required');
  expectData(await strict.answer(at.session, signed(person, at)), 200, SIGNED_IN);
});
