import type { ForgotPasswordCommandOutput } from '@aws-sdk/client-cognito-identity-provider';
import type { Answer } from '../http/answer';
import { accountAnswer, callAsClient, nameField, nameIn, showing, taking } from './account-pages';
import { signInAnswer, type LoginStep } from './login-page';
import { button, field, type Message } from './pages/page';
import { sentTo } from './sign-up-pages';

/** `GET /forgotPassword` */
export const showForgotPassword = showing((step) => forgotAnswer(step));

/** `POST /forgotPassword` */
export const forgotPassword = taking(async (step) => {
  const output = await callAsClient(step, 'ForgotPassword', {});
  const { CodeDeliveryDetails } = output as ForgotPasswordCommandOutput;
  return resetAnswer(step, { kind: 'good', text: sentTo(CodeDeliveryDetails) });
}, forgotAnswer);

/** `POST /confirmForgotPassword`: the code with the new password. */
export const confirmForgotPassword = taking(async (step) => {
  const { form } = step.request;
  await callAsClient(step, 'ConfirmForgotPassword', {
    ConfirmationCode: (form.get('code') ?? '').trim(),
    Password: form.get('new_password') ?? '',
  });
  return signInAnswer(step, undefined, {
    kind: 'good',
    text: 'Your password was changed. You can sign in now.',
  });
}, resetAnswer);

function forgotAnswer(step: LoginStep, message?: Message): Answer {
  return accountAnswer(step, {
    title: 'Forgot your password?',
    path: '/forgotPassword',
    message,
    content: [...nameField(step, undefined), button('Send a code')],
  });
}

function resetAnswer(step: LoginStep, message?: Message): Answer {
  const username = nameIn(step) || undefined;
  return accountAnswer(step, {
    title: 'Choose a new password',
    path: '/confirmForgotPassword',
    message,
    username,
    content: [
      ...nameField(step, username),
      field({ name: 'code', label: 'Code', autocomplete: 'one-time-code', numeric: true }),
      field({ name: 'new_password', label: 'New password', type: 'password', autocomplete: 'new-password' }),
      button('Set password'),
    ],
  });
}
