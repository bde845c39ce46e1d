import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ADMIN } from '../support/gatehouse';
import { Server } from '../support/server';

const root = join(__dirname, '..', '..');

/** The shell lines of the README between the marks of the tour. */
function tour(): string {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const part = readme.slice(readme.indexOf('<!-- tour: start -->'), readme.indexOf('<!-- tour: end -->'));
  return [...part.matchAll(/```sh\n([\s\S]*?)```/g)].map((match) => match[1]).join('\n');
}

it('the tour of the README works when it is pasted', async () => {
  const server = Server.spawn({
    PORT: '0',
    LOCAL_POOL_PORT: '0',
    LOCAL_POOL_DATA: 'memory',
    LOCAL_ADMIN_PASSWORD: ADMIN.password,
    LOG_LEVEL: 'silent',
  });
  try {
    const [, api] = await server.says(/listens on (http:\S+)/);
    const [, pool] = await server.says(/embedded pool {2}(http:\S+)/);
    const script = tour()
      .replace('http://127.0.0.1:3000', api ?? '')
      .replace('http://127.0.0.1:9229', pool ?? '');
    expect(script).toContain('/v1/auth/sign-up');

    // Each command on a line of its own, so that every answer can be told apart.
    const run = spawnSync(
      'bash',
      ['--norc', '-euo', 'pipefail', '-c', script.replace(/^((?:post|curl) .*)$/gm, '$1; echo')],
      {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { PATH: process.env['PATH'], LOCAL_ADMIN_PASSWORD: ADMIN.password },
      },
    );
    expect(run.stderr).toBe('');
    const lines = run.stdout.split('\n').map((line) => line.trim());
    const answers = lines
      .filter((line) => line.startsWith('{'))
      .map((line) => JSON.parse(line) as { data?: unknown });
    expect(answers.map(({ data }) => data)).toEqual([
      expect.objectContaining({ status: 'CONFIRMATION_REQUIRED' }),
      { status: 'CONFIRMED' },
      expect.objectContaining({
        attributes: expect.objectContaining({ name: 'Ada', email: 'ada@example.com' }),
      }),
      expect.objectContaining({ attributes: expect.objectContaining({ nickname: 'Countess' }) }),
      [expect.objectContaining({ attributes: expect.objectContaining({ email: 'ada@example.com' }) })],
      expect.objectContaining({ name: 'editors' }),
      [expect.objectContaining({ attributes: expect.objectContaining({ email: 'ada@example.com' }) })],
    ]);
    // By code in place of the password, and by refresh token.
    expect(lines.filter((line) => line === 'SIGNED_IN')).toHaveLength(2);
    expect(lines).toContain('token_revoked');
  } finally {
    await server.ended('SIGTERM');
  }
}, 60_000);
