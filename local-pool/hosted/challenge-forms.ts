import type { ChallengeNameType } from '@aws-sdk/client-cognito-identity-provider';
import type { Entries } from '../auth/sign-in';
import { markup, type Markup } from '../http/markup';
import { field } from './pages/page';

/** How a page puts a challenge of the engine, and how its form becomes the answer. */
export interface ChallengeForm {
  readonly title: string;
  readonly submit: string;
  /** @param parameters ChallengeParameters, as the engine gave them or as the form carried them along */
  content(parameters: Entries): readonly Markup[];
  /** ChallengeResponses without USERNAME. */
  responses(form: URLSearchParams): Entries;
}

const attributePrefix = 'userAttributes.';
const methodNames: Readonly<Record<string, string>> = {
  SMS_MFA: 'Code by text message',
  SOFTWARE_TOKEN_MFA: 'Code from an authenticator app',
  EMAIL_OTP: 'Code by e-mail',
};

/** The challenges that a person with a browser and a password can be asked. */
export const challengeForms: Readonly<Partial<Record<ChallengeNameType, ChallengeForm>>> = {
  NEW_PASSWORD_REQUIRED: {
    title: 'Choose a new password',
    submit: 'Set password',
    content: (parameters) => [
      field({
        name: 'new_password',
        label: 'New password',
        type: 'password',
        autocomplete: 'new-password',
        hint: 'It takes the place of the temporary one.',
      }),
      ...listIn(parameters['requiredAttributes']).map(attributeField),
    ],
    responses: (form) => ({
      NEW_PASSWORD: form.get('new_password') ?? '',
      ...Object.fromEntries([...form].filter(([name]) => name.startsWith(attributePrefix))),
    }),
  },
  SMS_MFA: codeForm('SMS_MFA_CODE'),
  SMS_OTP: codeForm('SMS_OTP_CODE'),
  EMAIL_OTP: codeForm('EMAIL_OTP_CODE'),
  SOFTWARE_TOKEN_MFA: codeForm('SOFTWARE_TOKEN_MFA_CODE'),
  // By e-mail; an authenticator app has a page of its own (totp-setup.ts).
  MFA_SETUP: {
    title: 'Set up codes by e-mail',
    submit: 'Continue',
    content: () => [
      markup`<p>A second step is needed to sign in: a code that is sent to this address.</p>`,
      field({ name: 'email', label: 'E-mail address', type: 'email', autocomplete: 'email' }),
    ],
    responses: (form) => ({ EMAIL: (form.get('email') ?? '').trim() }),
  },
  SELECT_MFA_TYPE: {
    title: 'Choose how to confirm it is you',
    submit: 'Continue',
    content: (parameters) => [
      markup`<fieldset>
        <legend>Second step</legend>
        ${listIn(parameters['MFAS_CAN_CHOOSE'] ?? parameters['MFAS_CAN_SELECT']).map(methodChoice)}
      </fieldset>`,
    ],
    responses: (form) => ({ ANSWER: form.get('answer') ?? '' }),
  },
};

/** A list that the engine gives as JSON text. Anything else is an empty one: the text has been in the browser's hands. */
export function listIn(text: string | undefined): readonly string[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
  } catch {
    return [];
  }
}

/** @param answer the key of the code in ChallengeResponses */
function codeForm(answer: string): ChallengeForm {
  return {
    title: 'Enter your code',
    submit: 'Confirm',
    content: ({ CODE_DELIVERY_DESTINATION: destination }) => [
      markup`<p>
        ${
          destination === undefined
            ? 'Enter the code that your authenticator app shows.'
            : `A code was sent to ${destination}.`
        }
      </p>`,
      field({ name: 'code', label: 'Code', autocomplete: 'one-time-code', numeric: true }),
    ],
    responses: (form) => ({ [answer]: (form.get('code') ?? '').trim() }),
  };
}

function attributeField(name: string): Markup {
  const attribute = name.startsWith(attributePrefix) ? name.slice(attributePrefix.length) : name;
  return field({
    name: `${attributePrefix}${attribute}`,
    label: attributeLabel(attribute),
    autocomplete: 'on',
  });
}

function methodChoice(method: string, index: number): Markup {
  const checked = index === 0 ? markup` checked` : undefined;
  return markup`<label class="choice"
    ><input type="radio" name="answer" value="${method}" ${checked} /> ${methodNames[method] ?? method}</label
  >`;
}

const labels: Readonly<Record<string, string>> = { email: 'E-mail address', phone_number: 'Phone number' };

/** An attribute's name for people: `given_name` is "Given name". */
export function attributeLabel(name: string): string {
  const words = name.replace(/^custom:/u, '').replaceAll('_', ' ');
  return labels[name] ?? `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
}
