import {
  SetUserPoolMfaConfigCommand,
  type SetUserPoolMfaConfigCommandInput,
} from '@aws-sdk/client-cognito-identity-provider';
import { expectData, expectFieldFault, expectProblem, fault, SIGNED_IN } from '../support/answers';
import { type Answer, freshEmail, Gatehouse, PASSWORD } from '../support/gatehouse';
import { FrontedPool, Person } from './person';

const text = expect.any(String) as string;
const on = { enabled: true };
const off = { enabled: false };
const preferred = { enabled: true, preferred: true };

/** Every method there is. */
const factors: Omit<SetUserPoolMfaConfigCommandInput, 'UserPoolId'> = {
  MfaConfiguration: 'OPTIONAL',
  SmsMfaConfiguration: {
    SmsConfiguration: { SnsCallerArn: 'arn:aws:iam::123456789012:role/sms', ExternalId: 'test' },
  },
  SoftwareTokenMfaConfiguration: { Enabled: true },
  EmailMfaConfiguration: { Subject: 'Your code' },
};

let gatehouse: Gatehouse;
let pool: FrontedPool;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  pool = await FrontedPool.open(gatehouse, {
    pool: { EmailConfiguration: { EmailSendingAccount: 'DEVELOPER' } },
    mfa: factors,
  });
});
afterAll(async () => {
  await pool.close();
  await gatehouse.close();
});

let people = 0;
interface Addresses {
  email: string;
  phone: string;
  person: Person;
}

/** Somebody with an e-mail address and a phone number, both verified unless told otherwise. */
async function somebody(verified = 'true'): Promise<Addresses> {
  const [email, phone] = [freshEmail(), `+1555${String((people += 1)).padStart(7, '0')}`];
  const person = await pool.person(`person-${people}`, {
    ...{ email, email_verified: verified, phone_number: phone, phone_number_verified: verified },
  });
  return { email, phone, person };
}

const signIn = ({ username }: Person): Promise<Answer> =>
  pool.instance.post('/v1/auth/sign-in', { username, password: PASSWORD });
const answer = (step: Answer, given: object): Promise<Answer> =>
  pool.instance.post('/v1/auth/challenge', { session: step.body.data.session as string, answer: given });
const asked = async (person: Person): Promise<string> => {
  const { data } = (await signIn(person)).body as {
    data: { status: string; challenge?: { name: string } };
  };
  return data.challenge?.name ?? data.status;
};

