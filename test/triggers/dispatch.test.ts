import { Injectable, type Type } from '@nestjs/common';
import { OnTrigger, type TriggerContext, type TriggerOptions } from '../../src/triggers/on-trigger.decorator';
import { Refusal } from '../../src/triggers/refusal';
import { type EventKind, eventOf, KINDS, triggersOf } from './events';

type Work = (event: any, context: TriggerContext) => unknown;

type Served = Pick<EventKind, 'trigger' | 'version'>;

/** A provider class with one method, which serves these triggers. */
function providerOf(
  served: Served | readonly Served[],
  options: TriggerOptions<number>,
  work: Work,
  name = 'Provider',
): Type {
  class Provider {
    serve(event: unknown, context: TriggerContext): unknown {
      return work(event, context);
    }
  }
  const descriptor = Object.getOwnPropertyDescriptor(Provider.prototype, 'serve')!;
  const all = new Map([served].flat().map((one) => [`${one.trigger} ${one.version}`, one]));
  for (const { trigger, version } of all.values()) {
    const decorate = OnTrigger(trigger as 'PreTokenGeneration', {
      ...options,
      version: Number(version) as 1,
    });
    decorate(Provider.prototype, 'serve', descriptor as never);
  }
  Object.defineProperty(Provider, 'name', { value: name });
  Injectable()(Provider);
  return Provider;
}

const PRE_SIGN_UP = { trigger: 'PreSignUp', version: '1' };
const signUp = () => eventOf('PreSignUp_SignUp');
const TOO_MANY = Object.fromEntries(Array.from({ length: 5001 }, (_, index) => [`c${index}`, 1]));
const UNAVAILABLE = 'Unavailable: this is not possible at the moment';

type Running = Awaited<ReturnType<typeof triggersOf>>;

describe('every event', () => {
  const table = KINDS.map((kind) => [kind.name, kind] as const);
  /** The one that is on its way. */
  let kind: EventKind;
  let seen: unknown[] = [];
  const look =
    (mark: string): Work =>
    (event) => {
      seen.push([mark, structuredClone(event)]);
      Object.assign(event.response, kind.complete);
      event.userName = 'somebody else';
      event.request.userAttributes = {};
    };
  const fail: Work = (event) => {
    event.response = { spoilt: true };
    throw new Error('ada@example.com cannot be read');
  };
  const completes: Work = (event) => void Object.assign(event.response, kind.complete);
  const unknown: Work = (event) =>
    void Object.assign(event.response, kind.complete, { 'ada@example.com': 1 });

  let [ordered, closed, open, spoiling]: Running[] = [];
  beforeAll(async () => {
    [ordered, closed, open, spoiling] = await Promise.all([
      triggersOf([
        providerOf(KINDS, { failure: 'closed', order: 2 }, look('second'), 'A'),
        providerOf(KINDS, { failure: 'closed', order: -1 }, look('first'), 'B'),
      ]),
      triggersOf([providerOf(KINDS, { failure: 'closed' }, fail)]),
      triggersOf([
        providerOf(KINDS, { failure: 'open' }, fail, 'A'),
        providerOf(KINDS, { failure: 'open' }, completes, 'B'),
      ]),
      triggersOf([providerOf(KINDS, { failure: 'closed' }, unknown)]),
    ]);
  });
  beforeEach(() => {
    seen = [];
    for (const running of [ordered, closed, open, spoiling]) running!.lines.all.length = 0;
  });
  afterAll(() => Promise.all([ordered, closed, open, spoiling].map((running) => running!.close())));

  it.each(table)(
    '%s goes through its providers in order, each of which sees what the one before has filled in',
    async (_, one) => {
      kind = one;
      const after = { ...kind.event, response: { ...kind.event.response, ...kind.complete } };
      expect(await ordered!.serve(kind.event)).toEqual(after);
      expect(seen).toEqual([
        ['first', kind.event],
        ['second', after],
      ]);
      expect(ordered!.lines.all).toEqual([]);
    },
  );

  it.each(table)(
    '%s is refused by a provider that fails closed, and goes on after one that fails open',
    async (_, one) => {
      kind = one;
      await expect(closed!.serve(kind.event)).rejects.toThrow(new Error(UNAVAILABLE));
      const after = { ...kind.event, response: { ...kind.event.response, ...kind.complete } };
      expect(await open!.serve(kind.event)).toEqual(after);
      for (const { lines } of [closed!, open!]) {
        expect(lines.all).toEqual([
          expect.objectContaining({
            level: 'error',
            trigger: kind.trigger,
            source: kind.event.triggerSource,
            msg: 'a provider fails',
          }),
        ]);
        expect(lines.text).not.toContain('ada');
      }
    },
  );

  it.each(table)('%s takes nothing of a response that Cognito would not take', async (_, one) => {
    kind = one;
    await expect(spoiling!.serve(kind.event)).rejects.toThrow(new Error(UNAVAILABLE));
    expect(spoiling!.lines.all).toEqual([
      expect.objectContaining({
        provider: 'Provider.serve',
        fault: 'response: unrecognized_keys (1 unknown)',
        msg: 'a provider fills in what Cognito does not take',
      }),
    ]);
    expect(spoiling!.lines.text).not.toContain('ada');
  });
});

