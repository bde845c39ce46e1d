import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider';
import type { PoolContext } from '../operation';
import type { UserRecord } from '../store/records';
import { selfServiceScope } from '../tokens/access-token';
import { openGrant } from '../tokens/grants';
import { issueTokens, type TokenReason } from '../tokens/issue';
import { postAuthentication } from '../triggers/authentication';
import { customizeTokens } from '../triggers/pre-token';
import { riskStep } from '../events/account-takeover';
import { isDue, type Due } from './challenge';
import { challenges } from './challenges';
import { assuranceOf, stepUpStep } from './choice/step-up';
import { customFirstStep, customStep } from './custom/step';
import { newDeviceFor, usesNewDevice } from './devices/new-device';
import { deviceStep, namedDeviceStep, secondFactorOrDeviceStep } from './devices/step';
import {
  badCredentials,
  notAuthorized,
  passwordResetRequired,
  userDisabled,
  userNotConfirmed,
} from './refusals';
import { openSession } from './sessions';
import type { AuthOutcome, Entries, SignIn } from './sign-in';

/** Looks whether a challenge is due; otherwise gives the sign-in back, as it goes on. */
export type Step = (context: PoolContext, signIn: SignIn) => SignIn | Due | Promise<SignIn | Due>;

const newPasswordStep: Step = (_, signIn) =>
  signIn.user.status === 'FORCE_CHANGE_PASSWORD' ? { due: 'NEW_PASSWORD_REQUIRED', signIn } : signIn;

/** What may stand between a passed factor and the tokens, in Cognito's order. */
const steps: readonly Step[] = [
  customFirstStep,
  riskStep,
  namedDeviceStep,
  newPasswordStep,
  stepUpStep,
  secondFactorOrDeviceStep,
  customStep,
  deviceStep,
];

/** Decides how a sign-in goes on: the first challenge that is due, or tokens. */
export async function nextStep(context: PoolContext, signIn: SignIn): Promise<AuthOutcome> {
  let current = signIn;
  for (const step of steps) {
    const result = await step(context, current);
    if (isDue(result)) return presentChallenge(context, result.signIn, result.due, result.given);
    current = result;
  }
  return finish(context, current);
}

/**
 * Puts one challenge, with a new Session.
 *
 * @param given what the client has sent for it in advance
 */
export async function presentChallenge(
  context: PoolContext,
  signIn: SignIn,
  name: ChallengeNameType,
  given: Entries = {},
): Promise<AuthOutcome> {
  const challenge = challenges[name];
  if (!challenge) throw new Error(`No challenge is named ${name}`);
  const { parameters, state, available, asSecretBlock } = await challenge.present(context, signIn, given);
  const session = openSession(context, signIn, name, state, asSecretBlock ? 'base64' : 'base64url');
  // Of plain SRP the state is in the SECRET_BLOCK alone, as on AWS.
  const hidden = asSecretBlock && signIn.progress.flow === 'USER_SRP_AUTH' && name === 'PASSWORD_VERIFIER';
  return {
    ChallengeName: name,
    ...(hidden ? {} : { Session: session }),
    ChallengeParameters: { ...parameters, ...(asSecretBlock ? { SECRET_BLOCK: session } : {}) },
    ...(available ? { AvailableChallenges: [...available] } : {}),
  };
}

/**
 * Tokens.
 *
 * @throws PoolError NotAuthorizedException for a user who was disabled or deleted meanwhile, and by the user's status; as
 *   `postAuthentication` and `customizeTokens`
 */
export async function finish(context: PoolContext, signIn: SignIn): Promise<AuthOutcome> {
  const proved = { ...signIn, user: stillWelcome(context, signIn) };
  const { eventId } = signIn.progress;
  await postAuthentication(context, proved, usesNewDevice(context, proved));
  if (signIn.api === 'hosted') {
    return { signedIn: { user: stillWelcome(context, signIn), eventId, ...assuranceOf(signIn) } };
  }
  // Before the grant is opened, so that a refusal leaves none.
  const overrides = await customizeTokens(context, {
    ...proved,
    source: reasonFor(signIn),
    scopes: [selfServiceScope],
  });
  // Read again, without an await before the grant: there may have been triggers to wait for.
  const user = stillWelcome(context, signIn);
  const { deviceKey, metadata } = newDeviceFor(context, { ...signIn, user });
  const opened = openGrant(context, {
    ...signIn,
    ...assuranceOf(signIn),
    user,
    scope: selfServiceScope,
    deviceKey,
    eventId,
  });
  const tokens = await issueTokens(context, opened, {
    refreshToken: opened.refreshToken,
    reason: reasonFor(signIn),
    clientMetadata: signIn.clientMetadata,
    overrides,
  });
  return {
    ChallengeParameters: {},
    AuthenticationResult: { ...tokens, ...(metadata ? { NewDeviceMetadata: metadata } : {}) },
  };
}

function stillWelcome(context: PoolContext, { user: { sub }, known }: SignIn): UserRecord {
  const user = known ? context.store.users.get(sub) : undefined;
  if (!user) throw badCredentials();
  if (!user.enabled) throw userDisabled();
  if (user.status === 'UNCONFIRMED') throw userNotConfirmed();
  if (user.status === 'RESET_REQUIRED') throw passwordResetRequired();
  // Whoever belongs to an external provider signs in there, whatever else has been proved.
  if (user.status === 'EXTERNAL_PROVIDER') throw badCredentials();
  if (user.status === 'FORCE_CHANGE_PASSWORD') throw notAuthorized('Invalid session for the user.');
  return user;
}

/** The word of the pre-token trigger's source for this sign-in. */
function reasonFor({ progress: { passed } }: SignIn): TokenReason {
  if (passed.includes('NEW_PASSWORD_REQUIRED')) return 'NewPasswordChallenge';
  if (passed.includes('DEVICE_PASSWORD_VERIFIER')) return 'AuthenticateDevice';
  return 'Authentication';
}
