import { setTimeout as pause } from 'node:timers/promises';
import { Administrators } from '../../src/cognito/administrators';
import type { Cognito } from '../../src/cognito/cognito';
import { CognitoModule } from '../../src/cognito/cognito.module';
import { ADMIN, type Answer, type Gatehouse } from '../support/gatehouse';
import { type Member, Tenants } from '../accounts/tenants';
import { amount } from './amount';

let tenants: Tenants;
let second: Gatehouse;
beforeEach(async () => {
  tenants = await Tenants.start();
  second = await tenants.instance();
});
afterEach(async () => {
  await second.app.close();
  await tenants.close();
});

/** How an administrator goes. */
type Way = (email: string) => [method: string, path: string];

/** Every way in which the pool may lose an administrator, for a caller who is one. */
const WAYS: Readonly<Record<string, Way>> = {
  'taking the role': (email) => ['DELETE', `/v1/admin/users/${email}/groups/admin`],
  disabling: (email) => ['POST', `/v1/admin/users/${email}/disable`],
  deleting: (email) => ['DELETE', `/v1/admin/users/${email}`],
};

const call = (
  instance: Gatehouse,
  [method, path]: readonly [string, string],
  token: string,
): Promise<Answer> => instance.call(method, path, { token });

const ROUNDS = Object.keys(WAYS).flatMap((name) =>
  Array.from({ length: amount(10, 1) }, (_, round): [string, number] => [name, round + 1]),
);

describe('two administrators who remove each other', () => {
  it.each(ROUNDS)('by %s, round %i, are not both gone', async (name) => {
    const way = WAYS[name] as Way;
    const other = await tenants.join(undefined, 'admin');
    const answers = await Promise.all([
      call(tenants.gatehouse, way(ADMIN.username), other.tokens.accessToken),
      call(tenants.gatehouse, way(other.email), tenants.admin),
    ]);
    await someoneIsLeft(other, answers);
  });

  it.each(ROUNDS)('by %s on two instances, round %i, are not both gone', async (name) => {
    const way = WAYS[name] as Way;
    const other = await tenants.join(undefined, 'admin');
    const both = new Meeting(2);
    for (const { app } of [tenants.gatehouse, second])
      both.at(
        Reflect.get(app.select(CognitoModule).get(Administrators, { strict: true }), 'cognito') as Cognito,
      );
    const answers = await Promise.all([
      call(tenants.gatehouse, way(ADMIN.username), other.tokens.accessToken),
      call(second, way(other.email), tenants.admin),
    ]);
    // Both had seen the other one before either went.
    expect(both.met).toBe(true);
    await someoneIsLeft(other, answers);
  });
});

async function someoneIsLeft(other: Member, answers: Answer[]): Promise<void> {
  expect(answers.some(({ status }) => status === 409)).toBe(true);
  const tokens = await Promise.allSettled([tenants.gatehouse.signIn(other.email), tenants.gatehouse.admin()]);
  const left = tokens.flatMap((token) => (token.status === 'fulfilled' ? [token.value.accessToken] : []));
  const seen = await Promise.all(left.map((token) => tenants.as(token, 'GET', 'groups/admin/users')));
  expect(seen.some(({ status }) => status === 200)).toBe(true);
}

/** Lets the first look at the administrators of so many instances end together. */
class Meeting {
  met = false;
  private come = 0;

  constructor(private readonly number: number) {}

  at(cognito: Cognito): void {
    const send = cognito.send.bind(cognito);
    let looked = false;
    jest.spyOn(cognito, 'send').mockImplementation(async (command) => {
      const answer = await send(command);
      if (command.constructor.name === 'ListUsersInGroupCommand' && !looked) {
        looked = true;
        this.met = ++this.come === this.number;
        while (!this.met) await pause(1);
      }
      return answer;
    });
  }
}
