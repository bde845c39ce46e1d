import { ADMIN, freshEmail, PASSWORD } from '../../support/gatehouse';
import type { Attempt, Cases } from '../case';
import { refused } from '../refused';
import type { World } from '../world';

const NOBODY = { username: 'nobody@example.com' };

/** The administrator does something to somebody. */
async function to(world: World, username: string, body?: object): Promise<Attempt> {
  return {
    token: await world.admin,
    parameters: { username },
    ...(body === undefined ? {} : { body }),
  };
}

/** The same to somebody who is made for it. */
const toSomebody = async (world: World, body?: object): Promise<Attempt> =>
  to(world, await (await world.main).join(), body);

const toNobody = (world: World, body?: object): Promise<Attempt> => to(world, NOBODY.username, body);

async function inviting(world: World, more: object = {}, username = freshEmail()): Promise<Attempt> {
  const body = { username, attributes: { email: username }, delivery: 'NONE', ...more };
  return { token: await world.admin, body };
}

const changing = (world: World, attributes: object): Promise<Attempt> => toSomebody(world, { attributes });

export const adminUserCases: Cases = {
  'GET /v1/admin/users': {
    success: async (world) => ({ token: await world.admin }),
    failures: {
      invalid_parameter: refused('ListUsers', 'InvalidParameterException'),
      group_not_found: async (world) => ({ token: await world.admin, query: '?group=nobodies' }),
    },
  },
  'POST /v1/admin/users': {
    operation: 'AdminCreateUser',
    success: (world) => inviting(world, { groups: ['support'], accountId: 'acme' }),
    failures: {
      username_exists: async (world) => inviting(world, {}, (await world.reader).username),
      alias_exists: refused('AdminCreateUser', 'AliasExistsException'),
      group_not_found: (world) => inviting(world, { groups: ['nobodies'] }),
      invalid_attributes: (world) => inviting(world, { attributes: { birthdate: 'yesterday' } }),
      attribute_not_writable: (world) => inviting(world, { attributes: { 'custom:account_id': 'acme' } }),
      password_policy: (world) => inviting(world, { temporaryPassword: 'short' }),
      invalid_parameter: refused('AdminCreateUser', 'InvalidParameterException'),
      conflict: refused('AdminCreateUser', 'UnsupportedUserStateException'),
      too_many_attempts: refused('AdminCreateUser', 'LimitExceededException'),
    },
  },
  'GET /v1/admin/users/{username}': {
    success: async (world) => to(world, (await world.reader).username),
    failures: { user_not_found: (world) => toNobody(world) },
  },
  'PATCH /v1/admin/users/{username}': {
    operation: 'AdminUpdateUserAttributes',
    success: (world) => changing(world, { name: 'Ada', nickname: null, email_verified: true }),
    failures: {
      user_not_found: (world) => toNobody(world, { attributes: { name: 'Ada' } }),
      attribute_not_writable: (world) => changing(world, { 'custom:account_id': 'acme' }),
      invalid_attributes: (world) => changing(world, { birthdate: 'yesterday' }),
      alias_exists: async (world) =>
        changing(world, { email: (await world.reader).username, email_verified: true }),
      invalid_parameter: refused('AdminUpdateUserAttributes', 'InvalidParameterException'),
    },
  },
  'DELETE /v1/admin/users/{username}': {
    success: (world) => toSomebody(world),
    failures: {
      user_not_found: (world) => toNobody(world),
      last_administrator: (world) => to(world, ADMIN.username),
    },
  },
  'PUT /v1/admin/users/{username}/account': {
    operation: 'AdminUpdateUserAttributes',
    success: (world) => toSomebody(world, { accountId: 'acme' }),
    failures: {
      user_not_found: (world) => toNobody(world, { accountId: null }),
      attribute_not_writable: refused(
        'AdminUpdateUserAttributes',
        'InvalidParameterException',
        'user.custom:account_id: Attribute cannot be updated.\n',
      ),
      invalid_attributes: refused(
        'AdminUpdateUserAttributes',
        'InvalidParameterException',
        'Type for attribute {custom:account_id} could not be determined',
      ),
      invalid_parameter: refused('AdminUpdateUserAttributes', 'InvalidParameterException'),
    },
  },
  'POST /v1/admin/users/{username}/confirm': {
    operation: 'AdminConfirmSignUp',
    success: async (world) => to(world, await (await world.main).signedUp()),
    failures: {
      user_not_found: (world) => toNobody(world),
      user_already_confirmed: (world) => toSomebody(world),
      conflict: async (world) => to(world, await (await world.main).invited()),
      too_many_attempts: refused('AdminConfirmSignUp', 'LimitExceededException'),
    },
  },
  'POST /v1/admin/users/{username}/disable': {
    success: (world) => toSomebody(world),
    failures: {
      user_not_found: (world) => toNobody(world),
      last_administrator: (world) => to(world, ADMIN.username),
    },
  },
  'POST /v1/admin/users/{username}/enable': {
    success: (world) => toSomebody(world),
    failures: { user_not_found: (world) => toNobody(world) },
  },
  'POST /v1/admin/users/{username}/sign-out': {
    success: (world) => toSomebody(world),
    failures: { user_not_found: (world) => toNobody(world) },
  },
  'POST /v1/admin/users/{username}/reset-password': {
    operation: 'AdminResetUserPassword',
    success: (world) => toSomebody(world),
    failures: {
      user_not_found: (world) => toNobody(world),
      password_cannot_be_reset: async (world) => to(world, await (await world.main).invited()),
      too_many_attempts: refused('AdminResetUserPassword', 'LimitExceededException'),
    },
  },
  'POST /v1/admin/users/{username}/resend-invite': {
    operation: 'AdminCreateUser',
    success: async (world) => to(world, await (await world.main).invited()),
    failures: {
      user_not_found: (world) => toNobody(world),
      conflict: (world) => toSomebody(world),
      invalid_parameter: refused('AdminCreateUser', 'InvalidParameterException'),
    },
  },
  'PUT /v1/admin/users/{username}/password': {
    success: (world) => toSomebody(world, { password: 'Correct-Horse-8', permanent: true }),
    failures: {
      user_not_found: (world) => toNobody(world, { password: PASSWORD, permanent: true }),
      password_policy: (world) => toSomebody(world, { password: 'short', permanent: true }),
      password_reused: refused('AdminSetUserPassword', 'PasswordHistoryPolicyViolationException'),
      invalid_parameter: refused('AdminSetUserPassword', 'InvalidParameterException'),
    },
  },
};
