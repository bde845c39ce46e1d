import type {
  CodeDeliveryDetailsType,
  ResendConfirmationCodeCommandOutput,
  SignUpCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import type { Answer } from '../http/answer';
import type { PoolRecord } from '../store/records';
import { autoVerified, contactAttributes } from '../users/attributes';
import { isUsernameAttribute } from '../users/names';
import { accountAnswer, callAsClient, nameField, nameIn, showing, taking } from './account-pages';
import { attributeLabel } from './challenge-forms';
import { signInAnswer, type LoginStep } from './login-page';
import { button, field, type Message } from './pages/page';

const prefix = 'requiredAttributes.';

/** `GET /signup` */
export const showSignUp = showing((step) => signUpAnswer(step));

/** `POST /signup` */
export const signUp = taking(async (step) => {
  const { form } = step.request;
  const attributes = [...form].filter(([name, value]) => name.startsWith(prefix) && value !== '');
  const output = await callAsClient(step, 'SignUp', {
    Password: form.get('password') ?? '',
    UserAttributes: attributes.map(([name, Value]) => ({ Name: name.slice(prefix.length), Value })),
  });
  const { UserConfirmed, CodeDeliveryDetails } = output as SignUpCommandOutput;
  if (UserConfirmed === true) return ready(step);
  return confirmAnswer(step, { kind: 'good', text: `Your account was made. ${sentTo(CodeDeliveryDetails)}` });
}, signUpAnswer);

/** `GET /confirmUser` */
export const showConfirmUser = showing((step) => confirmAnswer(step));

/** `POST /confirmUser`: the code of a new user, or a request for another one. */
export const confirmUser = taking(async (step) => {
  const { form } = step.request;
  if (form.has('resend')) {
    const output = await callAsClient(step, 'ResendConfirmationCode', {});
    const { CodeDeliveryDetails } = output as ResendConfirmationCodeCommandOutput;
    return confirmAnswer(step, { kind: 'good', text: sentTo(CodeDeliveryDetails) });
  }
  await callAsClient(step, 'ConfirmSignUp', { ConfirmationCode: (form.get('code') ?? '').trim() });
  return ready(step);
}, confirmAnswer);

/** What a page says about a code that was sent. */
export function sentTo(delivery: CodeDeliveryDetailsType | undefined): string {
  if (delivery?.Destination === undefined) return 'An administrator has to confirm it.';
  return `A code was sent to ${delivery.Destination}.`;
}

function ready(step: LoginStep): Answer {
  return signInAnswer(step, undefined, {
    kind: 'good',
    text: 'Your account is confirmed. You can sign in now.',
  });
}

function signUpAnswer(step: LoginStep, message?: Message): Answer {
  const attributes = attributesToAsk(step.asked.pool).map((name) =>
    field({
      name: `${prefix}${name}`,
      label: attributeLabel(name),
      autocomplete: 'on',
      value: step.request.form.get(`${prefix}${name}`) ?? '',
    }),
  );
  return accountAnswer(step, {
    title: 'Create an account',
    path: '/signup',
    message,
    content: [
      ...nameField(step, undefined),
      ...attributes,
      field({ name: 'password', label: 'Password', type: 'password', autocomplete: 'new-password' }),
      button('Create account'),
    ],
  });
}

function confirmAnswer(step: LoginStep, message?: Message): Answer {
  const username = nameIn(step) || undefined;
  return accountAnswer(step, {
    title: 'Confirm your account',
    path: '/confirmUser',
    message,
    username,
    content: [
      ...nameField(step, username),
      field({ name: 'code', label: 'Code', autocomplete: 'one-time-code', numeric: true }),
      button('Confirm'),
      button('Send another code', 'resend'),
    ],
  });
}

/** Required attributes, and those that are verified by a code; but not what the name is already. */
function attributesToAsk(pool: PoolRecord): readonly string[] {
  const required = pool.schema
    .filter(({ Name, Required }) => Required && Name !== 'sub')
    .map(({ Name }) => Name);
  const verified = contactAttributes.filter((name) => autoVerified(pool, name));
  const names = [...new Set<string>([...required, ...verified])];
  const named = (pool.settings.UsernameAttributes ?? []).length === 1;
  return names.filter((name) => !(named && isUsernameAttribute(pool, name)));
}
