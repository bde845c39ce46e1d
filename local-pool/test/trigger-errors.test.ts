import {
  AdminConfirmSignUpCommand,
  AdminCreateUserCommand,
  AdminInitiateAuthCommand,
  AdminResetUserPasswordCommand,
  AdminRespondToAuthChallengeCommand,
  AdminUpdateUserAttributesCommand,
  ConfirmForgotPasswordCommand,
  ConfirmSignUpCommand,
  ForgotPasswordCommand,
  GetTokensFromRefreshTokenCommand,
  GetUserAttributeVerificationCodeCommand,
  ResendConfirmationCodeCommand,
  UpdateUserAttributesCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import type { TriggerFunction } from '../triggers/event';
import { modelledOperations } from '../wire/api-model';
import { goodPassword, refusal } from './support';
import { arnOf, lambdaConfig, Triggered, type FunctionName, type TriggeredPool } from './triggers';

let triggered: Triggered;
let pool: TriggeredPool;
const used: readonly FunctionName[] = [
  ...(['PreSignUp', 'PostConfirmation', 'PreAuthentication', 'PostAuthentication'] as const),
  ...(['PreTokenGeneration', 'CustomMessage'] as const),
];

beforeAll(async () => {
  triggered = await Triggered.start();
  pool = await triggered.pool(used);
});
beforeEach(async () => {
  triggered.reset();
  await pool.setTriggers(lambdaConfig(used));
});
afterAll(() => triggered.close());

const send: TriggeredPool['pools']['sdk']['send'] = (command) => pool.pools.sdk.send(command);
const of = (Username: string) => ({ ClientId: pool.ClientId, Username });
const by = (Username: string) => ({ UserPoolId: pool.poolId, Username });
const moved = (name: string) => [{ Name: 'email', Value: `new-${name}@example.com` }];
const codeOf = (name: string) => pool.pools.lastCode(`${name}@example.com`);
const make = (name: string, changes: object = {}) => pool.pools.createUser(pool.poolId, name, changes);
const signIn = async (name: string) => {
  await make(name);
  return (await pool.signIn(name)).AuthenticationResult;
};
const newPassword = (name: string) => ({ USERNAME: name, NEW_PASSWORD: `${goodPassword}!` });
const temporary = { status: 'FORCE_CHANGE_PASSWORD' };

/** For every operation a trigger that it calls, and a call of it after what it needs has been done. */
const calls: Readonly<
  Record<string, readonly [FunctionName, (name: string) => Promise<() => Promise<unknown>>]>
> = {
  SignUp: ['PreSignUp', (name) => Promise.resolve(() => pool.signUp(name))],
  ConfirmSignUp: [
    'PostConfirmation',
    async (name) => {
      await pool.signUp(name);
      return () => send(new ConfirmSignUpCommand({ ...of(name), ConfirmationCode: codeOf(name) }));
    },
  ],
  ResendConfirmationCode: [
    'CustomMessage',
    async (name) => {
      await pool.signUp(name);
      return () => send(new ResendConfirmationCodeCommand(of(name)));
    },
  ],
  InitiateAuth: [
    'PreAuthentication',
    async (name) => {
      await make(name);
      return () => pool.signIn(name);
    },
  ],
  RespondToAuthChallenge: [
    'PostAuthentication',
    async (name) => {
      await make(name, temporary);
      const { Session } = await pool.signIn(name);
      return () => pool.answer('NEW_PASSWORD_REQUIRED', Session, newPassword(name));
    },
  ],
  AdminInitiateAuth: [
    'PreTokenGeneration',
    async (name) => {
      await make(name);
      return () => adminSignIn(name);
    },
  ],
  AdminRespondToAuthChallenge: [
    'PreTokenGeneration',
    async (name) => {
      await make(name, temporary);
      const { Session } = await adminSignIn(name);
      return () =>
        send(
          new AdminRespondToAuthChallengeCommand({
            UserPoolId: pool.poolId,
            ClientId: pool.ClientId,
            ChallengeName: 'NEW_PASSWORD_REQUIRED',
            ChallengeResponses: newPassword(name),
            Session,
          }),
        );
    },
  ],
  GetTokensFromRefreshToken: [
    'PreTokenGeneration',
    async (name) => {
      const tokens = await signIn(name);
      const RefreshToken = tokens?.RefreshToken ?? '';
      return () => send(new GetTokensFromRefreshTokenCommand({ ClientId: pool.ClientId, RefreshToken }));
    },
  ],
  ForgotPassword: [
    'CustomMessage',
    async (name) => {
      await make(name);
      return () => send(new ForgotPasswordCommand(of(name)));
    },
  ],
  ConfirmForgotPassword: [
    'PostConfirmation',
    async (name) => {
      await make(name);
      await send(new ForgotPasswordCommand(of(name)));
      const answer = { ...of(name), ConfirmationCode: codeOf(name), Password: `${goodPassword}!` };
      return () => send(new ConfirmForgotPasswordCommand(answer));
    },
  ],
  UpdateUserAttributes: [
    'CustomMessage',
    async (name) => {
      const AccessToken = (await signIn(name))?.AccessToken;
      return () => send(new UpdateUserAttributesCommand({ AccessToken, UserAttributes: moved(name) }));
    },
  ],
  GetUserAttributeVerificationCode: [
    'CustomMessage',
    async (name) => {
      const AccessToken = (await signIn(name))?.AccessToken;
      return () => send(new GetUserAttributeVerificationCodeCommand({ AccessToken, AttributeName: 'email' }));
    },
  ],
  AdminCreateUser: ['PreSignUp', (name) => Promise.resolve(() => send(new AdminCreateUserCommand(by(name))))],
  AdminConfirmSignUp: [
    'PostConfirmation',
    async (name) => {
      await make(name, { status: 'UNCONFIRMED' });
      return () => send(new AdminConfirmSignUpCommand(by(name)));
    },
  ],
  AdminUpdateUserAttributes: [
    'CustomMessage',
    async (name) => {
      await make(name);
      return () => send(new AdminUpdateUserAttributesCommand({ ...by(name), UserAttributes: moved(name) }));
    },
  ],
  AdminResetUserPassword: [
    'CustomMessage',
    async (name) => {
      await make(name);
      return () => send(new AdminResetUserPasswordCommand(by(name)));
    },
  ],
};

function adminSignIn(name: string) {
  return send(
    new AdminInitiateAuthCommand({
      UserPoolId: pool.poolId,
      ClientId: pool.ClientId,
      AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
      AuthParameters: { USERNAME: name, PASSWORD: goodPassword },
    }),
  );
}

const throwing: TriggerFunction = () => {
  throw new Error('no');
};

it('knows every operation that documents what triggers fail with', () => {
  const documented = [...modelledOperations]
    .filter(([, { errors }]) => errors.includes('UserLambdaValidationException'))
    .map(([name]) => name);
  expect(Object.keys(calls).toSorted()).toEqual(documented.toSorted());
});

it.each(Object.keys(calls))('%s answers what its trigger fails with', async (operation) => {
  const [trigger, prepare] = calls[operation] ?? [];
  if (!trigger || !prepare) throw new Error(`${operation} has no call`);
  const refused = async (fail: () => unknown): Promise<[string, string]> => {
    const call = await prepare(crypto.randomUUID());
    await fail();
    const told = await refusal(call());
    triggered.reset();
    await pool.setTriggers(lambdaConfig(used));
    return told;
  };
  expect(
    await refused(() => {
      triggered.on(trigger, throwing);
    }),
  ).toEqual(['UserLambdaValidationException', `${trigger} failed with error no.`]);
  expect(
    await refused(() => {
      triggered.on(trigger, () => ({}));
    }),
  ).toEqual(['InvalidLambdaResponseException', 'Unrecognizable lambda output']);
  const gone = lambdaConfig(used.filter((name) => name !== trigger));
  const named =
    trigger === 'PreTokenGeneration' ? { PreTokenGeneration: arnOf('gone') } : { [trigger]: arnOf('gone') };
  expect(await refused(() => pool.setTriggers({ ...gone, ...named }))).toEqual([
    'UnexpectedLambdaException',
    `${trigger} invocation failed due to error AccessDeniedException.`,
  ]);
});
