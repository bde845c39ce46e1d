import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Injectable } from '@nestjs/common';
import { MembersTrigger } from '../../examples/members/members.trigger';
import { languages } from '../../src/common/config/languages';
import type { TriggerEvent } from '../../src/triggers/events';
import { ATTRIBUTE_MAPPING, mapped, standardMapping } from '../../src/triggers/migration/attribute-mapping';
import { LEGACY_DIRECTORY } from '../../src/triggers/migration/legacy-directory';
import { Once } from '../../src/triggers/once';
import { OnTrigger } from '../../src/triggers/on-trigger.decorator';
import { CODE_DECRYPTION, SenderCodes } from '../../src/triggers/senders/sender-codes';
import { eventOf, KINDS, type PlainEvent, triggersOf } from './events';

describe('account and groups', () => {
  const ACCOUNT = { 'custom:account_id': 'acme' };
  const GROUPS = {
    groupsToOverride: ['editors'],
    iamRolesToOverride: ['arn:aws:iam::1:role/r'],
    preferredRole: 'arn:aws:iam::1:role/r',
  };
  const kinds = KINDS.filter(
    ({ trigger, event }) =>
      trigger === 'PreTokenGeneration' && !event.triggerSource.endsWith('ClientCredentials'),
  );

  it.each(kinds.map((kind) => [kind.name, kind] as const))('are in the tokens of %s', async (_, kind) => {
    const triggers = await triggersOf([], { TRIGGER_TOKENS: 'on' });
    const { event } = kind;
    event.request.userAttributes = { ...event.request.userAttributes, ...ACCOUNT };
    event.request.groupConfiguration = GROUPS;
    const claims = { claimsToAddOrOverride: ACCOUNT };
    expect(await triggers.serve(event)).toEqual({
      ...event,
      response:
        kind.version === '1'
          ? { claimsOverrideDetails: { ...claims, groupOverrideDetails: GROUPS } }
          : {
              claimsAndScopeOverrideDetails: {
                idTokenGeneration: claims,
                accessTokenGeneration: claims,
                groupOverrideDetails: GROUPS,
              },
            },
    });
    await triggers.close();
  });

  it('are nothing that a client has which acts for itself', async () => {
    const triggers = await triggersOf([], { TRIGGER_TOKENS: 'on' });
    const event = eventOf('TokenGeneration_ClientCredentials', {}, '3');
    expect(await triggers.serve(event)).toEqual(event);
    await triggers.close();
  });

  it('leave what others have filled in', async () => {
    @Injectable()
    class Before {
      @OnTrigger('PreTokenGeneration', { version: 2, failure: 'closed', order: -200 })
      fill({ response }: TriggerEvent<'PreTokenGeneration', 2>): void {
        response.claimsAndScopeOverrideDetails = {
          accessTokenGeneration: { scopesToAdd: ['shop/read'], claimsToAddOrOverride: { plan: 'gold' } },
          groupOverrideDetails: { groupsToOverride: [] },
        };
      }
    }
    const triggers = await triggersOf([Before], { TRIGGER_TOKENS: 'on' });
    const event = eventOf('TokenGeneration_HostedAuth', { userAttributes: ACCOUNT }, '2');
    const { response } = (await triggers.serve(event)) as PlainEvent;
    expect(response.claimsAndScopeOverrideDetails).toEqual({
      idTokenGeneration: { claimsToAddOrOverride: ACCOUNT },
      accessTokenGeneration: {
        scopesToAdd: ['shop/read'],
        claimsToAddOrOverride: { plan: 'gold', ...ACCOUNT },
      },
      groupOverrideDetails: { groupsToOverride: [] },
    });
    await triggers.close();
  });
});

