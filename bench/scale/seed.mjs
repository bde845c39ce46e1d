// Fills a data folder with users, in a process of its own: `node seed.mjs <folder> <users>`; tells pool and client on stdout.
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { call } from '../harness/cognito.mjs';

const [folder, count] = process.argv.slice(2);
const require = createRequire(import.meta.url);
const built = join(import.meta.dirname, '..', '..', 'dist', 'local-pool');
const { startLocalPool } = require(join(built, 'start.js'));
const { newUser } = require(join(built, 'users', 'new-user.js'));

const password = 'Correct-Horse-7';
/** Only these have a password of their own: deriving one takes a millisecond. The others have a copy that is of no use. */
const withPassword = 20;

const server = await startLocalPool({ data: folder });
const { context } = server;
const { UserPool } = await call(server.url, 'CreateUserPool', { PoolName: 'scale' });
const UserPoolId = UserPool.Id;
const { UserPoolClient } = await call(server.url, 'CreateUserPoolClient', {
  ...{ UserPoolId, ClientName: 'scale', ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH'] },
});
const pool = context.store.pools.get(UserPoolId);
let copied;
for (let n = 0; n < Number(count); n += 1) {
  const username = nameOf(n);
  const made = newUser(context, pool, {
    ...{ sub: crypto.randomUUID(), username, status: 'CONFIRMED' },
    attributes: { email: `${username}@example.com`, email_verified: 'true', name: `Number ${n}` },
    password: n < withPassword ? password : undefined,
  });
  copied ??= made.password;
  context.store.users.put({ ...made, password: made.password ?? copied });
}
await server.close();
process.stdout.write(JSON.stringify({ UserPoolId, ClientId: UserPoolClient.ClientId }));

function nameOf(n) {
  return `user${String(n).padStart(6, '0')}`;
}
