import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { EnvironmentError } from './common/config/environment-error';
import { loadEnvironment } from './common/config/load-environment';
import { AppError } from './common/errors/app-error';
import { diagnose } from './doctor/doctor';
import { asJson, asText, isWell } from './doctor/report';
import { EMBEDDED_CREDENTIALS, startEmbeddedPool } from './embedded-pool';

const USAGE = `npm run doctor -- [--json] [--accept <id>[,<id>…]]

Holds the configuration against the user pool and its app client, and says what to change. It changes nothing.

  --json     as JSON
  --accept   findings that are known and meant, by their ids

Exit code: 0 when all is well, 1 when something is unsafe or broken, 2 when the pool could not be examined.
`;

/** Exit codes besides 0. */
const FOUND = 1;
const NOT_EXAMINED = 2;

/** The command `npm run doctor`. Without a configured pool it examines the embedded one, as `npm start` would start it. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      json: { type: 'boolean', default: false },
      accept: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(USAGE);
    return;
  }
  const environment = loadEnvironment();
  const embedded =
    environment.COGNITO_USER_POOL_ID === undefined
      ? await startEmbeddedPool({ ...environment, LOCAL_POOL_PORT: 0 })
      : undefined;
  try {
    const accepted = values.accept.flatMap((list) => list.split(',')).map((id) => id.trim());
    const diagnosis = await diagnose(
      embedded?.environment ?? environment,
      accepted,
      embedded && { credentials: EMBEDDED_CREDENTIALS },
    );
    process.stdout.write(values.json ? asJson(diagnosis) : asText(diagnosis));
    if (!isWell(diagnosis)) process.exitCode = FOUND;
  } finally {
    await embedded?.close();
  }
}

/** What went wrong, without anything that was sent. */
function reasonOf(error: unknown): string {
  if (error instanceof AppError) return `The user pool could not be examined: ${error.code}${causeOf(error)}`;
  if (error instanceof EnvironmentError) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  if (code?.startsWith('ERR_PARSE_ARGS') === true) return `${(error as Error).message}\n\n${USAGE}`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

const causeOf = ({ cause }: AppError): string => (cause instanceof Error ? ` (${cause.name})` : '');

main().catch((error: unknown) => {
  process.stderr.write(`${reasonOf(error)}\n`);
  process.exitCode = NOT_EXAMINED;
});
