import fc from 'fast-check';
import { longest, settings } from './runs';
import { Service } from './service';
import { snapshot, type Snapshot } from './snapshot';
import { passwords, type Sent, Story } from './story';

/**
 * Who gets hold of requests that were sent can send them again. Nothing of it may change what the story left behind, but for:
 */
const repeatable: Readonly<Record<string, string>> = {
  InitiateAuth: 'whoever knows the password signs in as often as he likes: sign-ins are added',
  AdminInitiateAuth: 'as InitiateAuth',
  GetTokensFromRefreshToken: 'a token that was rotated away and comes back was copied: its sign-in ends',
};

/** What an administrator does holds until it is undone, so sent again later it is done again. AWS has its signatures expire. */
const administrators: ReadonlySet<string> = new Set([
  'AdminSetUserPassword',
  'AdminDisableUser',
  'AdminEnableUser',
  'AdminUserGlobalSignOut',
]);

let service: Service;
beforeEach(async () => {
  service = await Service.start();
});
afterEach(() => service.close());

function now(): Snapshot {
  return snapshot(service, passwords);
}

/** Compares users in any case, and how often they are signed in unless the operation is one that may change it. */
function changes(operations: readonly string[], before: Snapshot, after: Snapshot): void {
  expect(after.users).toEqual(before.users);
  if (!operations.some((operation) => operation in repeatable)) expect(after.signIns).toEqual(before.signIns);
}

it('changes nothing when each request is sent three times at once', async () => {
  const again = async ({ operation, input }: Sent): Promise<void> => {
    // With rotation, a second use would end the sign-in that the story goes on with: see below.
    if (operation === 'GetTokensFromRefreshToken') return;
    const before = now();
    for (let times = 2; times <= 3; times += 1) {
      await service.call(operation, input);
      changes([operation], before, now());
    }
  };
  const story = new Story(service, again);
  await story.tell('');
  expect(story.sent.map(({ operation }) => operation)).toHaveLength(30);
});

it('ends a sign-in whose refresh token is used twice, and changes nothing else', async () => {
  const story = new Story(service, async ({ operation, input }) => {
    if (operation !== 'GetTokensFromRefreshToken') return;
    const before = now();
    const { refusal } = await service.call(operation, input);
    expect(refusal).toBe('RefreshTokenReuseException');
    const after = now();
    expect(after.users).toEqual(before.users);
    expect(before.signIns).toMatchObject({ bob: 1 });
    expect(after.signIns).toMatchObject({ bob: 0 });
  });
  await story.tell('');
  expect.assertions(4);
});

it(
  'changes nothing when any of it is sent again after everybody has signed out, in any order',
  async () => {
    const story = new Story(service);
    await story.tell('');
    const old = story.sent.filter(({ operation }) => !administrators.has(operation));
    expect(now().signIns).toEqual({ ada: 0, bob: 0 });
    const replayed = fc.array(fc.constantFrom(...old), { minLength: 5, maxLength: 40, size: 'max' });
    const replay = async (requests: readonly Sent[]): Promise<void> => {
      const end = now();
      for (const { operation, input } of requests) await service.call(operation, input);
      changes(
        requests.map(({ operation }) => operation),
        end,
        now(),
      );
    };
    // The latest first: what is asked for anew would take the place of what is used again.
    for (const sent of old.toReversed()) await replay([sent]);
    await fc.assert(fc.asyncProperty(replayed, replay), settings(8));
  },
  longest(8),
);

it('gives nobody a working token out of a session that has ended', async () => {
  const story = new Story(service);
  await story.tell('');
  const fresh: string[] = [];
  for (const { operation, input } of story.sent) {
    const { ok, body } = await service.call(operation, input);
    if (ok && body.AuthenticationResult)
      fresh.push(`${operation} ${(input as any).AuthParameters?.PASSWORD}`);
  }
  // Of all that was sent, the password of today alone signs in.
  expect(fresh).toEqual(['InitiateAuth Fifth-Horse-77']);
});
