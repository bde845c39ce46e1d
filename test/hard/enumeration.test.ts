import { describeGrid } from '../auth/enumeration/grid';
import { type PoolServer, startPoolServer } from '../auth/ways-in/pool-server';
import { amount } from './amount';

let server: PoolServer;
beforeAll(async () => {
  server = await startPoolServer();
});
afterAll(() => server.pool.close());

// Every state of an account by every question, in every pool; the suite has a part of it.
describeGrid(
  () => server,
  (states) => states.slice(0, amount(states.length, 2)),
);