describe('a response', () => {
  let fills: object = {};
  let running: Running;
  beforeAll(async () => {
    const fill: Work = (event) => void Object.assign(event.response, fills);
    running = await triggersOf([providerOf(KINDS, { failure: 'closed' }, fill)]);
  });
  afterAll(() => running.close());

  it.each<[string, object]>([
    ['PreSignUp_SignUp 1', { autoConfirmUser: 'true' }],
    ['PreSignUp_SignUp 1', { autoVerifyEmail: 1 }],
    ['PostConfirmation_ConfirmSignUp 1', { done: true }],
    ['DefineAuthChallenge_Authentication 1', { issueTokens: 'yes', challengeName: 'CUSTOM_CHALLENGE' }],
    ['DefineAuthChallenge_Authentication 1', {}],
    ['DefineAuthChallenge_Authentication 1', { issueTokens: false, failAuthentication: false }],
    ['CreateAuthChallenge_Authentication 1', { privateChallengeParameters: { answer: 1 } }],
    ['CreateAuthChallenge_Authentication 1', { publicChallengeParameters: {} }],
    ['VerifyAuthChallengeResponse_Authentication 1', {}],
    ['VerifyAuthChallengeResponse_Authentication 1', { answerCorrect: 'true' }],
    ['TokenGeneration_Authentication 1', { claimsOverrideDetails: { claimsToAddOrOverride: { a: 1 } } }],
    ['TokenGeneration_Authentication 1', { claimsAndScopeOverrideDetails: {} }],
    ['TokenGeneration_Authentication 2', { claimsOverrideDetails: {} }],
    ['TokenGeneration_Authentication 2', { claimsAndScopeOverrideDetails: { accessTokenGeneration: [] } }],
    [
      'TokenGeneration_Authentication 2',
      { claimsAndScopeOverrideDetails: { accessTokenGeneration: { scopesToAdd: ['a b'] } } },
    ],
    [
      'TokenGeneration_Authentication 3',
      { claimsAndScopeOverrideDetails: { groupOverrideDetails: { groupsToOverride: 'admin' } } },
    ],
    [
      'TokenGeneration_RefreshTokens 2',
      {
        claimsAndScopeOverrideDetails: { idTokenGeneration: { claimsToAddOrOverride: TOO_MANY } },
      },
    ],
    ['UserMigration_Authentication 1', { userAttributes: { email_verified: true } }],
    ['UserMigration_Authentication 1', { finalUserStatus: 'ARCHIVED' }],
    ['UserMigration_Authentication 1', { desiredDeliveryMediums: ['FAX'] }],
    ['CustomMessage_SignUp 1', { emailMessage: 'no code' }],
    ['CustomMessage_SignUp 1', { smsMessage: 'no code' }],
    ['CustomMessage_SignUp 1', { smsMessage: `{####}${'x'.repeat(140)}` }],
    ['CustomMessage_SignUp 1', { emailSubject: 'x'.repeat(141) }],
    ['CustomMessage_AdminCreateUser 1', { emailMessage: 'only {####}' }],
    ['CustomMessage_AdminCreateUser 1', { emailMessage: '{username} {##Click Here##}' }],
    ['InboundFederation_ExternalProvider 1', { userAttributesToMap: { email: null } }],
  ])('to %s does not have %j', async (name, filled) => {
    const kind = KINDS.find((one) => one.name === name)!;
    fills = filled;
    running.lines.all.length = 0;
    await expect(running.serve(kind.event)).rejects.toThrow(new Error(UNAVAILABLE));
    expect(running.lines.all).toEqual([expect.objectContaining({ level: 'error', trigger: kind.trigger })]);
  });
});

