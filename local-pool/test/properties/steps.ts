import type { Account, Person } from './people';
import { adminReset, adminSetPassword, confirmForgot, forgot } from './recovery-steps';
import { forget } from './secrets-given';
import { answer, answerSession, beginByCode, signIn } from './sign-in-steps';
import { adminConfirm, adminCreate, confirm, resend, signUp } from './sign-up-steps';
import { changePassword, deleteOneself, getUser, refresh, revoke, signOut, withHeld } from './token-steps';
import type { Step, Take, Walk } from './walk';

const jumps = [97, 1201, 3709, 90_011];

/** What an administrator can do with anybody who is there. */
const administered =
  (operation: string, change: (account: Account, person: Person, walk: Walk) => void): Take =>
  async (walk, person) => {
    const input = { UserPoolId: walk.service.poolId, Username: person.username };
    const { ok } = await walk.expect(person, person.account !== undefined, operation, input);
    if (ok) change(person.account!, person, walk);
  };

const later: Take = async (walk, _, { pick }) => {
  const seconds = jumps[pick % jumps.length]!;
  await walk.service.pools.advance(seconds);
  walk.now += seconds;
};

const steps = {
  signUp,
  adminCreate,
  confirm,
  resend,
  adminConfirm,
  signIn,
  beginByCode,
  answer,
  getUser: withHeld(getUser),
  refresh: withHeld(refresh),
  revoke,
  signOut,
  deleteOneself,
  changePassword,
  adminSignOut: administered('AdminUserGlobalSignOut', (account) => {
    account.epoch += 1;
  }),
  disable: administered('AdminDisableUser', (account) => {
    account.enabled = false;
    account.epoch += 1;
  }),
  enable: administered('AdminEnableUser', (account) => {
    account.enabled = true;
  }),
  adminDelete: administered('AdminDeleteUser', (_, person) => {
    forget(person);
  }),
  adminReset,
  adminSetPassword,
  forgot,
  confirmForgot,
  later,
} as const;

type Kind = keyof typeof steps;

const everything = Object.keys(steps) as Kind[];
const withTokens = [
  ...(['getUser', 'refresh', 'refresh', 'refresh', 'refresh', 'revoke', 'signOut'] as const),
  ...(['changePassword', 'deleteOneself'] as const),
];
const forConfirmed = [
  ...(['signIn', 'signIn', 'signIn', 'beginByCode', 'forgot', 'adminReset', 'adminSetPassword'] as const),
  ...(['disable', 'adminSignOut', 'later', 'adminDelete'] as const),
];

/** What leads further from where somebody is. */
function sensibleFor({ account }: Person, { held, sessions }: Walk): readonly Kind[] {
  if (!account) return ['signUp', 'signUp', 'adminCreate'];
  const open = sessions.some(({ spent, sub }) => !spent && sub === account.sub);
  const codes: readonly Kind[] = account.resetCode ? ['confirmForgot', 'confirmForgot', 'forgot'] : [];
  const more: readonly Kind[] = [
    ...(held.some(({ family }) => family.sub === account.sub) ? withTokens : []),
    ...(open ? (['answer', 'answer', 'answer'] as const) : []),
    ...(account.enabled ? [] : (['enable', 'enable', 'enable'] as const)),
    // A code that was used or superseded is worth another try.
    ...codes,
  ];
  if (account.status === 'UNCONFIRMED') return ['confirm', 'confirm', 'confirm', 'resend', 'signIn', ...more];
  if (account.status === 'FORCE_CHANGE_PASSWORD') return ['signIn', 'signIn', 'adminSetPassword', ...more];
  return [...forConfirmed, 'confirmForgot', ...more];
}

/** Takes one step. */
export async function take(walk: Walk, step: Step): Promise<void> {
  const person = walk.people[step.who % walk.people.length]!;
  const kinds = step.sensible ? sensibleFor(person, walk) : everything;
  await steps[kinds[step.choice % kinds.length]!](walk, person, step);
}

/** Everything that was ever handed out is tried once more. */
export async function tryEverything(walk: Walk): Promise<void> {
  for (const held of [...walk.held]) {
    await getUser(walk, held);
    await refresh(walk, held);
  }
  for (const session of walk.sessions) await answerSession(walk, session, 'right');
}
