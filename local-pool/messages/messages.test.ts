import { Background } from '../background';
import { Clock } from '../clock';
import type { PoolContext } from '../operation';
import { openStore } from '../store/open-store';
import type { PoolRecord, UserRecord } from '../store/records';
import { lambdasFrom } from '../triggers/lambdas';
import { maskDestination } from './mask';
import { sendMessage } from './send';

let context: PoolContext;
beforeEach(async () => {
  context = {
    store: await openStore('memory'),
    clock: new Clock(),
    settings: { region: 'us-east-1', issuer: '{poolId}', userLimits: true },
    background: new Background(),
    lambdas: lambdasFrom({}),
  };
});

it.each([
  ['EMAIL', 'ada@example.com', 'a***@e***'],
  ['EMAIL', 'x@y.example', 'x***@y***'],
  ['SMS', '+15550001234', '+*******1234'],
  ['SMS', '+4912345', '+*******2345'],
] as const)('masks %s %s', (medium, destination, masked) => {
  expect(maskDestination(medium, destination)).toBe(masked);
});

async function send(
  kind: string,
  medium: 'EMAIL' | 'SMS',
  settings: PoolRecord['settings'] = {},
  more: Partial<PoolRecord> = {},
): Promise<unknown> {
  const pool: PoolRecord = {
    id: 'us-east-1_a',
    region: 'us-east-1',
    settings,
    schema: [],
    mfa: { mode: 'OFF' },
    createdAt: 0,
    updatedAt: 0,
    ...more,
  };
  const secret = kind === 'AdminCreateUser' ? { password: 'P4$&word' } : { code: '123456' };
  const message = await sendMessage(context, { pool, username: 'ada', to: 'to', medium, kind, ...secret });
  expect([...context.store.messages.values()]).toEqual([message]);
  return [message?.subject, message?.body];
}

const verification = {
  VerificationMessageTemplate: {
    EmailSubject: 'Subject for {username}',
    EmailMessage: '{username}: {####}!',
    SmsMessage: 'SMS {####}',
    EmailSubjectByLink: 'By link',
    EmailMessageByLink: 'Press {##here##} {username}',
  },
};
const byLink = {
  VerificationMessageTemplate: {
    ...verification.VerificationMessageTemplate,
    DefaultEmailOption: 'CONFIRM_WITH_LINK',
  },
} as const;
const invitation = {
  AdminCreateUserConfig: {
    InviteMessageTemplate: {
      EmailSubject: 'Welcome',
      EmailMessage: '{username}/{####}',
      SMSMessage: '{####}',
    },
  },
};

it.each<[string, 'EMAIL' | 'SMS', PoolRecord['settings'], unknown]>([
  ['SignUp', 'EMAIL', {}, ['Your verification code', 'Your verification code is 123456.']],
  ['SignUp', 'SMS', {}, [undefined, 'Your verification code is 123456.']],
  ['ForgotPassword', 'EMAIL', {}, ['Your password reset code', 'Your password reset code is 123456.']],
  ['SignUp', 'EMAIL', verification, ['Subject for ada', 'ada: 123456!']],
  ['SignUp', 'SMS', verification, [undefined, 'SMS 123456']],
  [
    'SignUp',
    'EMAIL',
    { EmailVerificationSubject: 'S', EmailVerificationMessage: 'M {####}' },
    ['S', 'M 123456'],
  ],
  ['SignUp', 'SMS', { SmsVerificationMessage: 'V {####}' }, [undefined, 'V 123456']],
  ['SignUp', 'EMAIL', byLink, ['By link', 'Press here (123456) ada']],
  ['ForgotPassword', 'EMAIL', byLink, ['Subject for ada', 'ada: 123456!']],
  ['Authentication', 'EMAIL', {}, ['Your authentication code', 'Your authentication code is 123456.']],
  ['Authentication', 'SMS', { SmsAuthenticationMessage: 'A {####}' }, [undefined, 'A 123456']],
  [
    'AdminCreateUser',
    'EMAIL',
    {},
    ['Your temporary password', 'Your username is ada and temporary password is P4$&word. '],
  ],
  ['AdminCreateUser', 'EMAIL', invitation, ['Welcome', 'ada/P4$&word']],
  ['AdminCreateUser', 'SMS', invitation, [undefined, 'P4$&word']],
])('words %s by %s with %j', async (kind, medium, settings, expected) => {
  expect(await send(kind, medium, settings)).toEqual(expected);
});

it.each<['EMAIL' | 'SMS', PoolRecord['mfa'], unknown]>([
  ['EMAIL', { mode: 'ON', email: { Subject: 'Sign in', Message: 'Now {####}' } }, ['Sign in', 'Now 123456']],
  ['SMS', { mode: 'ON', sms: { SmsAuthenticationMessage: 'Sms {####}' } }, [undefined, 'Sms 123456']],
])('words a second factor by %s as the MFA configuration says', async (medium, mfa, expected) => {
  expect(await send('Authentication', medium, {}, { mfa })).toEqual(expected);
});

it('calls people by their address where that is the user name', async () => {
  const pool = {
    id: 'us-east-1_a',
    settings: { UsernameAttributes: ['email'] },
    mfa: { mode: 'OFF' },
  } as unknown as PoolRecord;
  const user = { sub: 'uuid', username: 'uuid' } as UserRecord;
  const message = await sendMessage(context, {
    pool,
    user,
    to: 'ada@example.com',
    medium: 'EMAIL',
    kind: 'AdminCreateUser',
    password: 'x',
  });
  expect([message?.username, message?.body]).toEqual([
    'uuid',
    'Your username is ada@example.com and temporary password is x. ',
  ]);
});