describe('time', () => {
  const hang: Work = () => new Promise(() => undefined);

  it('is given up by a provider that fails open, and enough is left for one behind it', async () => {
    const signals: AbortSignal[] = [];
    const left: number[] = [];
    const triggers = await triggersOf(
      [
        providerOf(
          PRE_SIGN_UP,
          { failure: 'open', order: 1 },
          (event, { signal }) => {
            signals.push(signal);
            event.response.autoConfirmUser = true;
            return hang(event, {} as TriggerContext);
          },
          'A',
        ),
        providerOf(
          PRE_SIGN_UP,
          { failure: 'closed', order: 2 },
          (event, { remaining }) => {
            left.push(remaining());
            event.response.autoVerifyEmail = true;
          },
          'B',
        ),
      ],
      { TRIGGER_TIMEOUT_MS: '200' },
    );
    expect(await triggers.serve(signUp())).toMatchObject({
      response: { autoConfirmUser: false, autoVerifyEmail: true, autoVerifyPhone: false },
    });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    expect(left.every((time) => time > 0 && time <= 100)).toBe(true);
    expect(triggers.lines.all).toEqual([expect.objectContaining({ provider: 'A.serve', givenUp: true })]);
    await triggers.close();
  });

  it('ends in a clear failure when a provider that fails closed does not answer', async () => {
    const triggers = await triggersOf([providerOf(PRE_SIGN_UP, { failure: 'closed', within: 20 }, hang)]);
    await expect(triggers.serve(signUp())).rejects.toThrow(new Error(UNAVAILABLE));
    await triggers.close();
  });

  it('is what Lambda has left, when that is less', async () => {
    const left: number[] = [];
    const note: Work = (_, { remaining }) => void left.push(remaining());
    const triggers = await triggersOf([providerOf(PRE_SIGN_UP, { failure: 'closed' }, note)]);
    await triggers.serve(signUp(), 1234);
    await triggers.serve(signUp(), 60_000);
    expect(left.map((time) => Math.ceil(time / 1500))).toEqual([1, 3]);
    await triggers.close();
  });

  it('does not let a provider that was given up change or fail anything later', async () => {
    let release = (): void => undefined;
    const late: Work = async (event) => {
      await new Promise<void>((resolve) => (release = resolve));
      event.response.autoConfirmUser = true;
      throw new Error('late');
    };
    const triggers = await triggersOf([providerOf(PRE_SIGN_UP, { failure: 'open', within: 20 }, late)]);
    const served = (await triggers.serve(signUp())) as { response: object };
    release();
    await new Promise((resolve) => setImmediate(resolve));
    expect(served.response).toEqual(signUp().response);
    await triggers.close();
  });
});