describe('messages', () => {
  const all = KINDS.filter(({ trigger }) => trigger === 'CustomMessage');
  const NAMES = [
    'Ada',
    '<script>alert(1)</script>',
    '{####}',
    '{##Click Here##}',
    '{username}',
    '{code}',
    '$&',
    'x'.repeat(2048),
  ];

  it.each(languages.flatMap((locale) => all.map(({ name }) => [locale, name] as const)))(
    'in %s fit %s, whatever people call themselves',
    async (locale, kind) => {
      const triggers = await triggersOf([], { TRIGGER_MESSAGES: 'on' });
      const [source = ''] = kind.split(' ');
      for (const name of NAMES) {
        const event = eventOf(source, { userAttributes: { name, locale } });
        const { response } = (await triggers.serve(event)) as PlainEvent;
        const { smsMessage, emailSubject, emailMessage } = response;
        for (const body of [smsMessage, emailMessage]) expect(body.split('{####}').length).toBe(2);
        if (source.endsWith('AdminCreateUser')) expect(emailMessage).toContain('{username}');
        // With the longest code and name that Cognito puts in.
        expect(smsMessage.length).toBeLessThanOrEqual(100);
        expect(emailSubject.length).toBeLessThanOrEqual(140);
        expect(emailMessage).not.toMatch(/<script|\{##[^#]|\{code\}|\{name\}|undefined|x{65}/);
      }
      expect(triggers.lines.all).toEqual([]);
      await triggers.close();
    },
  );

  it.each(['see https://evil.example', 'win at evil.example now', 'ada@evil.example'])(
    'do not greet with %j, which would carry somebody else’s advertisement',
    async (name) => {
      const triggers = await triggersOf([], { TRIGGER_MESSAGES: 'on', MESSAGE_LANGUAGE: 'de' });
      const event = eventOf('CustomMessage_SignUp', { userAttributes: { name } });
      const { response } = (await triggers.serve(event)) as PlainEvent;
      expect(response.emailMessage).toContain('<p>Guten Tag,</p>');
      await triggers.close();
    },
  );
});

describe('migration', () => {
  it('takes what the table names, in the forms that Cognito wants', () => {
    const mapping = {
      ...standardMapping,
      'custom:age': { from: 'age' },
      updated_at: { from: 'changed', as: 'seconds' },
    } as const;
    const attributes = {
      email: 'ada@example.com',
      email_verified: 't',
      phone_number_verified: 'perhaps',
      name: '',
      given_name: { first: 'Ada' },
      family_name: 'x'.repeat(2049),
      age: 36,
      changed: new Date('2026-01-02T03:04:05.678Z'),
      'custom:account_id': 'acme',
      constructor: 'x',
    };
    expect(mapped(mapping, attributes)).toEqual({
      email: 'ada@example.com',
      email_verified: 'true',
      phone_number_verified: 'false',
      'custom:age': '36',
      updated_at: '1767323045',
    });
  });

  it.each(['sub', 'cognito:user_status', 'identities'])(
    'does not start with a table that names %s',
    async (name) => {
      const providers = [
        { provide: LEGACY_DIRECTORY, useValue: {} },
        { provide: ATTRIBUTE_MAPPING, useValue: { [name]: { from: 'x' } } },
      ];
      await expect(triggersOf(providers)).rejects.toThrow(`The attribute mapping cannot have ${name}`);
    },
  );

  it('asks who must choose a new password to do so', async () => {
    const user = { attributes: { email: 'ada@example.com' }, mustResetPassword: true };
    const directory = { authenticate: () => Promise.resolve(user), find: () => Promise.resolve(user) };
    const triggers = await triggersOf([{ provide: LEGACY_DIRECTORY, useValue: directory }]);
    const { response } = (await triggers.serve(eventOf('UserMigration_Authentication'))) as PlainEvent;
    expect(response).toMatchObject({
      userAttributes: { email: 'ada@example.com' },
      finalUserStatus: 'RESET_REQUIRED',
      messageAction: 'SUPPRESS',
    });
    await triggers.close();
  });
});

describe('custom senders', () => {
  const codes: (string | undefined)[] = [];

  @Injectable()
  class Sender {
    constructor(private readonly clear: SenderCodes) {}

    @OnTrigger('CustomSMSSender', { failure: 'closed' })
    @OnTrigger('CustomEmailSender', { failure: 'closed' })
    async send(event: TriggerEvent<'CustomSMSSender' | 'CustomEmailSender'>): Promise<void> {
      codes.push(await this.clear.of(event));
    }
  }

  it('get codes in clear, and passwords as they are, from the decryption that a team provides', async () => {
    const decryption = { decrypt: (message: Uint8Array) => Promise.resolve(message.map((byte) => byte ^ 1)) };
    const encrypted = (text: string) =>
      Buffer.from(Buffer.from(text).map((byte) => byte ^ 1)).toString('base64');
    const triggers = await triggersOf([Sender, { provide: CODE_DECRYPTION, useValue: decryption }]);
    await triggers.serve(eventOf('CustomSMSSender_SignUp', { code: encrypted('123456&lt;') }));
    await triggers.serve(
      eventOf('CustomEmailSender_AdminCreateUser', { code: encrypted('a&lt;&amp;lt;&#39;é') }),
    );
    await triggers.serve(eventOf('CustomEmailSender_AccountTakeOverNotification', { code: null }));
    expect(codes).toEqual(['123456&lt;', "a<&lt;'é", undefined]);
    await triggers.close();
  });

  it('do not start without one', async () => {
    await expect(triggersOf([Sender])).rejects.toThrow('SenderCodes');
  });
});

describe('the types', () => {
  it('give a handler the event of its trigger and version only', () => {
    class Handlers {
      @OnTrigger('PreTokenGeneration', { version: 1, failure: 'open' })
      first({ response }: TriggerEvent<'PreTokenGeneration', 1>): void {
        response.claimsOverrideDetails = {};
        // @ts-expect-error version 1 has no such member
        response.claimsAndScopeOverrideDetails = {};
      }

      // @ts-expect-error a handler of version 1 cannot be given events of version 2
      @OnTrigger('PreTokenGeneration', { version: 2, failure: 'open' })
      second(event: TriggerEvent<'PreTokenGeneration', 1>): void {
        event.response.claimsOverrideDetails = {};
      }

      // @ts-expect-error which version has to be said where there are several
      @OnTrigger('PreTokenGeneration', { failure: 'open' })
      // @ts-expect-error and what a failure does, always
      @OnTrigger('PreSignUp', {})
      // @ts-expect-error there is no such trigger
      @OnTrigger('PreSignIn', { failure: 'open' })
      neither(): void {
        return undefined;
      }

      // @ts-expect-error the event of another trigger
      @OnTrigger('PostConfirmation', { failure: 'open' })
      other({ response }: TriggerEvent<'PreSignUp'>): void {
        response.autoConfirmUser = true;
      }

      // @ts-expect-error what is returned would be lost
      @OnTrigger('PreSignUp', { failure: 'open' })
      habit(event: TriggerEvent<'PreSignUp'>): object {
        return { ...event, response: { autoConfirmUser: true } };
      }

      @OnTrigger('PreSignUp', { failure: 'open' })
      request({ request }: TriggerEvent<'PreSignUp'>): void {
        // @ts-expect-error only the response is anybody's to fill in
        request.userAttributes = {};
      }
    }
    expect(Object.getOwnPropertyNames(Handlers.prototype)).toContain('first');
  });

  it('do not let a version be declared that there is not', async () => {
    class Later {
      serve(): void {
        return undefined;
      }
    }
    const descriptor = Object.getOwnPropertyDescriptor(Later.prototype, 'serve')!;
    OnTrigger('PreSignUp', { failure: 'open', version: 2 as never })(Later.prototype, 'serve', descriptor);
    await expect(triggersOf([Later])).rejects.toThrow('Later.serve: PreSignUp has no version 2');
  });
});

describe('the example', () => {
  it('welcomes once, however often Cognito asks', async () => {
    let members: MembersTrigger | undefined;
    const useFactory = (once: Once): MembersTrigger => (members = new MembersTrigger(once));
    const triggers = await triggersOf([{ provide: MembersTrigger, inject: [Once], useFactory }]);
    const event = eventOf('PostConfirmation_ConfirmSignUp');
    await Promise.all([triggers.serve(event), triggers.serve(event)]);
    await triggers.serve(event);
    await triggers.serve({ ...event, userName: 'bob' });
    expect(members?.welcomed).toEqual(['ada', 'bob']);
    await triggers.close();
  });

  it('stands in the documents to the letter, but for where it lives', () => {
    const read = (name: string): string => readFileSync(join(__dirname, '..', '..', name), 'utf8');
    const source = read('examples/members/members.trigger.ts').replaceAll('../../src/triggers/', '../');
    expect(read('docs/triggers.md')).toContain(`\`\`\`ts\n${source}\`\`\``);
  });
});
