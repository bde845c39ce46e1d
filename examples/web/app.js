// A small page over the whole of sign-in: password, authenticator app, e-mailed code, passkey. It knows the client, and nothing of
// Cognito. Views are <template> elements of index.html; a view is drawn anew whenever it is shown.
import { GatehouseClient, isProblem } from './client/index.js';
import { answerWithPasskey, createPasskey } from './client/passkeys.js';

const client = new GatehouseClient({
  baseUrl: '',
  onSessionEnd: (reason) => {
    if (reason !== 'signed_out') signIn('You have been signed out. Please sign in again.');
  },
});

/** Texts by the name of a challenge that asks for a code. */
const CODE_TEXTS = {
  EMAIL_OTP: ['Check your e-mail', 'We have sent a code to'],
  SMS_OTP: ['Check your phone', 'We have sent a code to'],
  SMS_MFA: ['Check your phone', 'We have sent a code to'],
  SOFTWARE_TOKEN_MFA: ['Authenticator app', 'Type the six digits that your app shows.'],
};
const CHOICE_TEXTS = {
  PASSWORD: 'Password',
  EMAIL_OTP: 'Code by e-mail',
  SMS_OTP: 'Code by SMS',
  SMS_MFA: 'Code by SMS',
  WEB_AUTHN: 'Passkey',
  SOFTWARE_TOKEN_MFA: 'Authenticator app',
};

const screen = document.getElementById('view');

/** Draws a view and puts the cursor into its first field. */
function show(name) {
  screen.replaceChildren(document.getElementById(name).content.cloneNode(true));
  screen.dataset.view = name;
  screen.querySelector('input')?.focus();
  return screen;
}

const find = (selector) => screen.querySelector(selector);
const write = (selector, text) => (find(selector).textContent = text);

/** Shows what went wrong in the words of the service; what the browser throws is the person's own decision. */
function complain(error, alert = find('[role=alert]')) {
  const fields = isProblem(error) ? error.fields.map(({ message }) => message) : [];
  const text = isProblem(error)
    ? fields.join(' ') || error.problem.title
    : 'That did not work. Please try again.';
  if (alert) alert.textContent = text;
}

/** Runs something that a person has started: no second click while it runs, and its failure is shown. */
async function run(work, alert) {
  const buttons = [...screen.querySelectorAll('button')];
  for (const button of buttons) button.disabled = true;
  try {
    await work();
  } catch (error) {
    if (isProblem(error, 'session_expired', 'restart_required'))
      signIn('That took too long. Please start again.');
    else complain(error, alert);
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

function onSubmit(work) {
  const form = find('form');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    write('[role=alert]', '');
    void run(() => work(Object.fromEntries(new FormData(form))));
  });
}

function onClick(name, work) {
  const button = find(`[data-do=${name}]`);
  button.hidden = false;
  button.addEventListener('click', () => void run(work));
}

function signIn(message = '') {
  show('sign-in');
  write('[role=alert]', message);
  onSubmit(async ({ username, password }) => proceed(await client.signIn({ username, password }), username));
  const withName = async (method) => {
    const field = find('input[name=username]');
    if (!field.reportValidity()) return;
    await proceed(await client.signIn({ username: field.value, method }), field.value);
  };
  onClick('passkey', () => withName('passkey'));
  onClick('code', () => withName('email_otp'));
}

/** Goes on with whatever a sign-in has come to. */
async function proceed(step, username) {
  if (step.status === 'SIGNED_IN') return profile();
  switch (step.name) {
    case 'WEB_AUTHN':
      return proceed(await answerWithPasskey(step), username);
    case 'NEW_PASSWORD_REQUIRED':
      return newPassword(step, username);
    case 'SELECT_CHALLENGE':
    case 'SELECT_MFA_TYPE':
      return choose(step, username);
    case 'MFA_SETUP':
      return setUpApp(
        await step.setUpTotp(),
        (code) => app(code, username),
        () => signIn(),
      );
    case 'PASSWORD':
      return signIn('Please sign in with your password.');
    default:
      return typeCode(step, username);
  }
  async function app(next) {
    return proceed(await next, username);
  }
}

function typeCode(step, username) {
  const [title, text] = CODE_TEXTS[step.name] ?? ['One more step', 'Type the answer.'];
  show('code');
  write('h2', title);
  write('.note', step.delivery ? `${text} ${step.delivery.destination}.` : text);
  onSubmit(async ({ code }) => proceed(await step.answer({ code }), username));
}

function choose(step, username) {
  show('choice');
  write('h2', 'How do you want to go on?');
  for (const choice of step.parameters.choices) {
    const text = CHOICE_TEXTS[choice];
    if (text === undefined) continue;
    const button = document.createElement('button');
    button.textContent = text;
    button.addEventListener('click', () =>
      run(async () =>
        choice === 'PASSWORD'
          ? signIn('Please sign in with your password.')
          : proceed(await step.answer({ choice }), username),
      ),
    );
    find('.choices').append(button);
  }
}

function newPassword(step, username) {
  show('new-password');
  write('h2', 'Choose a password');
  write('.note', 'You were invited with a temporary password.');
  find('[data-code]').remove();
  for (const name of step.parameters.requiredAttributes) {
    const label = document.createElement('label');
    const input = Object.assign(document.createElement('input'), {
      name: `attribute.${name}`,
      required: true,
    });
    label.append(name, input);
    find('[data-attributes]').append(label);
  }
  onSubmit(async ({ newPassword: password, ...rest }) => {
    const attributes = Object.fromEntries(
      Object.entries(rest).map(([name, value]) => [name.replace(/^attribute\./, ''), value]),
    );
    await proceed(await step.answer({ newPassword: password, attributes }), username);
  });
}

