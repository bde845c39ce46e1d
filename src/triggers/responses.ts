import { z } from 'zod';

/*
 * What Cognito takes as a response, by trigger. It refuses the whole sign-in for a member of another type, and says
 * "Unrecognizable lambda output" and no more; so it is looked at here, where the provider can be named. Members that are null count
 * as not given: events come with such.
 */

const text = z.string().nullish();
const flag = z.boolean().nullish();
const texts = z.array(z.string()).nullish();
const map = z.record(z.string(), z.string()).nullish();

/** A trigger whose response Cognito does not read. */
export const nothing = z.strictObject({});

export const preSignUp = z.strictObject({
  autoConfirmUser: flag,
  autoVerifyEmail: flag,
  autoVerifyPhone: flag,
});

export const defineAuthChallenge = z.strictObject({
  challengeName: text,
  issueTokens: flag,
  failAuthentication: flag,
});

export const createAuthChallenge = z.strictObject({
  publicChallengeParameters: map,
  privateChallengeParameters: map,
  challengeMetadata: text,
});

export const verifyAuthChallenge = z.strictObject({ answerCorrect: flag });

const groups = z
  .strictObject({ groupsToOverride: texts, iamRolesToOverride: texts, preferredRole: text })
  .nullish();

/** "The maximum number of claims and scopes" that a function may add, override or suppress. */
const MOST_CLAIMS = 5000;

export const preTokenV1 = z.strictObject({
  claimsOverrideDetails: z
    .strictObject({ claimsToAddOrOverride: map, claimsToSuppress: texts, groupOverrideDetails: groups })
    .nullish(),
});

const claims = { claimsToAddOrOverride: z.record(z.string(), z.json()).nullish(), claimsToSuppress: texts };
const scopes = z.array(z.string().regex(/^[^\s]+$/, 'is no name of a scope')).nullish();

export const preTokenV2 = z.strictObject({
  claimsAndScopeOverrideDetails: z
    .strictObject({
      idTokenGeneration: z.strictObject(claims).nullish(),
      accessTokenGeneration: z
        .strictObject({ ...claims, scopesToAdd: scopes, scopesToSuppress: scopes })
        .nullish(),
      groupOverrideDetails: groups,
    })
    .nullish()
    .refine((details) => count(details) <= MOST_CLAIMS, `changes more than ${MOST_CLAIMS} claims and scopes`),
});

type Changes = Readonly<
  Record<string, readonly unknown[] | Readonly<Record<string, unknown>> | null | undefined>
>;

interface TokenChanges {
  readonly idTokenGeneration?: Changes | null | undefined;
  readonly accessTokenGeneration?: Changes | null | undefined;
}

/** The changes to both tokens: each claim and each scope is one. */
function count(details: TokenChanges | null | undefined): number {
  return [details?.idTokenGeneration, details?.accessTokenGeneration]
    .flatMap((changes) => Object.values(changes ?? {}))
    .reduce<number>((sum, changes) => sum + Object.keys(changes ?? {}).length, 0);
}

export const userMigration = z.strictObject({
  userAttributes: map,
  finalUserStatus: z.enum(['CONFIRMED', 'RESET_REQUIRED', 'FORCE_CHANGE_PASSWORD']).nullish(),
  messageAction: z.enum(['SUPPRESS', 'RESEND']).nullish(),
  desiredDeliveryMediums: z.array(z.enum(['EMAIL', 'SMS'])).nullish(),
  forceAliasCreation: flag,
  enableSMSMFA: flag,
});

export const customMessage = z.strictObject({
  smsMessage: z.string().max(140).nullish(),
  emailMessage: z.string().max(20_000).nullish(),
  emailSubject: z.string().max(140).nullish(),
});

export const inboundFederation = z.strictObject({ userAttributesToMap: map });
