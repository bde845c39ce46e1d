import { proceed } from './challenges.js';
import { drawAttributes, drawPasswordRules, drawUsername } from './forms.js';
import { client, configuration } from './gatehouse.js';
import { find, findAll, onClick, onSubmit, say, show, write } from './view.js';

/** A new account: its name, the attributes that it needs, and a password where one is wanted. */
export function signUp() {
  const { attributes, passwordOptional, requiredAttributes, username, verifiedAttributes } = configuration;
  show('sign-up');
  drawUsername();
  const asked = new Set([...requiredAttributes, ...verifiedAttributes]);
  if (attributes.some(({ name }) => name === 'name')) asked.add('name');
  // The name to sign in with is one of them, unless people make names up.
  if (username.kind !== 'username') for (const address of ['email', 'phone_number']) asked.delete(address);
  drawAttributes([...asked]);
  drawPasswordRules();
  for (const part of findAll('[data-optional]')) part.hidden = !passwordOptional;
  find('#password').required = !passwordOptional;
  onSubmit(find('form'), makeAccount);
}

async function makeAccount({ username, password, ...attributes }) {
  const { status, session, delivery } = await client.signUp({
    username,
    ...(password === '' ? {} : { password }),
    attributes: { ...addressOf(username), ...attributes },
  });
  if (status === 'CONFIRMED') return signInWith({ username, password });
  confirm({ username, password, session, destination: delivery?.destination ?? username });
}

function addressOf(username) {
  if (configuration.username.kind === 'username') return {};
  return { [username.includes('@') ? 'email' : 'phone_number']: username };
}

/** The code of a sign-up. With the `session` of the sign-up it signs in as well. */
export function confirm({ username, password, session, destination }) {
  show('code', { title: 'Check your e-mail', note: `We have sent a code to ${destination}.` });
  find('[data-sent]').hidden = false;
  onSubmit(find('form'), async ({ code }) => {
    const step = await client.confirmSignUp({ username, code, signIn: true, ...(session && { session }) });
    // The session is good for minutes, the code for a day: then the account is confirmed and the sign-in one of its own.
    await (step.status === 'CONFIRMED' ? signInWith({ username, password }) : proceed(step));
  });
  onClick(find('[data-do=resend]'), async () => {
    await client.resendCode({ username });
    write('note', `We have sent another code to ${destination}.`);
    say('Another code is on its way.');
  });
}

async function signInWith({ username, password }) {
  await proceed(await client.signIn({ username, ...(password ? { password } : { method: 'email_otp' }) }));
}
