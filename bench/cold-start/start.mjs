// The process that is measured: loads a function, waits until it can serve, and calls it once. Prints milliseconds since the process began.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const [, , file] = process.argv;

const loading = performance.now();
// By `require` what is CommonJS, as Lambda does: an import would look through the whole file for its exports.
const { handler, ready } = file.endsWith('.mjs') ? await import(file) : require(file);
await ready;
const started = performance.now();

const event = {
  version: '2.0',
  routeKey: '$default',
  rawPath: '/health/live',
  rawQueryString: '',
  headers: { host: 'bench.lambda-url.us-east-1.on.aws' },
  requestContext: {
    domainName: 'bench.lambda-url.us-east-1.on.aws',
    http: { method: 'GET', path: '/health/live', sourceIp: '192.0.2.1' },
    stage: '$default',
  },
  isBase64Encoded: false,
};
const context = { awsRequestId: crypto.randomUUID(), getRemainingTimeInMillis: () => 10_000 };
const { statusCode } = await handler(event, context);
const answered = performance.now();

const { user, system } = process.cpuUsage();
const cpu = (user + system) / 1000;
const rss = process.memoryUsage().rss / 1024 / 1024;
process.stdout.write(
  `\nmeasured ${JSON.stringify({ statusCode, loading, started, answered, cpu, rss })}\n`,
  () => process.exit(),
);
