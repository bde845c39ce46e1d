import { modelledOperations } from '../../../local-pool/wire/api-model';
import { Gatehouse } from '../../support/gatehouse';
import { startInstance } from '../../support/instance';
import { refusal, ScriptedCognito } from '../scripted-cognito';

interface Declared {
  readonly content?: Record<string, { examples?: Record<string, unknown> }>;
}

/** What the calls of one operation are refused with. */
let refused: { operation: string; error: Error } | undefined;
const answers: Record<string, object> = {
  InitiateAuth: {
    ChallengeName: 'MFA_SETUP',
    Session: 'session-of-cognito-itself',
    ChallengeParameters: { MFAS_CAN_SETUP: '["SOFTWARE_TOKEN_MFA","EMAIL_OTP"]' },
  },
  AssociateSoftwareToken: { SecretCode: 'JBSWY3DPEHPK3PXP', Session: 'session-of-cognito-itself' },
  VerifySoftwareToken: { Status: 'SUCCESS', Session: 'session-of-cognito-itself' },
};
const answer = (operation: string): object =>
  refused?.operation === operation ? refused.error : (answers[operation] ?? {});
const cognito = new ScriptedCognito(
  new Proxy({}, { get: (_, operation) => () => answer(String(operation)) }),
);

let gatehouse: Gatehouse;
let hidden: Gatehouse;
let revealed: Gatehouse;
let paths: Record<string, { post: { responses: Record<string, Declared> } }>;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
  paths = (await gatehouse.get('/openapi.json')).body.paths as typeof paths;
  const COGNITO_ENDPOINT = await cognito.start();
  hidden = await startInstance(gatehouse, { COGNITO_ENDPOINT });
  revealed = await startInstance(gatehouse, { COGNITO_ENDPOINT, ACCOUNT_EXISTENCE: 'revealed' });
});
afterAll(async () => {
  await hidden.app.close();
  await revealed.app.close();
  await gatehouse.close();
  await cognito.close();
});

const begin = async (at: Gatehouse): Promise<string> =>
  (await at.post('/v1/auth/sign-in', { username: 'ada', password: 'x' })).body.data.session as string;
const setUp = async (at: Gatehouse): Promise<string> =>
  (await at.post('/v1/auth/challenge/totp', { session: await begin(at) })).body.data.session as string;

/** The routes of a sign-in, what they ask of Cognito, and a request that gets as far as that. */
const routes: [string, string, (at: Gatehouse) => Promise<object>][] = [
  ['/v1/auth/sign-in', 'InitiateAuth', () => Promise.resolve({ username: 'ada', password: 'x' })],
  [
    '/v1/auth/challenge',
    'RespondToAuthChallenge',
    async (at) => ({ session: await begin(at), answer: { email: 'ada@example.com' } }),
  ],
  [
    '/v1/auth/challenge',
    'VerifySoftwareToken',
    async (at) => ({ session: await setUp(at), answer: { code: '123456' } }),
  ],
  ['/v1/auth/challenge/totp', 'AssociateSoftwareToken', async (at) => ({ session: await begin(at) })],
];

const PROOF = ['Incorrect username or password.', 'Password attempts exceeded', 'User is disabled.'];
const STATE = ['Temporary password has expired and must be reset by an administrator.'];
const RISK = ['Unable to login because of security reasons'];
const SESSION = ['Invalid session for the user.', 'Invalid session for the user, session is expired.'];
const SET_UP = {
  NotAuthorizedException: ['x', 'User is disabled.', ...SESSION],
  InvalidParameterException: ['x', 'User has not set up software token mfa'],
};

/** By operation, texts that mean something of their own; the other exceptions are met with any. */
const TEXTS: Record<string, Record<string, string[]>> = {
  InitiateAuth: {
    NotAuthorizedException: ['x', ...PROOF, ...STATE, ...RISK],
    InvalidParameterException: ['x', 'USER_AUTH flow not enabled for this client'],
    UserLambdaValidationException: ['x', 'PreAuthentication failed with error no.'],
  },
  RespondToAuthChallenge: {
    NotAuthorizedException: ['x', ...PROOF, ...STATE, ...RISK, ...SESSION],
    InvalidParameterException: [
      'x',
      'Missing required parameter ANSWER',
      'Invalid attributes given, name is missing',
      'Invalid email address format.',
      'User has not set up software token mfa',
    ],
    UserLambdaValidationException: ['x', 'PreAuthentication failed with error no.'],
  },
  VerifySoftwareToken: SET_UP,
  AssociateSoftwareToken: SET_UP,
};

describe.each(routes)('%s declares whatever %s refuses with', (path, operation, request) => {
  function declared(status: number): string[] {
    const content = paths[path]?.post.responses[String(status)]?.content;
    return Object.keys(content?.['application/problem+json']?.examples ?? {});
  }

  it.each([
    ['hidden', () => hidden],
    ['revealed', () => revealed],
  ] as const)('where accounts are %s', async (_, at) => {
    const undeclared: string[] = [];
    const names = modelledOperations.get(operation)?.errors ?? [];
    expect(names.length).toBeGreaterThan(5);
    refused = undefined;
    const body = await request(at());
    const texts = TEXTS[operation] ?? {};
    for (const [name, text] of names.flatMap((of) =>
      (texts[of] ?? ['x']).map((said) => [of, said] as const),
    )) {
      refused = { operation, error: refusal(name, text) };
      const given = await at().post(path, body);
      const { code } = given.body as { code: string };
      if (!declared(given.status).includes(code)) undeclared.push(`${name}: ${given.status} ${code}`);
    }
    expect(undeclared).toEqual([]);
  });
});
