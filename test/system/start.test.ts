import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ADMIN } from '../support/gatehouse';
import { Server } from '../support/server';

const LOCAL = { PORT: '0', LOCAL_POOL_PORT: '0', LOCAL_POOL_DATA: 'memory', LOG_LEVEL: 'silent' };

describe('a start that cannot work', () => {
  it('names every fault at once and prints no value', async () => {
    const started = Date.now();
    const server = Server.spawn({
      NODE_ENV: 'production',
      PORT: 'secret-port-value',
      LOG_LEVEL: 'secret-level-value',
      COGNITO_ENDPOINT: 'secret-endpoint-value',
    });
    expect(await server.ended()).toBe(1);
    expect(Date.now() - started).toBeLessThan(10_000);
    for (const name of ['PORT', 'LOG_LEVEL', 'COGNITO_ENDPOINT', 'COGNITO_USER_POOL_ID'])
      expect(server.text).toContain(`${name}: `);
    expect(server.text).not.toMatch(/secret-\w+-value/);
  });

  it('refuses production without a user pool', async () => {
    const server = Server.spawn({ ...LOCAL, NODE_ENV: 'production' });
    expect(await server.ended()).toBe(1);
    expect(server.text).toContain('COGNITO_USER_POOL_ID: must be set');
  });
});

describe('a start with nothing configured', () => {
  it('prints the addresses and a random password of the administrator, once', async () => {
    const data = mkdtempSync(join(tmpdir(), 'gatehouse-'));
    try {
      const first = Server.spawn({ ...LOCAL, LOCAL_POOL_DATA: data });
      const [, url] = await first.says(/listens on (http:\S+)/);
      const [, password] = await first.says(/with password (\S+) \(shown once\)/);
      const signIn = await fetch(`${url}/v1/auth/sign-in`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username: ADMIN.username, password }),
      });
      expect(signIn.status).toBe(200);
      expect(await first.ended('SIGTERM')).toBe(0);

      const second = Server.spawn({ ...LOCAL, LOCAL_POOL_DATA: data });
      await second.says(/administrator/);
      expect(second.text).not.toContain('with password');
      expect(await second.ended('SIGTERM')).toBe(0);
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  });

  it('keeps accounts over kill -9', async () => {
    const data = mkdtempSync(join(tmpdir(), 'gatehouse-'));
    const environment = { ...LOCAL, LOCAL_POOL_DATA: data, LOCAL_ADMIN_PASSWORD: ADMIN.password };
    const groups = async (server: Server, name?: string): Promise<string[]> => {
      const [, url] = await server.says(/listens on (http:\S+)/);
      const json = { 'content-type': 'application/json' };
      const signIn = await fetch(`${url}/v1/auth/sign-in`, {
        method: 'POST',
        headers: json,
        body: JSON.stringify(ADMIN),
      });
      const { data: result } = (await signIn.json()) as { data: { tokens: { accessToken: string } } };
      const headers = { ...json, authorization: `Bearer ${result.tokens.accessToken}` };
      if (name !== undefined) {
        const made = await fetch(`${url}/v1/admin/groups`, {
          method: 'POST',
          headers,
          body: JSON.stringify({ name }),
        });
        expect(made.status).toBe(201);
      }
      const list = await fetch(`${url}/v1/admin/groups`, { headers });
      return ((await list.json()) as { data: { name: string }[] }).data.map((group) => group.name);
    };
    try {
      const first = Server.spawn(environment);
      const before = await groups(first, 'survivors');
      await first.ended('SIGKILL');
      const second = Server.spawn(environment);
      expect((await groups(second)).sort()).toEqual(before.sort());
      expect(before).toContain('survivors');
      expect(await second.ended('SIGTERM')).toBe(0);
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  });
});
