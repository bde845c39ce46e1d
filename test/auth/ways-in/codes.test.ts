import { AdminDeleteSoftwareTokenCommand } from '@aws-sdk/client-cognito-identity-provider';
import { expectData, expectProblem, SIGNED_IN } from '../../support/answers';
import type { Answer } from '../../support/gatehouse';
import { type PoolServer, startPoolServer } from './pool-server';
import { type Challenge, otherThan, type Person, Site, wrongTotp } from './site';

let server: PoolServer;
let site: Site;
beforeAll(async () => {
  server = await startPoolServer();
  site = await Site.open(server);
});
afterAll(async () => {
  await site.close();
  await server.pool.close();
});

const SMS = { SMSMfaSettings: { Enabled: true, PreferredMfa: true } };
const EMAIL = { EmailMfaSettings: { Enabled: true, PreferredMfa: true } };

/** A sign-in that waits for a code. */
interface Waiting {
  readonly at: Challenge;
  readonly right: string;
  readonly wrong: string;
}

async function sent(person: Person, to: string, more?: object): Promise<Waiting> {
  const at = await site.begin(person, more);
  const right = await site.code(to);
  return { at, right, wrong: otherThan(right) };
}

/** Every kind of code, and how many digits it has. */
const kinds: Record<string, { digits: number; begin: () => Promise<Waiting> }> = {
  SMS_MFA: {
    digits: 6,
    begin: async () => {
      const person = await site.person(SMS);
      return sent(person, person.phone);
    },
  },
  'EMAIL_OTP as second factor': {
    digits: 6,
    begin: async () => {
      const person = await site.person(EMAIL);
      return sent(person, person.email);
    },
  },
  'EMAIL_OTP as first factor': {
    digits: 8,
    begin: async () => {
      const person = await site.person();
      return sent(person, person.email, { method: 'email_otp' });
    },
  },
  SMS_OTP: {
    digits: 8,
    begin: async () => {
      const person = await site.person();
      return sent(person, person.phone, { method: 'sms_otp' });
    },
  },
  SOFTWARE_TOKEN_MFA: {
    digits: 6,
    begin: async () => {
      const person = await site.personWithApp();
      const right = await site.totpCode(person.secret);
      return { at: await site.begin(person), right, wrong: await wrongTotp(site, person.secret) };
    },
  },
};

describe.each(Object.entries(kinds))('%s', (_, { digits, begin }) => {
  const give = ({ at }: Waiting, code: string): Promise<Answer> => site.answer(at.session, { code });

  it('takes the right code after four wrong ones', async () => {
    const waiting = await begin();
    expect(waiting.right).toHaveLength(digits);
    for (let guess = 0; guess < 4; guess++) {
      expectProblem(await give(waiting, waiting.wrong), 401, 'code_mismatch');
    }
    expectData(await give(waiting, waiting.right), 200, SIGNED_IN);
  });

  it('takes no code for a while after five wrong ones', async () => {
    const waiting = await begin();
    for (let guess = 0; guess < 5; guess++) {
      expectProblem(await give(waiting, waiting.wrong), 401, 'code_mismatch');
    }
    expectProblem(await give(waiting, waiting.right), 429, 'too_many_attempts', { retryAfter: 900 });
    // The session is gone with it: the lock cannot be waited for.
    expectProblem(await give(waiting, waiting.right), 401, 'session_expired');
  });
});

it('of two sign-ins each has a code of its own', async () => {
  const person = await site.person(EMAIL);
  const [first, second] = [await sent(person, person.email), await sent(person, person.email)];
  if (first.right !== second.right) {
    expectProblem(await site.answer(first.at.session, { code: second.right }), 401, 'code_mismatch');
  }
  expectData(await site.answer(first.at.session, { code: first.right }), 200, SIGNED_IN);
});

it('a code of an app that was used has to be waited out: the sign-in starts again', async () => {
  const person = await site.personWithApp();
  const code = await site.totpCode(person.secret);
  const [first, second] = [await site.begin(person), await site.begin(person)];
  expectData(await site.answer(first.session, { code }), 200, SIGNED_IN);
  expectProblem(await site.answer(second.session, { code }), 401, 'restart_required');
  expectProblem(await site.answer(second.session, { code }), 401, 'session_expired');
});

it('a second factor that is taken away meanwhile is not asked for in another form', async () => {
  const person = await site.personWithApp();
  const { session } = await site.begin(person);
  await site.sdk.send(
    new AdminDeleteSoftwareTokenCommand({ UserPoolId: site.pool.userPoolId, Username: person.username }),
  );
  const code = await site.totpCode(person.secret);
  expectProblem(await site.answer(session, { code }), 409, 'mfa_not_available');
});

it('a choice that was not offered costs nothing', async () => {
  const factors = { SMSMfaSettings: { Enabled: true }, EmailMfaSettings: { Enabled: true } };
  const { session } = await site.begin(await site.person(factors));
  expectProblem(
    await site.answer(session, { choice: 'SOFTWARE_TOKEN_MFA' }),
    422,
    'challenge_answer_invalid',
    {
      errors: [{ field: 'answer.choice', message: 'must be one of SMS_MFA, EMAIL_OTP' }],
    },
  );
  const next = await site.answer(session, { choice: 'SMS_MFA' });
  expect(next.body.data.challenge.name).toBe('SMS_MFA');
});