describe('PUT /v1/users/me/mfa', () => {
  it.each([
    ['sms', 'SMS_MFA', 'SMS', 'phone_number', 'phone'],
    ['email', 'EMAIL_OTP', 'EMAIL', 'email', 'email'],
  ] as const)('switches %s on, and off again', async (method, name, medium, attribute, to) => {
    const somebodyHere = await somebody();
    const { person } = somebodyHere;
    expectData(await person.put('/mfa', { [method]: on }), 200, { enabled: [name] });
    expect((await person.get()).body.data.mfa).toEqual({ enabled: [name] });
    const step = await signIn(person);
    expectData(step, 200, {
      status: 'CHALLENGE',
      session: text,
      expiresAt: text,
      challenge: {
        name,
        parameters: {},
        answer: ['code'],
        delivery: { medium, destination: expect.stringContaining('***'), attribute },
      },
    });
    const code = await gatehouse.code(somebodyHere[to]);
    expectData(await answer(step, { code }), 200, SIGNED_IN);
    expectData(await person.put('/mfa', { [method]: off }), 200, { enabled: [] });
    expect(await asked(person)).toBe('SIGNED_IN');
  });

  it('lets the person choose at sign-in, until one method is preferred', async () => {
    const { person } = await somebody();
    const enabled = ['SMS_MFA', 'EMAIL_OTP'];
    expectData(await person.put('/mfa', { sms: on, email: on }), 200, { enabled });
    expect(await asked(person)).toBe('SELECT_MFA_TYPE');
    expectData(await person.put('/mfa', { sms: preferred }), 200, { enabled, preferred: 'SMS_MFA' });
    expect(await asked(person)).toBe('SMS_MFA');
    expectData(await person.put('/mfa', { email: preferred }), 200, { enabled, preferred: 'EMAIL_OTP' });
    expect(await asked(person)).toBe('EMAIL_OTP');
    const neither = { email: { enabled: true, preferred: false } };
    expectData(await person.put('/mfa', neither), 200, { enabled });
  });

  it('leaves alone what is left out', async () => {
    const { person } = await somebody();
    await person.put('/mfa', { sms: preferred });
    const both = { enabled: ['SMS_MFA', 'EMAIL_OTP'], preferred: 'SMS_MFA' };
    expectData(await person.put('/mfa', { email: on }), 200, both);
    expectData(await person.put('/mfa', { sms: on }), 200, both);
    expectData(await person.put('/mfa', { sms: off }), 200, { enabled: ['EMAIL_OTP'] });
  });

  it.each([{ sms: on }, { email: preferred }, { totp: on }])(
    'refuses %j while it is not set up',
    async (settings) => {
      const { person } = await somebody('false');
      expectProblem(await person.put('/mfa', settings), 409, 'mfa_not_available');
      expect((await person.get()).body.data.mfa).toEqual({ enabled: [] });
    },
  );

  it.each([{ sms: on }, { email: on }])('refuses %j without such an address', async (settings) => {
    const person = await pool.person(`person-${(people += 1)}`);
    expectProblem(await person.put('/mfa', settings), 409, 'mfa_not_available');
  });

  it.each(['sms', 'email'])('refuses %s in a pool that does not offer it', async (method) => {
    const person = await Person.fresh(gatehouse);
    expectProblem(await person.put('/mfa', { [method]: on }), 409, 'mfa_not_available');
    expectData(await person.put('/mfa', { [method]: off }), 200, { enabled: [] });
  });

  it('does all of a request or nothing', async () => {
    const { person } = await somebody();
    expectProblem(await person.put('/mfa', { sms: preferred, totp: on }), 409, 'mfa_not_available');
    expect((await person.get()).body.data.mfa).toEqual({ enabled: [] });
  });

  it('ends in one of the states that were asked for at once', async () => {
    const { person } = await somebody();
    const requests = [{ sms: preferred }, { email: preferred }, { sms: off }, { email: off }];
    for (const { status } of await Promise.all(requests.map((body) => person.put('/mfa', body)))) {
      expect(status).toBe(200);
    }
    const { enabled, preferred: first } = (await person.get()).body.data.mfa as {
      enabled: string[];
      preferred?: string;
    };
    expect(first === undefined || enabled.includes(first)).toBe(true);
    expectData(await person.put('/mfa', { sms: off, email: off }), 200, { enabled: [] });
  });

  it.each([
    ['nothing', {}, 'body'],
    ['no decision', { sms: {} }, 'sms.enabled'],
    ['a text', { sms: { enabled: 'true' } }, 'sms.enabled'],
    ['a number as preference', { totp: { enabled: true, preferred: 1 } }, 'totp.preferred'],
    ['null as preference', { totp: { enabled: true, preferred: null } }, 'totp.preferred'],
    ['null as a method', { totp: null }, 'totp'],
    ['a text as a method', { email: 'on' }, 'email'],
    ['a list as a method', { email: [on] }, 'email'],
    ['a method nobody knows', { passkey: on }, 'passkey'],
    ['a member nobody knows', { sms: { ...on, phoneNumber: '+15550000000' } }, 'sms.phoneNumber'],
    ['a preferred method that is off', { sms: { enabled: false, preferred: true } }, 'sms.preferred'],
    ['two preferred methods', { sms: preferred, email: preferred }, 'email.preferred'],
  ])('refuses %s', async (_, body, field) => {
    const { person } = await somebody();
    expectFieldFault(await person.put('/mfa', body), field);
    expect((await person.get()).body.data.mfa).toEqual({ enabled: [] });
  });

  it('names every preferred method that is too many', async () => {
    const { person } = await somebody();
    const body = { totp: preferred, sms: preferred, email: { enabled: false, preferred: true } };
    expectProblem(await person.put('/mfa', body), 400, 'validation_failed', {
      errors: [fault('email.preferred'), fault('sms.preferred'), fault('email.preferred')],
    });
  });

  it('needs a token', async () => {
    const answered = await gatehouse.call('PUT', '/v1/users/me/mfa', { body: { sms: on } });
    expectProblem(answered, 401, 'unauthorized');
  });
});

describe('a pool that requires a second factor', () => {
  it('keeps the last one on', async () => {
    const required = await FrontedPool.open(gatehouse, {
      pool: { EmailConfiguration: { EmailSendingAccount: 'DEVELOPER' } },
      mfa: factors,
    });
    try {
      const person = await required.person('ada', {
        ...{ email: freshEmail(), email_verified: 'true' },
        ...{ phone_number: '+15550000000', phone_number_verified: 'true' },
      });
      await person.put('/mfa', { sms: on, email: on });
      const { userPoolId: UserPoolId } = required;
      await required.sdk.send(
        new SetUserPoolMfaConfigCommand({ UserPoolId, ...factors, MfaConfiguration: 'ON' }),
      );
      expectData(await person.put('/mfa', { sms: off }), 200, { enabled: ['EMAIL_OTP'] });
      expectProblem(await person.put('/mfa', { email: off }), 400, 'invalid_parameter');
      expect((await person.get()).body.data.mfa).toEqual({ enabled: ['EMAIL_OTP'] });
    } finally {
      await required.close();
    }
  });
});
