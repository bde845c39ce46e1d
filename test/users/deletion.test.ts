import { expectDone, expectProblem } from '../support/answers';
import { Gatehouse, PASSWORD, type Tokens } from '../support/gatehouse';
import { Person } from './person';

let gatehouse: Gatehouse;
beforeAll(async () => {
  gatehouse = await Gatehouse.start();
});
afterAll(() => gatehouse.close());
afterEach(() => jest.restoreAllMocks());

/** Lets time pass, at the service and at the pool. */
function wait(seconds: number): void {
  const real = Date.now;
  jest.spyOn(Date, 'now').mockImplementation(() => real() + seconds * 1000);
}

describe('DELETE /v1/users/me', () => {
  it('ends every sign-in of the person at once', async () => {
    const person = await Person.fresh(gatehouse);
    const others = await Promise.all([person.again(), person.again()]);
    expectDone(await person.delete());
    for (const each of [person, ...others]) {
      expectProblem(await each.get(), 401, 'token_revoked');
      expectProblem(await gatehouse.get('/v1/auth/session', each.token), 401, 'token_revoked');
      expectProblem(await each.refresh(), 401, 'invalid_refresh_token');
      expectProblem(await each.delete(), 401, 'token_revoked');
    }
  });

  it('leaves the name to whoever comes next, who is somebody else', async () => {
    const person = await Person.fresh(gatehouse, { name: 'Jane Doe' });
    const { sub } = (await person.get()).body.data as { sub: string };
    expectDone(await person.delete());
    await gatehouse.user({}, person.username);
    const next = await Person.signIn(gatehouse, person.username);
    const answer = (await next.get()).body.data as { sub: string; attributes: object };
    expect(answer.sub).not.toBe(sub);
    expect(answer.attributes).not.toHaveProperty('name');
    expectProblem(await person.get(), 401, 'token_revoked');
  });

  it('is done once, also when it is asked for many times at once', async () => {
    const person = await Person.fresh(gatehouse);
    const answers = await Promise.all(Array.from({ length: 8 }, () => person.delete()));
    expect(answers.filter(({ status }) => status === 204)).toHaveLength(1);
    for (const other of answers.filter(({ status }) => status !== 204)) expect(other.status).toBe(401);
  });

  it('takes a sign-in of five minutes ago', async () => {
    const person = await Person.fresh(gatehouse);
    wait(290);
    expectDone(await person.delete());
  });

  it('wants a new sign-in after that, for which refreshing is no substitute', async () => {
    const person = await Person.fresh(gatehouse);
    wait(302);
    expectProblem(await person.delete(), 403, 'reauthentication_required');
    const { tokens } = (await person.refresh()).body.data as { tokens: Tokens };
    const refreshed = new Person(gatehouse, person.username, tokens);
    expectProblem(await refreshed.delete(), 403, 'reauthentication_required');
    expect((await refreshed.get()).status).toBe(200);
    expectDone(await (await person.again()).delete());
    const { username } = person;
    const signIn = await gatehouse.post('/v1/auth/sign-in', { username, password: PASSWORD });
    expectProblem(signIn, 401, 'invalid_credentials');
  });

  it('deletes nobody when Cognito does not answer', async () => {
    const person = await Person.fresh(gatehouse);
    await gatehouse.control('faults', { operation: 'DeleteUser', kind: 'error500', times: 1 });
    expectProblem(await person.delete(), 503, 'upstream_unavailable', { retryAfter: 5 });
    expect((await person.get()).status).toBe(200);
    expectDone(await person.delete());
  });

  // The last one: the pool's clock cannot be set back.
  it('works for a pool whose clock is ahead', async () => {
    await gatehouse.control('clock', { advanceSeconds: 600 });
    const person = await Person.fresh(gatehouse);
    const later = await person.again();
    expectDone(await person.delete());
    for (const { token } of [person, later]) {
      expectProblem(await gatehouse.get('/v1/auth/session', token), 401, 'token_revoked');
    }
  });
});
