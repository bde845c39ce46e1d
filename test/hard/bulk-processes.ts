import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { ADMIN } from '../support/gatehouse';
import { Server } from '../support/server';

const root = join(__dirname, '..', '..');

/** The embedded pool in a process of its own, so that what it remembers is not the service's. */
export class PoolProcess {
  private constructor(
    private readonly process: Server,
    readonly url: string,
    private readonly environment: Record<string, string>,
  ) {}

  static async start(): Promise<PoolProcess> {
    const process = Server.spawn({
      PORT: '0',
      LOG_LEVEL: 'error',
      LOCAL_POOL_PORT: '0',
      LOCAL_POOL_DATA: 'memory',
      LOCAL_POOL_CONTROL: 'on',
      LOCAL_ADMIN_PASSWORD: ADMIN.password,
    });
    const [, url = '', userPoolId = '', clientId = ''] = await process.says(
      /embedded pool {2}(http:\S+) \(pool (\S+), client (\w+)\)/,
    );
    return new PoolProcess(process, url, {
      COGNITO_USER_POOL_ID: userPoolId,
      COGNITO_CLIENT_ID: clientId,
      COGNITO_CLIENT_SECRET: await clientSecret(url, userPoolId, clientId),
      COGNITO_ENDPOINT: url,
      COGNITO_ISSUER: `https://cognito-idp.us-east-1.amazonaws.com/${userPoolId}`,
      COGNITO_JWKS_URI: `${url}/${userPoolId}/.well-known/jwks.json`,
      COGNITO_IMPORT_ROLE_ARN: 'arn:aws:iam::000000000000:role/imports',
      COGNITO_IMPORT_REPORTS: `${url}/_local/imports`,
      AWS_ACCESS_KEY_ID: 'any',
      AWS_SECRET_ACCESS_KEY: 'any',
    });
  }

  /** A service in front of it. */
  service(variables: Record<string, string>): Promise<ServiceProcess> {
    return ServiceProcess.start({ ...this.environment, ...variables });
  }

  async control(path: string, body: object): Promise<void> {
    const answer = await fetch(`${this.url}/_local/control/${path}`, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
    if (!answer.ok) throw new Error(`control ${path}: ${answer.status}`);
  }

  /** How many messages somebody has been sent. */
  async messages(to: string): Promise<number> {
    const answer = await fetch(`${this.url}/_local/inbox?to=${encodeURIComponent(to)}`, {
      headers: { accept: 'application/json' },
    });
    return ((await answer.json()) as { messages: unknown[] }).messages.length;
  }

  async close(): Promise<void> {
    await this.process.ended('SIGKILL');
  }
}

/** A process of the service that tells how much memory it takes. */
export class ServiceProcess {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
    readonly token: string,
  ) {}

  static async start(variables: Record<string, string>): Promise<ServiceProcess> {
    const child = spawn(process.execPath, ['dist/src/main.js'], {
      cwd: root,
      env: {
        PATH: process.env['PATH'],
        NODE_OPTIONS: `--require ${join(root, 'test', 'support', 'sampler.js')}`,
        PORT: '0',
        LOG_LEVEL: 'info',
        RATE_LIMITS: 'off',
        OVERLOAD_DELAY_MS: '0',
        HIDDEN_ANSWER_MS: '0',
        SHUTDOWN_DELAY_MS: '0',
        ...variables,
      },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      if (output.length < 10_000) output += chunk.toString();
    });
    let address: string | undefined;
    while ((address = /listens on (http:\S+)/.exec(output)?.[1]) === undefined) {
      if (child.exitCode !== null) throw new Error(output);
      await pause(20);
    }
    return new ServiceProcess(child, address, await signIn(address));
  }

  /** Bytes of memory that the system gives it, after a garbage collection. */
  async memory(): Promise<number> {
    this.child.send('sample');
    const [{ rss }] = (await once(this.child, 'message')) as [{ rss: number }];
    return rss;
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    this.child.kill(signal);
    await once(this.child, 'exit');
  }
}

async function clientSecret(endpoint: string, UserPoolId: string, ClientId: string): Promise<string> {
  const credentials = { accessKeyId: 'any', secretAccessKey: 'any' };
  const sdk = new CognitoIdentityProviderClient({ endpoint, region: 'us-east-1', credentials });
  const { UserPoolClient } = await sdk.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }));
  sdk.destroy();
  return UserPoolClient?.ClientSecret ?? '';
}

async function signIn(url: string): Promise<string> {
  const answer = await fetch(`${url}/v1/auth/sign-in`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: ADMIN.username, password: ADMIN.password }),
  });
  const { data } = (await answer.json()) as { data: { tokens: { accessToken: string } } };
  return data.tokens.accessToken;
}
