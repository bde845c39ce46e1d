import type { TriggerEvent } from '../../../local-pool/triggers/event';
import type { PoolShape } from '../../support/another-pool';
import { type PoolServer, startPoolServer } from './pool-server';
import { EVERY_WAY, SECOND_FACTORS, Site } from './site';
import type { Sites } from './way';

const ARN = 'arn:aws:lambda:us-east-1:123456789012:function:';

/** The pool server of the table, with its sites. */
export interface OpenSites extends Sites {
  readonly server: PoolServer;
  readonly close: () => Promise<void>;
}

/** A client for every flow that needs no AWS account, with a secret. */
const client: NonNullable<PoolShape['client']> = {
  ...EVERY_WAY.client,
  ExplicitAuthFlows: [...EVERY_WAY.client.ExplicitAuthFlows, 'ALLOW_CUSTOM_AUTH'],
};

/** Up to three riddles, of which one has to be solved; with the password before them where the client wants that. */
export const riddles = {
  Define: (event: TriggerEvent) => {
    const session = event.request['session'] as { challengeName: string; challengeResult: boolean }[];
    const asked = session.filter(({ challengeName }) => challengeName === 'CUSTOM_CHALLENGE');
    const solved = asked.at(-1)?.challengeResult === true;
    const challengeName =
      session.at(-1)?.challengeName === 'SRP_A' ? 'PASSWORD_VERIFIER' : 'CUSTOM_CHALLENGE';
    const failAuthentication = !solved && asked.length >= 3;
    return { ...event, response: { challengeName, issueTokens: solved, failAuthentication } };
  },
  Create: (event: TriggerEvent) => {
    const session = event.request['session'] as { challengeName: string }[];
    const round = session.filter(({ challengeName }) => challengeName === 'CUSTOM_CHALLENGE').length + 1;
    const publicChallengeParameters = { riddle: `riddle-${round}` };
    const privateChallengeParameters = { solution: `answer-${round}` };
    return { ...event, response: { publicChallengeParameters, privateChallengeParameters } };
  },
  Verify: (event: TriggerEvent) => {
    const { solution } = event.request['privateChallengeParameters'] as { solution: string };
    return { ...event, response: { answerCorrect: event.request['challengeAnswer'] === solution } };
  },
};

/** The triggers of `riddles` for a pool. */
export const RIDDLES = {
  DefineAuthChallenge: `${ARN}Define`,
  CreateAuthChallenge: `${ARN}Create`,
  VerifyAuthChallengeResponse: `${ARN}Verify`,
};

/** Starts a pool server with the sites of the table. */
export async function openSites(): Promise<OpenSites> {
  const server = await startPoolServer(riddles);
  const strict = { MfaConfiguration: 'ON', ...SECOND_FACTORS } as const;
  const DeviceConfiguration = { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: false };
  const open = await Site.open(server, EVERY_WAY);
  const required = await Site.open(server, {
    pool: { EmailConfiguration: EVERY_WAY.pool.EmailConfiguration },
    client,
    mfa: strict,
  });
  const tracking = await Site.open(server, {
    ...EVERY_WAY,
    pool: { ...EVERY_WAY.pool, DeviceConfiguration },
  });
  const asking = await Site.open(server, { pool: { LambdaConfig: RIDDLES }, client });
  const close = async (): Promise<void> => {
    for (const site of [open, required, tracking, asking]) await site.close();
    await server.pool.close();
  };
  return { open, strict: required, tracking, riddles: asking, server, close };
}
