import { freshEmail } from '../../support/gatehouse';
import type { Attempt, Cases } from '../case';
import { refused } from '../refused';
import type { World } from '../world';

const EMAIL = { name: 'email' };

/** Somebody changes his attributes. */
async function changing(world: World, attributes: Record<string, string | null>): Promise<Attempt> {
  return { token: (await (await world.main).person()).token, body: { attributes } };
}

/** Somebody who was sent a code for a new address. */
async function newAddress(world: World, email = freshEmail()): Promise<{ token: string; code: string }> {
  const person = await (await world.main).person();
  await person.patch({ email });
  return { token: person.token, code: await world.code(email) };
}

export const profileCases: Cases = {
  'GET /v1/users/me': {
    success: async (world) => ({ token: (await world.reader).token }),
    failures: {},
  },
  'PATCH /v1/users/me': {
    operation: 'UpdateUserAttributes',
    success: (world) => changing(world, { name: 'Ada', nickname: null }),
    failures: {
      attribute_not_writable: (world) => changing(world, { 'custom:account_id': 'acme' }),
      invalid_attributes: (world) => changing(world, { birthdate: 'yesterday' }),
      alias_exists: async (world) => changing(world, { email: (await world.reader).username }),
      invalid_parameter: refused('UpdateUserAttributes', 'InvalidParameterException'),
    },
  },
  'DELETE /v1/users/me': {
    success: async (world) => ({ token: (await (await world.main).person()).token }),
    ends: true,
    failures: {
      reauthentication_required: async (world) => ({
        token: (await (await world.main).person()).token,
        later: 301,
      }),
      last_administrator: async (world) => ({
        token: (await (await world.main).instance.admin()).accessToken,
      }),
    },
  },
  'POST /v1/users/me/attributes/{name}/code': {
    operation: 'GetUserAttributeVerificationCode',
    success: async (world) => ({
      token: (await (await world.main).person()).token,
      parameters: EMAIL,
    }),
    failures: {
      too_many_attempts: async (world) => {
        const place = await world.main;
        const { token } = await place.person();
        await place.repeat(10, 'POST', '/v1/users/me/attributes/email/code', undefined, token);
        return { token, parameters: EMAIL };
      },
      invalid_parameter: async (world) => ({
        token: (await world.reader).token,
        parameters: { name: 'phone_number' },
      }),
    },
  },
  'POST /v1/users/me/attributes/{name}/verify': {
    operation: 'VerifyUserAttribute',
    success: async (world) => {
      const { token, code } = await newAddress(world);
      return { token, parameters: EMAIL, body: { code } };
    },
    failures: {
      code_mismatch: async (world) => {
        const { token } = await newAddress(world);
        return { token, parameters: EMAIL, body: { code: 'wrong' } };
      },
      code_expired: async (world) => ({
        token: (await world.reader).token,
        parameters: EMAIL,
        body: { code: '123456' },
      }),
      alias_exists: async (world) => {
        const email = freshEmail();
        const { token, code } = await newAddress(world, email);
        await (await world.main).join(email);
        return { token, parameters: EMAIL, body: { code } };
      },
      too_many_attempts: async (world) => {
        const place = await world.main;
        const { token } = await newAddress(world);
        const body = { code: 'wrong' };
        await place.repeat(15, 'POST', '/v1/users/me/attributes/email/verify', body, token);
        return { token, parameters: EMAIL, body };
      },
      invalid_parameter: refused('VerifyUserAttribute', 'InvalidParameterException'),
    },
  },
};