async function signUp() {
  show('sign-up');
  onSubmit(async ({ username, password, name }) => {
    const { status, session, delivery } = await client.signUp({
      username,
      password,
      attributes: { email: username, name },
    });
    if (status === 'CONFIRMED') return proceed(await client.signIn({ username, password }), username);
    confirm({ username, password, session, to: delivery?.destination ?? username });
  });
  const { passwordPolicy: policy } = await client.configuration();
  const needs = [
    policy.requireUppercase && 'an upper-case letter',
    policy.requireLowercase && 'a lower-case letter',
    policy.requireNumbers && 'a digit',
    policy.requireSymbols && 'a symbol',
  ].filter(Boolean);
  const rest = needs.length > 0 ? `, with ${needs.join(', ')}` : '';
  if (find('[data-policy]')) write('[data-policy]', `At least ${policy.minLength} characters${rest}.`);
}

function confirm({ username, password, session, to }) {
  show('code');
  write('h2', 'Check your e-mail');
  write('.note', `We have sent a code to ${to}.`);
  onSubmit(async ({ code }) => {
    const step = await client.confirmSignUp({
      username,
      code,
      signIn: true,
      ...(session ? { session } : {}),
    });
    // Without a session that can still be used the account is confirmed, and the sign-in is one of its own.
    await proceed(step.status === 'CONFIRMED' ? await client.signIn({ username, password }) : step, username);
  });
  onClick('resend', async () => {
    await client.resendCode({ username });
    write('.note', `We have sent another code to ${to}.`);
  });
}

function forgot() {
  show('forgot');
  onSubmit(async ({ username }) => {
    const { delivery } = await client.forgotPassword({ username });
    show('new-password');
    write('h2', 'Choose a new password');
    write('.note', `If there is an account, a code is on its way to ${delivery.destination}.`);
    onSubmit(async ({ code, newPassword: password }) => {
      await client.resetPassword({ username, code, newPassword: password });
      await proceed(await client.signIn({ username, password }), username);
    });
  });
}

/** The authenticator app, within a sign-in or by somebody who is signed in. */
function setUpApp({ qrCode, secretCode, verify }, done, cancel) {
  show('totp');
  find('.qr').src = qrCode;
  write('.secret', secretCode);
  onSubmit(async ({ code }) => done(await verify(code)));
  onClick('back', cancel);
}

async function profile() {
  const me = await client.call('get', '/v1/users/me', {});
  const { email = me.username, name = '' } = me.attributes;
  show('profile');
  write('[data-of=name]', name || 'Welcome');
  write('[data-of=email]', email);
  write('.avatar', (name || email).slice(0, 1).toUpperCase());
  find('input[name=name]').value = name;
  onSubmit(async ({ name: value }) => {
    await client.call('patch', '/v1/users/me', { body: { attributes: { name: value } } });
    await profile();
  });
  drawApp(me.mfa.enabled.includes('SOFTWARE_TOKEN_MFA'));
  onClick('sign-out', async () => {
    await client.signOut();
    signIn();
  });
  await run(drawPasskeys, find('[data-of=passkey-alert]'));
}

function drawApp(on) {
  write(
    '[data-of=totp]',
    on ? 'A code is asked for at every sign-in.' : 'Ask for a code from an app at every sign-in.',
  );
  write('[data-do=totp]', on ? 'Switch off' : 'Set up');
  onClick('totp', async () => {
    if (on) {
      await client.call('put', '/v1/users/me/mfa', { body: { totp: { enabled: false } } });
      return profile();
    }
    const enrolment = await client.call('post', '/v1/users/me/mfa/totp', {});
    const verify = (code) => client.call('post', '/v1/users/me/mfa/totp/verify', { body: { code } });
    setUpApp({ ...enrolment, verify }, profile, profile);
  });
}

async function drawPasskeys() {
  const alert = find('[data-of=passkey-alert]');
  const refresh = async (work) => {
    await work();
    await profile();
  };
  find('[data-do=passkey]').addEventListener(
    'click',
    () => void run(() => refresh(() => createPasskey(client)), alert),
  );
  const list = find('.passkeys');
  for await (const { credentialId, name, createdAt } of client.list('/v1/users/me/passkeys', {})) {
    const item = document.createElement('li');
    const remove = document.createElement('button');
    remove.textContent = 'Remove';
    remove.addEventListener('click', () =>
      run(
        () =>
          refresh(() =>
            client.call('delete', '/v1/users/me/passkeys/{credentialId}', { path: { credentialId } }),
          ),
        alert,
      ),
    );
    item.append(`${name || 'Passkey'}, ${new Date(createdAt).toLocaleDateString()}`, remove);
    list.append(item);
    find('[data-of=passkeys]').hidden = true;
  }
}

const VIEWS = { '#sign-in': signIn, '#sign-up': signUp, '#forgot': forgot };
addEventListener('hashchange', () => void VIEWS[location.hash]?.());
void fetch('local.json')
  .then((answer) => answer.json())
  .then(({ inbox }) => (document.getElementById('inbox').href = inbox));
void (VIEWS[location.hash] ?? signIn)();
