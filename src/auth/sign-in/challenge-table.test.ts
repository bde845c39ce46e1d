import { challengeResponses } from './challenge-answers';
import { challengeRow } from './challenge-table';

const answerOf = (name: string, answer: Record<string, unknown>): Record<string, string> =>
  challengeResponses(challengeRow(name), answer, []);

const told = (parameters: Record<string, string>, available: string[] = []) => ({
  parameters,
  available,
  poolName: 'AbCdEfGhI',
});

const refusal = (field: string): unknown =>
  expect.objectContaining({
    code: 'challenge_answer_invalid',
    status: 422,
    errors: [{ field, message: expect.any(String) as string }],
  });

describe('the parameters of a challenge', () => {
  it('are read out of what Cognito wraps in JSON', () => {
    const given = told({
      USER_ID_FOR_SRP: 'id',
      requiredAttributes: '["userAttributes.name","userAttributes.custom:team"]',
      userAttributes: '{"email":"ada@example.com","email_verified":"true"}',
    });
    expect(challengeRow('NEW_PASSWORD_REQUIRED').parameters(given)).toEqual({
      requiredAttributes: ['name', 'custom:team'],
      attributes: { email: 'ada@example.com', email_verified: true },
    });
  });

  it('are empty where Cognito sends none', () => {
    expect(challengeRow('NEW_PASSWORD_REQUIRED').parameters(told({}))).toEqual({
      requiredAttributes: [],
      attributes: {},
    });
    expect(challengeRow('SMS_MFA').parameters(told({ CODE_DELIVERY_DESTINATION: '+*******1234' }))).toEqual(
      {},
    );
  });

  it.each(['{', '"x"', '{}', 'null'])('make %j of Cognito a fault of Cognito', (requiredAttributes) => {
    expect(() => challengeRow('NEW_PASSWORD_REQUIRED').parameters(told({ requiredAttributes }))).toThrow(
      expect.objectContaining({ code: 'upstream_invalid_response' }) as Error,
    );
  });
});

describe('the answer to a challenge', () => {
  it.each([
    ['SMS_MFA', { code: '123456' }, { SMS_MFA_CODE: '123456' }],
    ['EMAIL_OTP', { code: '123456' }, { EMAIL_OTP_CODE: '123456' }],
    ['SOFTWARE_TOKEN_MFA', { code: '123456' }, { SOFTWARE_TOKEN_MFA_CODE: '123456' }],
    ['NEW_PASSWORD_REQUIRED', { newPassword: ' pass word ' }, { NEW_PASSWORD: ' pass word ' }],
    [
      'NEW_PASSWORD_REQUIRED',
      { newPassword: 'x', attributes: { name: 'Ada', 'custom:team': 'a' } },
      { NEW_PASSWORD: 'x', 'userAttributes.name': 'Ada', 'userAttributes.custom:team': 'a' },
    ],
  ])('%s %j', (name, answer, responses) => {
    expect(answerOf(name, answer)).toEqual(responses);
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['SMS_MFA', {}, 'answer.code'],
    ['SMS_MFA', { code: '' }, 'answer.code'],
    ['SMS_MFA', { code: 123456 }, 'answer.code'],
    ['SMS_MFA', { code: null }, 'answer.code'],
    ['SMS_MFA', { code: 'x'.repeat(2049) }, 'answer.code'],
    ['SMS_MFA', { code: '1', USERNAME: 'eve' }, 'answer'],
    ['SMS_MFA', { code: '1', toString: 'x' }, 'answer'],
    ['NEW_PASSWORD_REQUIRED', { attributes: {} }, 'answer.newPassword'],
    ['NEW_PASSWORD_REQUIRED', { newPassword: 'x', attributes: [] }, 'answer.attributes'],
    ['NEW_PASSWORD_REQUIRED', { newPassword: 'x', attributes: { name: 1 } }, 'answer.attributes'],
    ['NEW_PASSWORD_REQUIRED', { newPassword: 'x', attributes: { 'a b': '1' } }, 'answer.attributes'],
  ])('%s refuses %j', (name, answer, field) => {
    expect(() => answerOf(name, answer)).toThrow(refusal(field) as Error);
  });

  it.each(['email_verified', 'custom:account_id', 'sub', 'cognito:user_status'])('cannot set %s', (name) => {
    const answer = { newPassword: 'x', attributes: { [name]: 'x' } };
    expect(() => answerOf('NEW_PASSWORD_REQUIRED', answer)).toThrow(
      expect.objectContaining({
        code: 'attribute_not_writable',
        errors: [{ field: `answer.attributes.${name}`, message: 'may not be set here' }],
      }) as Error,
    );
  });
});

it.each(['ADMIN_NO_SRP_AUTH', 'constructor', '', '__proto__'])(
  'the challenge %j is not supported',
  (name) => {
    expect(() => challengeRow(name)).toThrow(
      expect.objectContaining({ code: 'challenge_unsupported', status: 501 }) as Error,
    );
  },
);
