import { newPassword, type Held } from './people';
import { all, opens, refreshes, unlocked } from './rules';
import { failed, forget, passwordGiven } from './secrets-given';
import type { Step, Take, Walk } from './walk';

export const withHeld =
  (take: (walk: Walk, held: Held, step: Step) => Promise<void>): Take =>
  async (walk, _, step) => {
    const held = walk.held[step.pick % Math.max(1, walk.held.length)];
    if (held) await take(walk, held, step);
  };

export async function getUser(walk: Walk, held: Held): Promise<void> {
  const { person } = held.family;
  const { ok, body } = await walk.expect(person, opens(held, walk.now), 'GetUser', {
    AccessToken: held.access,
  });
  if (!ok) return;
  const shown = Object.fromEntries(body.UserAttributes.map(({ Name, Value }: any) => [Name, Value]));
  const own =
    body.Username === person.username && shown.sub === held.family.sub && shown.email === person.email;
  if (!own) throw new Error(`GetUser answers ${JSON.stringify(body)} to ${person.username}`);
}

export async function refresh(walk: Walk, held: Held): Promise<void> {
  const { family } = held;
  const inForce = refreshes(held, walk.now);
  const stale = family.rotates && held.refresh !== family.current;
  const { clientId: ClientId, person } = family;
  const reply = family.rotates
    ? await walk.expect(person, all(inForce, !stale), 'GetTokensFromRefreshToken', {
        ...{ ClientId, RefreshToken: held.refresh },
      })
    : await walk.expect(person, inForce, 'InitiateAuth', {
        ...{ ClientId, AuthFlow: 'REFRESH_TOKEN_AUTH', AuthParameters: { REFRESH_TOKEN: held.refresh } },
      });
  // Whoever comes with a token of before has a copy of it.
  if (reply.refusal === 'RefreshTokenReuseException') family.revoked = true;
  if (!reply.ok) return;
  const { AccessToken, RefreshToken = held.refresh } = reply.body.AuthenticationResult;
  family.current = RefreshToken;
  walk.held.push({ family, access: AccessToken, refresh: RefreshToken, at: walk.now });
}

export const revoke = withHeld(async (walk, { family, refresh: Token }) => {
  const input = { ClientId: family.clientId, Token };
  await walk.expect(family.person, true, 'RevokeToken', input);
  family.revoked = true;
});

export const signOut = withHeld(async (walk, held) => {
  const { person } = held.family;
  const { ok } = await walk.expect(person, opens(held, walk.now), 'GlobalSignOut', {
    AccessToken: held.access,
  });
  if (ok) person.account!.epoch += 1;
});

export const deleteOneself = withHeld(async (walk, held) => {
  const { person } = held.family;
  const { ok } = await walk.expect(person, opens(held, walk.now), 'DeleteUser', { AccessToken: held.access });
  if (ok) forget(person);
});

export const changePassword = withHeld(async (walk, held, { given }) => {
  const { person } = held.family;
  const { account } = person;
  const PreviousPassword = passwordGiven(person, given);
  const ProposedPassword = newPassword();
  const right = PreviousPassword === person.passwords.at(-1);
  const open = opens(held, walk.now);
  const { ok, refusal } = await walk.expect(
    person,
    all(open, right, unlocked(person, walk.now)),
    'ChangePassword',
    { AccessToken: held.access, PreviousPassword, ProposedPassword },
  );
  if (ok) Object.assign(account!, { failures: 0 });
  if (ok) person.passwords.push(ProposedPassword);
  else if (!right && refusal === 'NotAuthorizedException' && account && open !== false)
    failed(account, walk.now);
});
