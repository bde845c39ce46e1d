import { configuration, passkeyAddress, passkeysUsable } from './gatehouse.js';
import { find, findAll, write } from './view.js';

/** Parts of forms that depend on the settings of the user pool. */

const USERNAMES = {
  email: { label: 'E-mail', type: 'email' },
  phone_number: { label: 'Phone number, with +', type: 'tel' },
  email_or_phone_number: { label: 'E-mail or phone number', type: 'text' },
  username: { label: 'Username', type: 'text' },
};

/** The field for the name that people sign in with. */
export function drawUsername() {
  const { label, type } = USERNAMES[configuration.username.kind];
  write('username', label);
  find('#username').type = type;
}

const ATTRIBUTES = {
  email: { label: 'E-mail', type: 'email', autocomplete: 'email' },
  phone_number: { label: 'Phone number, with +', type: 'tel', autocomplete: 'tel' },
  birthdate: { label: 'Date of birth', type: 'date', autocomplete: 'bday' },
  name: { label: 'Name', autocomplete: 'name' },
  given_name: { label: 'Given name', autocomplete: 'given-name' },
  family_name: { label: 'Family name', autocomplete: 'family-name' },
};

/** A field for each attribute. */
export function drawAttributes(names) {
  const fields = names.map((name) => {
    const {
      label = name.replace(/^custom:/, '').replaceAll('_', ' '),
      type = 'text',
      autocomplete = 'off',
    } = ATTRIBUTES[name] ?? {};
    const field = Object.assign(document.createElement('div'), { className: 'field' });
    const id = `attribute-${name}`;
    const title = Object.assign(document.createElement('label'), { htmlFor: id, textContent: label });
    const input = Object.assign(document.createElement('input'), {
      id,
      name,
      type,
      autocomplete,
      required: true,
    });
    field.append(title, input);
    return field;
  });
  find('[data-attributes]').replaceWith(...fields);
}

/** The password policy, ticked off while a new password is typed. */
export function drawPasswordRules() {
  const { minLength, requireUppercase, requireLowercase, requireNumbers, requireSymbols } =
    configuration.passwordPolicy;
  const rules = [
    [true, `${minLength} characters`, (text) => text.length >= minLength],
    [requireUppercase, 'an upper-case letter', (text) => /[A-Z]/.test(text)],
    [requireLowercase, 'a lower-case letter', (text) => /[a-z]/.test(text)],
    [requireNumbers, 'a digit', (text) => /\d/.test(text)],
    [requireSymbols, 'a symbol', (text) => /[^A-Za-z0-9]/.test(text)],
  ].filter(([wanted]) => wanted);
  for (const list of findAll('[data-rules]')) {
    const field = document.getElementById(list.dataset.rules);
    const items = rules.map(([, text]) => Object.assign(document.createElement('li'), { textContent: text }));
    list.replaceChildren(...items);
    field.addEventListener('input', () => {
      for (const [index, [, , met]] of rules.entries())
        items[index].toggleAttribute('data-met', met(field.value));
    });
  }
}

/** Says why passkeys cannot be used, where the user pool has them and this page cannot use them. */
export function explainPasskeys() {
  if (configuration.passkeys === undefined || passkeysUsable()) return;
  const note = find('[data-no-passkeys]');
  const address = passkeyAddress();
  note.hidden = false;
  if (address === undefined) {
    note.textContent = 'This browser offers no passkeys at this address: it wants https or localhost.';
    return;
  }
  const link = Object.assign(document.createElement('a'), {
    href: address,
    textContent: new URL(address).host,
  });
  note.replaceChildren('Passkeys belong to one site. To use them, open this page at ', link, '.');
}
