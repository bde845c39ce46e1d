// The local pool and cognito-local, doing the same work in turn.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { call } from '../harness/cognito.mjs';
import { load } from '../harness/load.mjs';
import { median, printPlace, printTable, short } from '../harness/report.mjs';
import { ServerProcess } from '../harness/server-process.mjs';
import { systems } from './systems.mjs';

const password = 'Correct-Horse-7';
const users = 20;

export async function run({ rounds, seconds }) {
  const measured = systems.map(() => []);
  for (let round = 1; round <= rounds; round += 1) {
    // Each begins every other round: what the machine does besides falls on both.
    const order = round % 2 === 1 ? [0, 1] : [1, 0];
    for (const index of order) {
      process.stderr.write(`round ${round}: ${systems[index].name}\n`);
      measured[index].push(await oneRound(systems[index], seconds));
    }
  }
  printPlace();
  printComparison(measured);
}

async function oneRound(system, seconds) {
  const cwd = mkdtempSync(join(tmpdir(), 'bench-'));
  const server = await ServerProcess.start({ ...system, cwd });
  try {
    const [idle, startCpuMs] = [server.rssMiB, server.cpuSeconds * 1000];
    const work = [];
    for (const job of await prepare(server.url)) {
      work.push({ title: job.title, ...(await load(server, { ...job, seconds })) });
    }
    return { startMs: server.startMs, startCpuMs, idle, loaded: server.rssMiB, work };
  } finally {
    await server.stop();
    rmSync(cwd, { recursive: true });
  }
}

/** A pool with a client and users who are named by their e-mail addresses, since cognito-local has only those; what is to be measured, the reading first, so that lists are as long for everybody. */
async function prepare(url) {
  const { UserPool } = await call(url, 'CreateUserPool', {
    ...{ PoolName: 'bench', AutoVerifiedAttributes: ['email'], UsernameAttributes: ['email'] },
  });
  const UserPoolId = UserPool.Id;
  const { UserPoolClient } = await call(url, 'CreateUserPoolClient', {
    ...{ UserPoolId, ClientName: 'bench' },
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
  });
  const { ClientId } = UserPoolClient;
  const signIns = [];
  const tokens = [];
  for (let n = 0; n < users; n += 1) {
    const Username = `user${n}@example.com`;
    await call(url, 'AdminCreateUser', {
      ...{ UserPoolId, Username, MessageAction: 'SUPPRESS', TemporaryPassword: password },
      UserAttributes: [{ Name: 'email', Value: Username }],
    });
    const set = { UserPoolId, Username, Password: password, Permanent: true };
    await call(url, 'AdminSetUserPassword', set);
    const signIn = {
      ...{ ClientId, AuthFlow: 'USER_PASSWORD_AUTH' },
      AuthParameters: { USERNAME: Username, PASSWORD: password },
    };
    signIns.push(signIn);
    tokens.push((await call(url, 'InitiateAuth', signIn)).AuthenticationResult.AccessToken);
  }
  const attributes = { UserAttributes: [{ Name: 'email', Value: '{n}@example.com' }] };
  return [
    job(
      'GetUser',
      'GetUser',
      tokens.map((AccessToken) => ({ AccessToken })),
    ),
    job('Sign-in (USER_PASSWORD_AUTH)', 'InitiateAuth', signIns),
    job(`ListUsers (${users} users)`, 'ListUsers', [{ UserPoolId }]),
    job('SignUp', 'SignUp', [{ ClientId, Username: '{n}@example.com', Password: password, ...attributes }]),
    job('AdminCreateUser', 'AdminCreateUser', [
      {
        UserPoolId,
        Username: '{n}@example.com',
        MessageAction: 'SUPPRESS',
        TemporaryPassword: password,
        ...attributes,
      },
    ]),
  ];
}

function job(title, operation, inputs) {
  return { title, operation, calls: inputs.map((input) => JSON.stringify(input)) };
}

function printComparison(measured) {
  const [ours, theirs] = measured;
  const titles = ours[0].work.map(({ title }) => title);
  const of = (rounds, index, figure) => median(rounds.map(({ work }) => work[index][figure]));
  printTable(
    ['requests', ...systems.map(({ name }) => `${name}: req/s`), 'ratio', 'CPU µs/req', 'ratio', 'p99 ms'],
    titles.map((title, index) => {
      const pair = (figure) => [of(ours, index, figure), of(theirs, index, figure)];
      const [perSecond, cpu, p99] = [pair('perSecond'), pair('cpuMicros'), pair('p99')];
      return [
        ...[title, ...perSecond.map(short), `× ${short(perSecond[0] / perSecond[1])}`],
        ...[both(cpu), `× ${short(cpu[1] / cpu[0])}`, both(p99)],
      ];
    }),
  );
  const figures = [
    ['start, ms', (rounds) => median(rounds.map(({ startMs }) => startMs))],
    ['start, ms of CPU time', (rounds) => median(rounds.map(({ startCpuMs }) => startCpuMs))],
    ['memory idle, MiB', (rounds) => median(rounds.map(({ idle }) => idle))],
    ['memory after the load, MiB', (rounds) => median(rounds.map(({ loaded }) => loaded))],
    ['install size, MiB', (_, system) => system.installMiB()],
  ];
  printTable(
    ['process', ...systems.map(({ name }) => name), 'ratio'],
    figures.map(([title, figure]) => {
      const [a, b] = [figure(ours, systems[0]), figure(theirs, systems[1])];
      return [title, short(a), short(b), `× ${short(b / a)}`];
    }),
  );
}

function both([a, b]) {
  return `${short(a)} / ${short(b)}`;
}
