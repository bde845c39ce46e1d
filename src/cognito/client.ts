import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from '@smithy/types';
import type { Environment } from '../common/config/environment';
import { addPipeline, type Gates } from './pipeline';

/** Injection token: credentials for the operations that need a signature, in place of the SDK's default chain. */
export const COGNITO_CREDENTIALS = Symbol('cognito credentials');

export type CognitoCredentials = AwsCredentialIdentity | AwsCredentialIdentityProvider;

/** Connections to Cognito at most: some times what the bulkhead gives one operation. Calls beyond queue until the connection timeout. */
const MAX_SOCKETS = 256;
/** Time to get a connection, milliseconds. */
const CONNECTION_TIMEOUT = 1500;
/** Idle connections are closed before the other side does it, milliseconds: a call on a dying one would fail. */
const IDLE_TIMEOUT = 15_000;

/**
 * Makes the only client of Cognito, with our own pipeline built in.
 *
 * The SDK's retries are off, since they repeat "attempt limit exceeded" and lost answers of sign-ins. Settings that it would
 * otherwise look up in `~/.aws/config` are given.
 */
export function createClient(
  environment: Environment,
  gates: Gates,
  credentials?: CognitoCredentials,
): CognitoIdentityProviderClient {
  const handler = createHandler(environment.COGNITO_TIMEOUT_MS);
  const client = new CognitoIdentityProviderClient({
    region: regionOf(environment),
    requestHandler: handler,
    maxAttempts: 1,
    retryMode: 'standard',
    defaultsMode: 'standard',
    useDualstackEndpoint: false,
    useFipsEndpoint: false,
    // A third less time per call. It works only for calls without options: the pipeline carries the deadline another way.
    cacheMiddleware: true,
    ...(environment.COGNITO_ENDPOINT === undefined ? {} : { endpoint: environment.COGNITO_ENDPOINT }),
    ...(credentials === undefined ? {} : { credentials }),
  });
  addPipeline(client, handler, environment.COGNITO_TIMEOUT_MS, gates);
  return client;
}

/** Connections of a client of the SDK. */
export function createHandler(timeout: number): NodeHttpHandler {
  const options = { keepAlive: true, maxSockets: MAX_SOCKETS, timeout: IDLE_TIMEOUT };
  return new NodeHttpHandler({
    connectionTimeout: Math.min(CONNECTION_TIMEOUT, timeout),
    httpAgent: new HttpAgent(options),
    httpsAgent: new HttpsAgent(options),
  });
}

/** The region is part of the pool id (`eu-central-1_AbCdEf`). */
export function regionOf(environment: Environment): string {
  return environment.AWS_REGION ?? environment.COGNITO_USER_POOL_ID?.split('_')[0] ?? 'us-east-1';
}
