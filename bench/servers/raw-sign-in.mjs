// Fastify, the SDK with its defaults and aws-jwt-verify, as their guides write them: a sign-in and a guarded route, and no layer besides.
import {
  CognitoIdentityProviderClient,
  InitiateAuthCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import Fastify from 'fastify';
import { addGuarded } from './guarded.mjs';

const { PORT, CLIENT_ID, COGNITO_ENDPOINT } = process.env;
const cognito = new CognitoIdentityProviderClient({ endpoint: COGNITO_ENDPOINT });

const fastify = Fastify();
fastify.post('/v1/auth/sign-in', async (request) => {
  const { username, password } = request.body;
  const { AuthenticationResult: tokens } = await cognito.send(
    new InitiateAuthCommand({
      AuthFlow: 'USER_PASSWORD_AUTH',
      ClientId: CLIENT_ID,
      AuthParameters: { USERNAME: username, PASSWORD: password },
    }),
  );
  return {
    accessToken: tokens.AccessToken,
    idToken: tokens.IdToken,
    refreshToken: tokens.RefreshToken,
    tokenType: tokens.TokenType,
    expiresIn: tokens.ExpiresIn,
  };
});
addGuarded(fastify);
await fastify.listen({ port: Number(PORT), host: '127.0.0.1' });
