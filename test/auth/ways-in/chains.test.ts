import { DATE, expectData, expectProblem, fault, SIGNED_IN } from '../../support/answers';
import { type Answer, PASSWORD } from '../../support/gatehouse';
import { type PoolServer, startPoolServer } from './pool-server';
import { asking, BY_EMAIL, type Challenge, EVERY_WAY, SECOND_FACTORS, Site, wrongTotp } from './site';

const NEW = 'Another-Horse-7';
const text = expect.any(String) as string;

let server: PoolServer;
/** Everybody needs an authenticator app. Addresses for names, a client with a secret. */
let site: Site;
/** The same with e-mail alone. */
let emailOnly: Site;
/** Every way in, and a second factor for who wants it. */
let open: Site;
beforeAll(async () => {
  server = await startPoolServer();
  const { EmailConfiguration } = EVERY_WAY.pool;
  const { client } = EVERY_WAY;
  const strict = { client, pool: { EmailConfiguration, ...BY_EMAIL } };
  const { EmailMfaConfiguration, SoftwareTokenMfaConfiguration } = SECOND_FACTORS;
  site = await Site.open(server, {
    ...strict,
    mfa: { MfaConfiguration: 'ON', SoftwareTokenMfaConfiguration },
  });
  const byName = { client, pool: { EmailConfiguration } };
  emailOnly = await Site.open(server, { ...byName, mfa: { MfaConfiguration: 'ON', EmailMfaConfiguration } });
  open = await Site.open(server);
});
afterAll(async () => {
  for (const opened of [site, emailOnly, open]) await opened.close();
  await server.pool.close();
});

const setUp = (at: Site, session: string): Promise<Answer> =>
  at.instance.post('/v1/auth/challenge/totp', { session });

