// What compiles, and what must not. Checked with the tests, and against the packed package as apps of several kinds see it.
import {
  type Answers,
  type ChallengeStep,
  type components,
  type Fetch,
  GatehouseClient,
  type GatehouseProblem,
  isProblem,
  type Output,
  type SignInResult,
} from '../../client/src/index.ts';

declare const client: GatehouseClient;
declare const unknown: unknown;

/** Compiles only when both are the same type. */
type Same<A, B> = [A, B] extends [B, A] ? true : never;
const holds = (...facts: readonly true[]): number => facts.length;

type Schemas = components['schemas'];

export async function routes(): Promise<void> {
  const { username, attributes } = await client.call('get', '/v1/users/me');
  username satisfies string;
  attributes['name'] satisfies string | number | boolean | undefined;
  holds(true satisfies Same<Output<'get', '/v1/users/me'>, Schemas['ProfileResponse']>);
  await client.call('get', '/v1/users/me', {});
  await client.call('patch', '/v1/users/me', { body: { attributes: { name: 'Ada', nickname: null } } });
  await client.call('get', '/v1/admin/users', { query: { limit: 5 } });
  await client.call('delete', '/v1/users/me/devices/{deviceKey}', { path: { deviceKey: 'x' } });
  holds(true satisfies Same<Output<'delete', '/v1/users/me'>, undefined>);

  // @ts-expect-error no such route
  await client.call('get', '/v1/users/you');
  // @ts-expect-error a route without this verb
  await client.call('put', '/v1/users/me', {});
  // @ts-expect-error no such verb
  await client.call('GET', '/v1/users/me');
  // @ts-expect-error a body is needed
  await client.call('patch', '/v1/users/me');
  // @ts-expect-error a body is needed
  await client.call('patch', '/v1/users/me', {});
  // @ts-expect-error an object is no attribute
  await client.call('patch', '/v1/users/me', { body: { attributes: { name: {} } } });
  // @ts-expect-error a text is no set of attributes
  await client.call('patch', '/v1/users/me', { body: { attributes: 'name' } });
  // @ts-expect-error no such member
  await client.call('patch', '/v1/users/me', { body: { attribute: {} } });
  // @ts-expect-error this route takes no body
  await client.call('get', '/v1/users/me', { body: {} });
  // @ts-expect-error this route takes no query
  await client.call('get', '/v1/users/me', { query: { limit: 5 } });
  // @ts-expect-error the parameter of the path is needed
  await client.call('delete', '/v1/users/me/devices/{deviceKey}');
  // @ts-expect-error the parameter has another name
  await client.call('delete', '/v1/users/me/devices/{deviceKey}', { path: { key: 'x' } });
  // @ts-expect-error a text is no limit
  await client.call('get', '/v1/admin/users', { query: { limit: 'five' } });
}

export async function lists(): Promise<void> {
  for await (const device of client.list('/v1/users/me/devices')) device.deviceKey satisfies string;
  for await (const user of client.list('/v1/admin/users', { query: { limit: 5 } }))
    user.username satisfies string;
  // @ts-expect-error not a list
  client.list('/v1/users/me');
  // @ts-expect-error not a route
  client.list('/v1/users');
}

export async function signIns(): Promise<void> {
  await client.signIn({ username: 'ada', password: 'secret' });
  await client.signIn({ username: 'ada', method: 'password', password: 'secret', deviceKey: 'x' });
  await client.signIn({ username: 'ada', method: 'srp', srpA: 'a1' });
  await client.signIn({ username: 'ada', method: 'custom', clientMetadata: { from: 'app' } });
  await client.signIn({ username: 'ada', method: 'passkey' });
  // @ts-expect-error the password is needed
  await client.signIn({ username: 'ada' });
  // @ts-expect-error the password is needed
  await client.signIn({ username: 'ada', method: 'password' });
  // @ts-expect-error the public value is needed
  await client.signIn({ username: 'ada', method: 'srp' });
  // @ts-expect-error no such method
  await client.signIn({ username: 'ada', method: 'magic' });
  // @ts-expect-error somebody has to sign in
  await client.signIn({ method: 'passkey' });
}

