// What is compared with: Fastify, the SDK with its defaults and a token check, bundled and called in the same way, and nothing else.
import awsLambdaFastify from '@fastify/aws-lambda';
import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { CognitoJwtVerifier } from 'aws-jwt-verify';
import fastify from 'fastify';

const {
  COGNITO_USER_POOL_ID: userPoolId,
  COGNITO_CLIENT_ID: clientId,
  COGNITO_ENDPOINT: endpoint,
} = process.env;

const app = fastify({ logger: true });
const cognito = new CognitoIdentityProviderClient({ endpoint });
const verifier = CognitoJwtVerifier.create({ userPoolId, clientId, tokenUse: 'access' });

async function guard(request, reply) {
  try {
    request.caller = await verifier.verify(request.headers.authorization?.slice('Bearer '.length) ?? '');
  } catch {
    await reply.code(401).send({ code: 'unauthorized' });
  }
}

app.get('/health/live', () => ({ status: 'live' }));
app.get('/v1/auth/session', { onRequest: guard }, ({ caller }) => ({ sub: caller.sub }));
app.post('/v1/auth/sign-in', ({ body: { username, password } }) =>
  cognito.send(
    new InitiateAuthCommand({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: clientId,
      AuthParameters: { USERNAME: username, PASSWORD: password },
    }),
  ),
);

export const handler = awsLambdaFastify(app, { decorateRequest: false });
export const ready = app.ready();
