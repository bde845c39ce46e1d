import { ACCOUNT_ATTRIBUTE } from '../cognito/protected-attributes';
import { ADMINISTRATORS, isConfined, roleTable } from '../common/access/roles';
import { doubts } from '../common/config/relations';
import { type Check, when } from './check';
import type { Examined } from './examine';

const names = ({ groups }: Examined): string[] => groups.map(({ GroupName = '' }) => GroupName);
const roles = Object.keys(roleTable);

/** Who may do what, and what the service itself is told. */
export const accessChecks: readonly Check[] = [
  {
    id: 'keys',
    severity: 'broken',
    why: 'No token can be verified: every request of somebody signed in fails.',
    change: 'COGNITO_USER_POOL_ID, COGNITO_JWKS_URI, or the way out of the network',
    find: ({ keysFault: fault }) =>
      fault === undefined ? [] : [`the keys of the pool cannot be read: ${fault}`],
  },
  {
    id: 'no-administrator',
    severity: 'broken',
    why: 'Nobody can administrate, and nobody can make an administrator but with rights in AWS.',
    change: `A group ${ADMINISTRATORS}, and a user in it who has signed in`,
    find: ({ administrators }) => when(administrators === 0, 'nobody is an administrator'),
  },
  {
    id: 'no-account-attribute',
    severity: 'broken',
    why: 'Roles of an account reach nobody, as nobody has an account.',
    change: `AddCustomAttributes: ${ACCOUNT_ATTRIBUTE.replace('custom:', '')}, and WriteAttributes of all app clients without it`,
    find: (examined) => {
      const confined = names(examined).filter((name) => roles.includes(name) && isConfined(name));
      return when(
        confined.length > 0 && !examined.schema.has(ACCOUNT_ATTRIBUTE),
        `the group ${confined.join(', ')} is there, and the attribute ${ACCOUNT_ATTRIBUTE} is not`,
      );
    },
  },
  {
    id: 'group-like-role',
    severity: 'advice',
    why: 'Its members have no rights here, although it looks as if they had.',
    change: 'The name of the group, to the letter',
    find: (examined) =>
      names(examined)
        .filter((name) => !roles.includes(name))
        .filter((name) =>
          roles.includes(
            name
              .toLowerCase()
              .replace(/[\s_-]+/g, '-')
              .replace(/s$/, ''),
          ),
        )
        .map((name) => `the group ${name} is no role`),
  },
  {
    id: 'role-without-group',
    severity: 'advice',
    why: 'Nobody can be given that role.',
    change: 'CreateGroup with the name of the role',
    find: (examined) =>
      roles
        .filter((role) => role !== ADMINISTRATORS && !names(examined).includes(role))
        .map((role) => `there is no group ${role}`),
  },
  {
    id: 'one-administrator',
    severity: 'advice',
    why: 'Whoever loses the only account that administrates has nobody to ask.',
    change: `A second user in the group ${ADMINISTRATORS}`,
    find: ({ administrators }) => when(administrators === 1, 'there is one administrator'),
  },
  {
    id: 'account-in-tokens',
    severity: 'advice',
    why: 'Cognito is asked for the account of each caller, at most twice a minute.',
    change:
      'LambdaConfig of the user pool: PreTokenGenerationConfig with our trigger and LambdaVersion V2_0 (docs/triggers.md)',
    find: ({ schema, pool: { LambdaConfig: triggers } }) =>
      when(
        schema.has(ACCOUNT_ATTRIBUTE) &&
          (triggers?.PreTokenGenerationConfig?.LambdaVersion ?? 'V1_0') === 'V1_0',
        'access tokens do not say the account',
      ),
  },
  {
    id: 'settings',
    severity: 'advice',
    why: 'The service says so each time it starts.',
    change: 'The variable that is named',
    find: ({ environment }) => doubts(environment),
  },
];
