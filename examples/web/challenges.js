import { answerWithPasskey } from './client/passkeys.js';
import { drawAttributes, drawPasswordRules } from './forms.js';
import { passkeysUsable } from './gatehouse.js';
import { go } from './router.js';
import { find, known, onClick, onSubmit, show } from './view.js';

/** Texts by the name of a challenge that asks for a code. */
const CODES = {
  EMAIL_OTP: 'Check your e-mail',
  SMS_OTP: 'Check your phone',
  SMS_MFA: 'Check your phone',
  SOFTWARE_TOKEN_MFA: 'Look into your authenticator app',
};

/** Texts by the name of what can be chosen. PASSWORD_SRP is left out: it is PASSWORD, proved without sending it. */
const CHOICES = {
  PASSWORD: 'Password',
  WEB_AUTHN: 'Passkey',
  EMAIL_OTP: 'Code by e-mail',
  SMS_OTP: 'Code by SMS',
  SMS_MFA: 'Code by SMS',
  SOFTWARE_TOKEN_MFA: 'Authenticator app',
};

/** Where a sign-in ends, if not on the profile. */
let destination = '#profile';

/** @param address where to go on after the sign-in that begins */
export function headFor(address) {
  destination = address;
}

/**
 * Goes on with whatever a sign-in has come to: every way in ends here. A step is answered by the person, and its answer is the next
 * step, until there are tokens. They stay with the client.
 */
export async function proceed(step) {
  if (step.status === 'SIGNED_IN') return go(destination);
  switch (step.name) {
    case 'WEB_AUTHN':
      return proceed(await answerWithPasskey(step));
    case 'PASSWORD':
      return typePassword((password) => step.answer({ password }));
    case 'NEW_PASSWORD_REQUIRED':
      return newPassword(step);
    case 'SELECT_CHALLENGE':
      return choose('How do you want to sign in?', step.parameters.choices, (choice) =>
        choice === 'PASSWORD'
          ? typePassword((password) => step.answer({ choice, password }))
          : proceedWith(step.answer({ choice })),
      );
    case 'SELECT_MFA_TYPE':
      return choose('One more step: which one?', step.parameters.choices, (choice) =>
        proceedWith(step.answer({ choice })),
      );
    case 'MFA_SETUP':
      return choose('Add a second step', step.parameters.choices, (choice) =>
        choice === 'SOFTWARE_TOKEN_MFA' ? setUpAppFor(step) : typeAddress(step),
      );
    default:
      return typeCode(step);
  }
}

const proceedWith = async (answer) => proceed(await answer);

/** A code, or what a challenge of the user pool's own asks for. */
function typeCode({ name, fields: [field], delivery, answer }) {
  show('code', {
    title: CODES[name] ?? 'One more step',
    note: delivery ? `We have sent a code to ${delivery.destination}.` : '',
    label: field === 'code' ? 'Code' : 'Answer',
  });
  find('[data-sent]').hidden = delivery === undefined;
  onSubmit(find('form'), ({ code }) => proceedWith(answer({ [field]: code })));
}

/** The address for codes as a second step. */
function typeAddress({ answer }) {
  show('code', { title: 'Add a second step', note: 'We send codes to it.', label: 'E-mail' });
  Object.assign(find('#code'), { name: 'email', type: 'email', autocomplete: 'email', inputMode: 'email' });
  onSubmit(find('form'), ({ email }) => proceedWith(answer({ email })));
}

function typePassword(answer) {
  show('type-password');
  onSubmit(find('form'), ({ password }) => proceedWith(answer(password)));
}

/** Buttons for what can be chosen; a single choice is made at once. */
async function choose(title, choices, take) {
  const possible = choices.filter(
    (choice) => choice in CHOICES && (choice !== 'WEB_AUTHN' || passkeysUsable()),
  );
  if (possible.length === 1) return take(possible[0]);
  const note = possible.length === 0 ? 'None of the ways of this account works in this browser.' : '';
  show('choose', { title, note });
  const buttons = possible.map((choice) => {
    const button = Object.assign(document.createElement('button'), { textContent: CHOICES[choice] });
    onClick(button, () => take(choice));
    return button;
  });
  find('[data-choices]').replaceChildren(...buttons);
}

/** Who was invited chooses a password at the first sign-in, and fills in what the account lacks. */
function newPassword({ parameters, answer }) {
  show('new-password', {
    title: 'Choose a password',
    note: `Welcome, ${known.username}. Your temporary password was for this once.`,
  });
  find('[data-code]').remove();
  drawAttributes(parameters.requiredAttributes);
  drawPasswordRules();
  onSubmit(find('form'), ({ newPassword: password, ...attributes }) =>
    proceedWith(answer({ newPassword: password, attributes })),
  );
}

async function setUpAppFor(step) {
  const setUp = await step.setUpTotp();
  showApp(setUp, (code) => proceedWith(setUp.verify(code)));
}

/**
 * The secret of an authenticator app and a field for its first code: within a sign-in, or from the profile.
 *
 * @param back where "Cancel" leads to
 */
export function showApp({ qrCode, secretCode }, verify, back = '#sign-in') {
  show('authenticator-app', { secret: secretCode.replace(/.{4}(?=.)/g, '$& ') });
  find('.qr').src = qrCode;
  find('[data-back]').href = back;
  onSubmit(find('form'), ({ code }) => verify(code));
}
