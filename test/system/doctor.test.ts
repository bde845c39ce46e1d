import { execFile } from 'node:child_process';
import { join } from 'node:path';

const DOCTOR = join(__dirname, '..', '..', 'dist', 'src', 'doctor.js');

interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function doctor(args: readonly string[], variables: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const { PATH = '' } = process.env;
  const env = { PATH, NODE_NO_WARNINGS: '1', LOCAL_POOL_DATA: 'memory', ...variables };
  return new Promise((resolve) => {
    execFile(process.execPath, [DOCTOR, ...args], { env }, (error, out, err) => {
      const code = error === null ? 0 : Number(error.code);
      resolve({ code, out, err });
    });
  });
}

it('finds the embedded pool well', async () => {
  const { code, out, err } = await doctor([]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/^User pool us-east-1_\w+, app client \w+\n\nCould be better\n/);
  expect(out).toMatch(/\n0 unsafe, 0 broken, \d+ that could be better\.\n$/);
});

it('tells programs, and leaves out what is accepted', async () => {
  const { code, out } = await doctor(['--json', '--accept', 'deletion-protection,one-administrator']);
  const diagnosis = JSON.parse(out) as { well: boolean; accepted: string[]; findings: { id: string }[] };
  expect(code).toBe(0);
  expect(diagnosis.well).toBe(true);
  expect(diagnosis.accepted.toSorted()).toEqual(['deletion-protection', 'one-administrator']);
  expect(diagnosis.findings.map(({ id }) => id)).not.toContain('one-administrator');
});

it('ends with 2 when the pool cannot be examined', async () => {
  const { code, out, err } = await doctor([], {
    COGNITO_USER_POOL_ID: 'us-east-1_AbCdEfGhI',
    COGNITO_CLIENT_ID: '1example23456789',
    COGNITO_ENDPOINT: 'http://127.0.0.1:1',
    AWS_ACCESS_KEY_ID: 'x',
    AWS_SECRET_ACCESS_KEY: 'x',
  });
  expect({ code, out }).toEqual({ code: 2, out: '' });
  expect(err).toMatch(/^The user pool could not be examined: upstream_unavailable/);
});

it.each([[['--unknown']], [['--json=x']]])('ends with 2 and its usage when asked for %j', async (args) => {
  const { code, err } = await doctor(args);
  expect(code).toBe(2);
  expect(err).toContain('npm run doctor -- [--json]');
});

it('says how it is used', async () => {
  const { code, out } = await doctor(['--help']);
  expect(code).toBe(0);
  expect(out).toMatch(/^npm run doctor/);
});