describe('a user pool that wants a second factor of everybody', () => {
  const APP = {
    secretCode: expect.stringMatching(/^[A-Z2-7]{16,}$/) as string,
    otpauthUri: expect.stringMatching(/^otpauth:\/\/totp\//) as string,
    qrCode: expect.stringMatching(/^data:image\/svg\+xml;base64,/) as string,
    session: text,
    expiresAt: DATE,
  };

  it('leads from a new password over an authenticator app to tokens, and asks for the app from then on', async () => {
    const person = await site.invited(['phone_number']);
    const next = await site.goOn(await site.begin(person), { newPassword: NEW });
    expect(next).toEqual(
      asking({
        name: 'MFA_SETUP',
        parameters: { choices: ['SOFTWARE_TOKEN_MFA'] },
        answer: [],
      }),
    );
    // An e-mail address is not on offer.
    expectProblem(await site.answer(next.session, { email: person.email }), 422, 'challenge_answer_invalid', {
      errors: [{ field: 'answer.email', message: 'is not offered by this challenge' }],
    });
    const begun = await setUp(site, next.session);
    expectData(begun, 200, APP);
    const { secretCode, session, otpauthUri } = begun.body.data as Record<string, string>;
    expect(new URL(otpauthUri ?? '').searchParams.get('secret')).toBe(secretCode);
    expect(decodeURIComponent(otpauthUri ?? '')).toContain(person.email);
    const code = await site.totpCode(secretCode ?? '', -30);
    expectData(await site.answer(session ?? '', { code, deviceName: 'phone' }), 200, SIGNED_IN);

    const again = await site.begin(person, { password: NEW });
    const parameters = { deviceName: 'phone' };
    expect(again.challenge).toEqual({ name: 'SOFTWARE_TOKEN_MFA', parameters, answer: ['code'] });
    const present = { code: await site.totpCode(secretCode ?? '') };
    expectData(await site.answer(again.session, present), 200, SIGNED_IN);
  });

  it('takes an e-mail address that its code proves', async () => {
    const person = await emailOnly.person({}, ['email', 'phone_number']);
    const at = await emailOnly.begin(person);
    expect(at.challenge).toEqual({
      name: 'MFA_SETUP',
      parameters: { choices: ['EMAIL_OTP'] },
      answer: ['email'],
    });
    expectProblem(
      await emailOnly.answer(at.session, { email: 'no address' }),
      422,
      'challenge_answer_invalid',
      {
        errors: [fault('answer.email')],
      },
    );
    // An app is not on offer, which costs nothing to find out.
    expectProblem(await setUp(emailOnly, at.session), 409, 'mfa_not_available');
    const { session, challenge } = await emailOnly.goOn(at, { email: person.email });
    const delivery = { medium: 'EMAIL', destination: 's***@e***', attribute: 'email' };
    expect(challenge).toEqual({ name: 'EMAIL_OTP', parameters: {}, answer: ['code'], delivery });
    expectData(await emailOnly.answer(session, { code: await emailOnly.code(person.email) }), 200, SIGNED_IN);
    expect((await emailOnly.begin(person)).challenge).toMatchObject({ name: 'EMAIL_OTP', delivery });
  });

  describe('an authenticator app', () => {
    const begin = async (): Promise<Challenge> => site.begin(await site.person({}, ['phone_number']));
    /** The secret and the session of a set-up. */
    const begun = async ({
      session,
    }: Pick<Challenge, 'session'>): Promise<{ session: string; secretCode: string }> =>
      (await setUp(site, session)).body.data as { session: string; secretCode: string };

    it('can be asked for again: the last secret counts', async () => {
      const first = await begun(await begin());
      const second = await begun(first);
      expect(second.secretCode).not.toBe(first.secretCode);
      const stale = { code: await site.totpCode(first.secretCode) };
      expectProblem(await site.answer(first.session, stale), 401, 'session_expired');
      const right = { code: await site.totpCode(second.secretCode) };
      expectData(await site.answer(second.session, right), 200, SIGNED_IN);
    });

    it('has three tries for its first code', async () => {
      const { session, secretCode } = await begun(await begin());
      const wrong = { code: await wrongTotp(site, secretCode) };
      for (let guess = 0; guess < 3; guess++) {
        expectProblem(await site.answer(session, wrong), 401, 'code_mismatch');
      }
      const right = { code: await site.totpCode(secretCode) };
      expectProblem(await site.answer(session, right), 401, 'session_expired');
    });

    it.each(['12345', 'abcdef', '1234567'])('has a code of six digits: not %s', async (code) => {
      const { session, secretCode } = await begun(await begin());
      expectProblem(await site.answer(session, { code }), 422, 'challenge_answer_invalid', {
        errors: [fault('answer.code')],
      });
      const right = { code: await site.totpCode(secretCode) };
      expectData(await site.answer(session, right), 200, SIGNED_IN);
    });

    it('is asked for by one of twenty at once', async () => {
      const { session } = await begin();
      const answers = await Promise.all(Array.from({ length: 20 }, () => setUp(site, session)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      for (const { body } of answers.filter(({ status }) => status !== 200)) {
        expect(['session_expired', 'conflict']).toContain(body.code);
      }
    });

    it('belongs to MFA_SETUP alone', async () => {
      const { session } = await open.begin(await open.invited());
      expectProblem(await setUp(open, session), 401, 'session_expired');
      expectProblem(await setUp(site, 'x'), 401, 'session_expired');
    });
  });
});

describe('one step after the other', () => {
  it('a choice, the password, a code', async () => {
    const person = await open.person({ SMSMfaSettings: { Enabled: true, PreferredMfa: true } });
    const choice = await open.begin(person, { method: 'choice' });
    expect(choice.challenge.parameters).toEqual({ choices: ['PASSWORD_SRP', 'PASSWORD'] });
    const at = await open.goOn(await open.goOn(choice, { choice: 'PASSWORD' }), { password: PASSWORD });
    expect(at.challenge).toMatchObject({ name: 'SMS_MFA', delivery: { medium: 'SMS' } });
    expectData(await open.answer(at.session, { code: await open.code(person.phone) }), 200, SIGNED_IN);
  });

  it('a choice, a code', async () => {
    const person = await open.person();
    const choice = await open.begin(person, { method: 'choice' });
    const at = await open.goOn(choice, { choice: 'SMS_OTP' });
    expect(at.challenge).toMatchObject({ name: 'SMS_OTP', delivery: { medium: 'SMS' } });
    expectData(await open.answer(at.session, { code: await open.code(person.phone) }), 200, SIGNED_IN);
  });

  it('a choice with a temporary password, a password of their own', async () => {
    const choice = await open.begin(await open.invited(), { method: 'choice' });
    const at = await open.goOn(choice, { choice: 'PASSWORD', password: PASSWORD });
    expect(at.challenge.name).toBe('NEW_PASSWORD_REQUIRED');
    expectData(await open.answer(at.session, { newPassword: NEW }), 200, SIGNED_IN);
  });

  it('the choice of a second factor, its code', async () => {
    const factors = { SMSMfaSettings: { Enabled: true }, EmailMfaSettings: { Enabled: true } };
    const person = await open.person(factors);
    const at = await open.goOn(await open.begin(person), { choice: 'EMAIL_OTP' });
    expect(at.challenge).toMatchObject({ name: 'EMAIL_OTP', delivery: { medium: 'EMAIL' } });
    expectData(await open.answer(at.session, { code: await open.code(person.email) }), 200, SIGNED_IN);
  });

  it('a choice and a wrong password end the sign-in', async () => {
    const choice = await open.begin(await open.person(), { method: 'choice' });
    const wrong = { choice: 'PASSWORD', password: 'Wrong-Horse-7' };
    expectProblem(await open.answer(choice.session, wrong), 401, 'invalid_credentials');
    const right = { ...wrong, password: PASSWORD };
    expectProblem(await open.answer(choice.session, right), 401, 'session_expired');
  });

  it('a choice that was not offered costs nothing', async () => {
    const { session } = await open.begin(await open.person({}, ['phone_number']), { method: 'choice' });
    const message = 'must be one of EMAIL_OTP, PASSWORD_SRP, PASSWORD';
    expectProblem(await open.answer(session, { choice: 'SMS_OTP' }), 422, 'challenge_answer_invalid', {
      errors: [{ field: 'answer.choice', message }],
    });
    expectData(await open.answer(session, { choice: 'PASSWORD', password: PASSWORD }), 200, SIGNED_IN);
  });
});
