import { generateSync } from 'otplib';
import type { Cases } from '../case';
import { personWithMfa, revealed } from '../places';
import { refused } from '../refused';
import type { World } from '../world';

const ASSOCIATE = 'AssociateSoftwareToken';
const VERIFY = 'VerifySoftwareToken';

/** Somebody who has begun to set up an app, and its secret. */
async function settingUp(world: World): Promise<{ token: string; secret: string }> {
  const person = await (await world.main).person();
  const { body } = await person.post('/mfa/totp');
  return { token: person.token, secret: body.data.secretCode as string };
}

export const mfaCases: Cases = {
  'GET /v1/users/me/factors': {
    success: async (world) => ({ token: (await world.reader).token }),
    failures: {},
  },
  'PUT /v1/users/me/mfa': {
    success: async (world) => ({
      token: (await (await world.main).person()).token,
      body: { totp: { enabled: false } },
    }),
    failures: {
      mfa_not_available: async (world) => ({
        token: (await world.reader).token,
        body: { totp: { enabled: true } },
      }),
      invalid_parameter: async (world) => {
        const person = await personWithMfa(world);
        return { at: person.at, token: person.token, body: { email: { enabled: false } } };
      },
    },
  },
  'POST /v1/users/me/mfa/totp': {
    success: async (world) => ({ token: (await (await world.main).person()).token }),
    failures: {
      mfa_not_available: async (world) => {
        const place = await revealed(world);
        return { at: place.instance, token: (await place.person()).token };
      },
      conflict: refused(ASSOCIATE, 'ConcurrentModificationException'),
      invalid_parameter: refused(ASSOCIATE, 'InvalidParameterException'),
    },
  },
  'POST /v1/users/me/mfa/totp/verify': {
    success: async (world) => {
      const { token, secret } = await settingUp(world);
      return { token, body: { code: generateSync({ secret }), deviceName: 'My phone' } };
    },
    failures: {
      code_mismatch: async (world) => ({
        token: (await settingUp(world)).token,
        body: { code: '000000' },
      }),
      mfa_not_available: async (world) => ({
        token: (await world.reader).token,
        body: { code: '123456' },
      }),
      invalid_parameter: refused(VERIFY, 'InvalidParameterException'),
    },
  },
};
