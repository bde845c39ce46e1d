import { freshEmail, PASSWORD } from '../../support/gatehouse';
import type { Cases } from '../case';
import { aliases, closed, revealed } from '../places';
import { refused, refusedOpenly } from '../refused';

const signUp = (username = freshEmail(), more: object = {}): object => ({
  username,
  password: PASSWORD,
  attributes: { email: username },
  ...more,
});

export const signUpCases: Cases = {
  'POST /v1/auth/sign-up': {
    operation: 'SignUp',
    success: () => ({ body: signUp() }),
    failures: {
      password_policy: () => ({ body: signUp(freshEmail(), { password: 'short' }) }),
      invalid_attributes: () => ({ body: signUp(freshEmail(), { attributes: { birthdate: 'yesterday' } }) }),
      attribute_not_writable: () => ({
        body: signUp(freshEmail(), { attributes: { 'custom:account_id': 'acme' } }),
      }),
      sign_up_disabled: async (world) => ({ at: (await closed(world)).instance, body: signUp() }),
      username_exists: async (world) => {
        const place = await revealed(world);
        return { at: place.instance, body: signUp(await place.join()) };
      },
      invalid_parameter: () => ({ body: { username: 'no address', password: PASSWORD } }),
      too_many_attempts: refused('SignUp', 'LimitExceededException'),
    },
  },
  'POST /v1/auth/sign-up/confirm': {
    operation: 'ConfirmSignUp',
    success: async (world) => {
      const username = await (await world.main).signedUp();
      return { body: { username, code: await world.code(username) } };
    },
    failures: {
      code_mismatch: async (world) => ({
        body: { username: await (await world.main).signedUp(), code: 'wrong' },
      }),
      code_expired: async (world) => {
        const place = await revealed(world);
        const username = await place.signedUp();
        const body = { username, code: await world.code(username) };
        return { at: place.instance, body, later: 86_401 };
      },
      alias_exists: async (world) => {
        const place = await aliases(world);
        const email = freshEmail();
        await place.join(`first-${process.pid}`, email);
        const username = await place.signedUp(`second-${process.pid}`, email);
        return { at: place.instance, body: { username, code: await world.code(email) } };
      },
      user_already_confirmed: async (world) => {
        const place = await revealed(world);
        return { at: place.instance, body: { username: await place.join(), code: '123456' } };
      },
      user_not_found: async (world) => ({
        at: (await revealed(world)).instance,
        body: { username: freshEmail(), code: '123456' },
      }),
      user_disabled: async (world) => {
        const place = await revealed(world);
        const username = await place.disable(await place.signedUp());
        return { at: place.instance, body: { username, code: '123456' } };
      },
      conflict: async (world) => {
        const place = await revealed(world);
        return { at: place.instance, body: { username: await place.invited(), code: '123456' } };
      },
      too_many_attempts: refusedOpenly('ConfirmSignUp', 'TooManyFailedAttemptsException'),
      invalid_parameter: () => ({ body: { username: 'no name', code: '123456' } }),
    },
  },
  'POST /v1/auth/sign-up/resend': {
    operation: 'ResendConfirmationCode',
    success: async (world) => ({ body: { username: await (await world.main).signedUp() } }),
    failures: {
      user_not_found: async (world) => ({
        at: (await revealed(world)).instance,
        body: { username: freshEmail() },
      }),
      user_already_confirmed: async (world) => {
        const place = await revealed(world);
        return { at: place.instance, body: { username: await place.join() } };
      },
      user_disabled: async (world) => {
        const place = await revealed(world);
        return { at: place.instance, body: { username: await place.disable(await place.signedUp()) } };
      },
      too_many_attempts: async (world) => {
        const place = await world.main;
        const body = { username: await place.signedUp() };
        await place.repeat(10, 'POST', '/v1/auth/sign-up/resend', body);
        return { body };
      },
      invalid_parameter: () => ({ body: { username: 'no name' } }),
    },
  },
};
