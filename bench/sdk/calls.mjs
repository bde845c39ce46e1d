// The process that is measured: calls InitiateAuth one way or another, 8 at once. Prints CPU time per call, all threads together.
import { createRequire } from 'node:module';
import { request } from 'undici';
import { headersOf } from '../harness/cognito.mjs';

// One copy of the SDK for both: that of the product.
const product = createRequire(new URL('../../dist/src/main.js', import.meta.url));
const { CognitoIdentityProviderClient, InitiateAuthCommand } = product(
  '@aws-sdk/client-cognito-identity-provider',
);

const AT_ONCE = 8;
const [, , way, seconds] = process.argv;
const { AWS_REGION: region, COGNITO_ENDPOINT: endpoint, COGNITO_CLIENT_ID: ClientId } = process.env;
const inputOf = (number) => ({
  ...{ AuthFlow: 'USER_PASSWORD_AUTH', ClientId },
  AuthParameters: { USERNAME: `person${number}@example.com`, PASSWORD: 'Correct-Horse-7' },
});

const ways = {
  product() {
    const { Cognito } = product('./cognito/cognito.js');
    const { loadEnvironment } = product('./common/config/load-environment.js');
    const cognito = new Cognito(loadEnvironment(process.env));
    return (input) => cognito.send(new InitiateAuthCommand(input));
  },
  defaults() {
    const credentials = { accessKeyId: 'bench', secretAccessKey: 'bench' };
    const client = new CognitoIdentityProviderClient({ region, endpoint, credentials });
    return (input) => client.send(new InitiateAuthCommand(input));
  },
  undici() {
    const headers = headersOf('InitiateAuth');
    return async (input) => {
      const { body } = await request(endpoint, { method: 'POST', headers, body: JSON.stringify(input) });
      return body.json();
    };
  },
};

const call = ways[way]();
let count = 0;

async function callFor(milliseconds) {
  const end = performance.now() + milliseconds;
  const one = async () => {
    while (performance.now() < end) {
      count += 1;
      const { AuthenticationResult } = await call(inputOf(count));
      if (AuthenticationResult?.AccessToken === undefined) throw new Error('The answer has no tokens');
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, one));
}

await callFor(Number(seconds) * 1000);
count = 0;
const [before, started] = [process.cpuUsage(), performance.now()];
await callFor(Number(seconds) * 1000);
const { user, system } = process.cpuUsage(before);
const perSecond = (count * 1000) / (performance.now() - started);
process.stdout.write(
  `\nmeasured ${JSON.stringify({ cpuMicros: (user + system) / count, perSecond })}\n`,
  () => process.exit(),
);