it('a refusal holds whatever the provider does about failures, and its reason is passed on', async () => {
  const refuse: Work = () => {
    throw new Refusal('Members only.');
  };
  const triggers = await triggersOf([providerOf(PRE_SIGN_UP, { failure: 'open' }, refuse)]);
  await expect(triggers.serve(signUp())).rejects.toThrow(new Error('Refused: Members only'));
  expect(triggers.lines.all).toEqual([
    expect.objectContaining({ level: 'info', provider: 'Provider.serve', msg: 'a provider refuses' }),
  ]);
  await triggers.close();
});

it.each(['', 'x'.repeat(201), 'a\nb'])('%j is no reason', (reason) => {
  expect(() => new Refusal(reason)).toThrow(RangeError);
});

it('a handler that returns something is told so, since it would be lost', async () => {
  const habit: Work = (event) => ({ ...event, response: { autoConfirmUser: true } });
  const triggers = await triggersOf([providerOf(PRE_SIGN_UP, { failure: 'closed' }, habit)]);
  await expect(triggers.serve(signUp())).rejects.toThrow(new Error(UNAVAILABLE));
  await triggers.close();
});

it('what nobody knows or serves goes back as it is, with one warning for each kind', async () => {
  const triggers = await triggersOf([providerOf(PRE_SIGN_UP, { failure: 'closed' }, () => undefined)]);
  const odd = [
    { ...signUp(), triggerSource: 'PreSignUp_Telepathy' },
    { ...signUp(), triggerSource: 'constructor_SignUp' },
    { ...signUp(), version: '4' },
    { ...signUp(), request: null },
    eventOf('PostConfirmation_ConfirmSignUp'),
    null,
    'text',
    [],
  ];
  for (const event of [...odd, ...odd]) expect(await triggers.serve(event)).toBe(event);
  expect(triggers.lines.all.map(({ level, source }) => [level, source])).toEqual([
    ['warn', 'PreSignUp_Telepathy'],
    ['warn', 'constructor_SignUp'],
    ['warn', 'PreSignUp_SignUp'],
    ['warn', undefined],
    ['warn', 'PostConfirmation_ConfirmSignUp'],
  ]);
  await triggers.close();
});

it('members that Cognito adds to its events one day go back as they came', async () => {
  const triggers = await triggersOf([
    providerOf(PRE_SIGN_UP, { failure: 'closed' }, (event) => void (event.response.autoConfirmUser = true)),
  ]);
  const event = { ...signUp(), brandNew: [1], response: { ...signUp().response, autoVerifyFax: false } };
  expect(await triggers.serve(event)).toEqual({
    ...event,
    response: { ...event.response, autoConfirmUser: true },
  });
  await triggers.close();
});

it('a repeated event has the same key, another one has another, and no secret goes into it', async () => {
  const keys: string[] = [];
  const note: Work = (_, { key }) => void keys.push(key);
  const triggers = await triggersOf([
    providerOf(PRE_SIGN_UP, { failure: 'closed' }, note),
    providerOf({ trigger: 'UserMigration', version: '1' }, { failure: 'closed' }, note, 'Migrates'),
  ]);
  const event = signUp();
  const turned = { ...event, request: Object.fromEntries(Object.entries(event.request).reverse()) };
  await triggers.serve(event);
  await triggers.serve(turned);
  await triggers.serve({ ...event, userName: 'bob' });
  await triggers.serve({ ...event, request: { ...event.request, clientMetadata: { a: '1' } } });
  const [first, second, ...others] = keys;
  expect(second).toBe(first);
  expect(new Set([first, ...others]).size).toBe(3);
  keys.length = 0;
  await triggers.serve(eventOf('UserMigration_Authentication', { password: 'one' }));
  await triggers.serve(eventOf('UserMigration_Authentication', { password: 'two' }));
  expect(keys[0]).toBe(keys[1]);
  await triggers.close();
});
