import { isProblem } from './client/index.js';
import { headFor, proceed } from './challenges.js';
import { drawPasswordRules, drawUsername, explainPasskeys } from './forms.js';
import { client, configuration, offers, passkeysUsable } from './gatehouse.js';
import { confirm } from './sign-up.js';
import { find, findAll, known, onClick, onSubmit, say, show } from './view.js';

/** The form, with those ways in that the user pool offers. */
export function signIn() {
  headFor('#profile');
  show('sign-in');
  drawUsername();
  explainPasskeys();
  for (const part of findAll('[data-method]')) part.hidden = !usable(part.dataset.method);
  find('[data-others]').hidden = findAll('[data-others] button:not([hidden])').length === 0;
  find('[data-sign-up]').hidden = !configuration.signUp;
  find('a[href="#forgot"]').hidden = !usable('password') || configuration.passwordRecovery.length === 0;

  if (usable('password')) onSubmit(find('form'), withPassword);
  else {
    find('.field[data-method=password]').remove();
    onSubmit(find('form'), ({ username }) => begin(username, 'choice'));
  }
  for (const button of findAll('button[data-method]:not([hidden])')) {
    onClick(button, () => {
      const field = find('#username');
      known.username = field.value;
      if (field.reportValidity()) return begin(field.value, button.dataset.method);
    });
  }
}

/** Asks for a sign-in that is fresh, and comes back. */
export function signInAgain(address, why) {
  signIn();
  headFor(address);
  say(why);
}

const usable = (method) => offers(method) && (method !== 'passkey' || passkeysUsable());

/** Ways in that begin with the name alone. */
async function begin(username, method) {
  await proceed(await client.signIn({ username, method }));
}

/** With the password itself, over TLS. By SRP it would not leave the browser: `method: 'srp'` and `gatehouse-client/srp`. */
async function withPassword({ username, password }) {
  try {
    await proceed(await client.signIn({ username, password }));
  } catch (error) {
    if (!isProblem(error, 'user_not_confirmed')) throw error;
    const { delivery } = await client.resendCode({ username });
    confirm({ username, password, destination: delivery.destination });
  }
}

export function forgot() {
  show('forgot');
  drawUsername();
  onSubmit(find('form'), async ({ username }) => {
    // The answer is the same without an account: whether there is one is nobody's business.
    const { delivery } = await client.forgotPassword({ username });
    show('new-password', {
      title: 'Choose a new password',
      note: `If there is an account, a code is on its way to ${delivery.destination}.`,
    });
    find('[data-attributes]').remove();
    drawPasswordRules();
    onSubmit(find('form'), async ({ code, newPassword }) => {
      await client.resetPassword({ username, code, newPassword });
      await proceed(await client.signIn({ username, password: newPassword }));
    });
  });
}
