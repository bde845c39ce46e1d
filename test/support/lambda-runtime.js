// What AWS runs around a function, as far as it matters here: loads the handler, then asks for one event after the other and sends back what
// comes of it ("Lambda runtime API"). A failure to load ends the process, as it does there.
const { Agent, request } = require('node:http');

const [, , file] = process.argv;
const base = `http://${process.env.AWS_LAMBDA_RUNTIME_API}/2018-06-01/runtime`;
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

function exchange(method, path, body) {
  return new Promise((resolve, reject) => {
    const outgoing = request(base + path, { method, agent }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () =>
        resolve({ headers: response.headers, text: Buffer.concat(chunks).toString() }),
      );
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

async function main() {
  let handler;
  try {
    ({ handler } = await import(file));
  } catch (error) {
    process.stderr.write(`${error.stack}\n`);
    await exchange('POST', '/init/error', JSON.stringify({ errorMessage: error.message }));
    process.exit(1);
  }
  for (;;) {
    const { headers, text } = await exchange('GET', '/invocation/next');
    const awsRequestId = headers['lambda-runtime-aws-request-id'];
    const deadline = Number(headers['lambda-runtime-deadline-ms']);
    const context = {
      awsRequestId,
      callbackWaitsForEmptyEventLoop: true,
      getRemainingTimeInMillis: () => deadline - Date.now(),
    };
    try {
      const result = await handler(JSON.parse(text), context);
      await exchange('POST', `/invocation/${awsRequestId}/response`, JSON.stringify(result));
    } catch (error) {
      const told = JSON.stringify({ errorMessage: error.message, errorType: error.name });
      await exchange('POST', `/invocation/${awsRequestId}/error`, told);
    }
  }
}

void main();
