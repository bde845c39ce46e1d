import { AdminCreateUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { sendNotice } from '../messages/notice';
import { lambdaConfig, shown, Triggered, type TriggeredPool } from './triggers';

let triggered: Triggered;
let pool: TriggeredPool;
const metadata = { where: 'here' };

beforeAll(async () => {
  triggered = await Triggered.start();
  pool = await triggered.pool(['CustomMessage', 'CustomEmailSender', 'CustomSMSSender']);
});
beforeEach(() => {
  triggered.reset();
});
afterAll(() => triggered.close());

const send: TriggeredPool['pools']['sdk']['send'] = (command) => pool.pools.sdk.send(command);
const lastOf = (name: string) => pool.pools.lastMessage(`${name}@example.com`);

describe('custom senders', () => {
  const clear = (code: unknown) => Buffer.from(String(code), 'base64').toString();

  it('get the code in place of the inbox, and CustomMessage is not asked', async () => {
    const { UserSub = '' } = await pool.signUp('ivan', { ClientMetadata: metadata });
    await pool.pools.context.background.idle();
    const [event, ...others] = triggered.events;
    expect(others).toEqual([]);
    expect(event).toEqual({
      ...pool.common,
      triggerSource: 'CustomEmailSender_SignUp',
      userName: 'ivan',
      request: {
        type: 'customEmailSenderRequestV1',
        code: expect.any(String) as string,
        userAttributes: shown(pool.pools.user(UserSub)),
        clientMetadata: metadata,
      },
      response: {},
    });
    expect(clear(event?.request['code'])).toMatch(/^\d{6}$/u);
    expect(() => lastOf('ivan')).toThrow('Nothing was sent');
  });

  it('get SMS, and temporary passwords as HTML', async () => {
    const invitation = {
      UserPoolId: pool.poolId,
      UserAttributes: [{ Name: 'phone_number', Value: '+15550001234' }],
      TemporaryPassword: `<&"Aa1'>`,
    };
    await send(new AdminCreateUserCommand({ ...invitation, Username: 'judy' }));
    await pool.pools.context.background.idle();
    const { request } = triggered.event('CustomSMSSender_AdminCreateUser');
    expect(request['type']).toBe('customSMSSenderRequestV1');
    expect(clear(request['code'])).toBe('&lt;&amp;&quot;Aa1&#39;&gt;');
  });

  it('cannot fail a call, nor hold it up', async () => {
    let release: () => void = () => undefined;
    triggered.on('CustomEmailSender', async () => {
      await new Promise<void>((resolve) => (release = resolve));
      throw new Error('no stamps');
    });
    expect(await pool.signUp('karl')).toMatchObject({ UserConfirmed: false });
    while (triggered.events.length === 0) await new Promise((resolve) => setImmediate(resolve));
    release();
    await pool.pools.context.background.idle();
  });

  it('leave the other medium to the pool', async () => {
    await pool.setTriggers(lambdaConfig(['CustomSMSSender']));
    await pool.signUp('lena');
    expect(lastOf('lena').code).toMatch(/^\d{6}$/u);
    expect(triggered.events).toEqual([]);
  });
});

it('get notices, which have no code, in the names that AWS gives their values', async () => {
  const { poolId, pools } = pool;
  await pool.setTriggers(lambdaConfig(['CustomEmailSender']));
  const user = await pools.createUser(poolId, 'olaf');
  sendNotice(pools.context, {
    pool: pools.pool(poolId),
    user,
    to: 'olaf@example.com',
    kind: 'AccountTakeOverNotification',
    code: 'feedback',
    template: undefined,
    values: { 'login-time': 'now', 'ip-address': '127.0.0.1', username: 'olaf' },
  });
  await pools.context.background.idle();
  expect(triggered.events.map(({ triggerSource, request }) => [triggerSource, request])).toEqual([
    [
      'CustomEmailSender_AccountTakeOverNotification',
      {
        type: 'customEmailSenderRequestV1',
        code: null,
        userAttributes: {
          LOGIN_TIME: 'now',
          IP_ADDRESS: '127.0.0.1',
          USER_NAME: 'olaf',
          FEEDBACK_TOKEN: 'feedback',
        },
      },
    ],
  ]);
  expect(() => lastOf('olaf')).toThrow('Nothing was sent');
});

it('reports what senders fail with', async () => {
  const lines: string[] = [];
  const logged = await Triggered.start({ log: (line) => lines.push(line) });
  const other = await logged.pool(['CustomEmailSender']);
  logged.fail('CustomEmailSender', 'no stamps');
  await other.signUp('mary');
  await logged.pools.context.background.idle();
  await other.setTriggers({
    ...lambdaConfig(['CustomEmailSender']),
    CustomEmailSender: {
      LambdaVersion: 'V1_0',
      LambdaArn: 'arn:aws:lambda:us-east-1:123456789012:function:gone',
    },
  });
  await other.signUp('nora');
  await logged.close();
  expect(lines).toEqual([
    expect.stringContaining('CustomEmailSender failed with error no stamps.'),
    expect.stringContaining('CustomEmailSender invocation failed due to error AccessDeniedException.'),
  ]);
});