/** Every challenge with its own answer, and no other. */
export function steps(step: ChallengeStep): Promise<SignInResult> {
  switch (step.name) {
    case 'SMS_MFA':
    case 'SMS_OTP':
    case 'EMAIL_OTP':
    case 'SOFTWARE_TOKEN_MFA':
      // @ts-expect-error a code is a text
      void step.answer({ code: 123456 });
      return step.answer({ code: '123456' }, { from: 'app' });
    case 'NEW_PASSWORD_REQUIRED':
      step.parameters.requiredAttributes satisfies readonly string[];
      // @ts-expect-error the password has another name here
      void step.answer({ password: 'secret' });
      return step.answer({ newPassword: 'secret' });
    case 'SELECT_MFA_TYPE':
      // @ts-expect-error not a second factor
      void step.answer({ choice: 'PASSWORD' });
      return step.answer({ choice: step.parameters.choices[0] ?? 'SMS_MFA' });
    case 'SELECT_CHALLENGE':
      void step.answer({ choice: 'PASSWORD', password: 'secret' });
      void step.answer({ choice: 'WEB_AUTHN', credential: {} });
      // @ts-expect-error a password proves nothing of a passkey
      void step.answer({ choice: 'WEB_AUTHN', password: 'secret' });
      // @ts-expect-error not a first factor
      void step.answer({ choice: 'SOFTWARE_TOKEN_MFA' });
      return step.answer({ choice: step.parameters.choices[0] ?? 'PASSWORD' });
    case 'MFA_SETUP':
      void step.setUpTotp().then((app) => app.verify('123456'));
      return step.answer({ email: 'ada@example.com' });
    case 'PASSWORD_VERIFIER':
      step.parameters.userId satisfies string;
      return step.answer({ signature: 's', timestamp: 't', secretBlock: 'b' });
    case 'DEVICE_PASSWORD_VERIFIER':
      // @ts-expect-error devices have no user
      step.parameters.userId satisfies string;
      // @ts-expect-error a proof has three parts
      void step.answer({ signature: 's' });
      return step.answer({ signature: 's', timestamp: 't', secretBlock: 'b' });
    case 'DEVICE_SRP_AUTH':
    case 'PASSWORD_SRP':
      // @ts-expect-error an app is set up in MFA_SETUP alone
      step.setUpTotp satisfies object;
      return step.answer({ srpA: 'a1' });
    case 'PASSWORD':
      return step.answer({ password: 'secret' });
    case 'WEB_AUTHN':
      return step.answer({ credential: step.parameters.options });
    case 'CUSTOM_CHALLENGE':
      step.parameters['riddle'] satisfies string | undefined;
      return step.answer({ answer: 'x' });
    default:
      // Every name was handled.
      return step satisfies never;
  }
}

export function unfinished(step: ChallengeStep): void {
  if (step.name === 'SMS_MFA') return;
  // @ts-expect-error the others were not handled
  step satisfies never;
}

export function results(result: SignInResult): void {
  // @ts-expect-error only a challenge has a name
  result.name satisfies string;
  if (result.status === 'SIGNED_IN') result.newDevice?.deviceKey satisfies string | undefined;
  else holds(true satisfies Same<typeof result.name, keyof Answers>);
}

export function refusals(): string {
  // @ts-expect-error no such code
  isProblem(unknown, 'wrong');
  if (isProblem(unknown, 'code_mismatch', 'rate_limited')) {
    holds(true satisfies Same<typeof unknown.code, 'code_mismatch' | 'rate_limited'>);
    // @ts-expect-error none of the two
    return unknown.code === 'session_expired' ? '' : unknown.message;
  }
  if (!isProblem(unknown)) return '';
  unknown satisfies GatehouseProblem;
  return unknown.code;
}

export function options(fetch: Fetch): GatehouseClient {
  // @ts-expect-error where the service is has to be said
  new GatehouseClient({});
  // @ts-expect-error no such option
  new GatehouseClient({ baseUrl: '', tokens: {} });
  // @ts-expect-error a store needs all of its three
  new GatehouseClient({ baseUrl: '', store: { get: () => undefined } });
  return new GatehouseClient({
    baseUrl: '',
    store: { get: () => null, set: () => undefined, clear: () => undefined },
    fetch,
  });
}
