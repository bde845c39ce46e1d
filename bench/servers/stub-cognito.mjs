// A Cognito that says the same to everybody, so that nothing is measured but those who ask it.
import { createServer } from 'node:http';

const { PORT, JWKS, ACCESS_TOKEN } = process.env;
const answers = {
  InitiateAuth: {
    ChallengeParameters: {},
    AuthenticationResult: {
      ...{ AccessToken: ACCESS_TOKEN, IdToken: ACCESS_TOKEN, RefreshToken: 'r'.repeat(1700) },
      ...{ ExpiresIn: 3600, TokenType: 'Bearer' },
    },
  },
  GlobalSignOut: {},
};
const bodies = new Map(Object.entries(answers).map(([name, answer]) => [name, JSON.stringify(answer)]));

const refusal = '{"__type":"NotAuthorizedException","message":"Incorrect username or password."}';
const isWrong = (chunks) => Buffer.concat(chunks).includes('"PASSWORD":"Wrong');

createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.once('end', () => {
    if (request.method === 'GET') {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JWKS);
      return;
    }
    const operation = String(request.headers['x-amz-target']).split('.')[1];
    const wrong = operation === 'InitiateAuth' && isWrong(chunks);
    const body = wrong ? refusal : bodies.get(operation);
    const status = wrong || body === undefined ? 400 : 200;
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(body ?? '{"__type":"InvalidParameterException","message":"not here"}');
  });
}).listen(Number(PORT), '127.0.0.1');
