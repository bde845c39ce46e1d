import { isProblem } from './client/index.js';
import { createPasskey } from './client/passkeys.js';
import { showApp } from './challenges.js';
import { drawPasswordRules, explainPasskeys } from './forms.js';
import { client, configuration, passkeysUsable } from './gatehouse.js';
import { go } from './router.js';
import { signInAgain } from './sign-in.js';
import { copyOf, find, focusOn, known, onClick, onSubmit, say, show, write } from './view.js';

/** What a user may do for himself. Everything is read before anything is drawn, so that nothing jumps. */
export async function profile() {
  const [me, factors, passkeys, sessions] = await Promise.all([
    client.call('get', '/v1/users/me', {}),
    client.call('get', '/v1/users/me/factors', {}),
    configuration.passkeys === undefined ? [] : all('/v1/users/me/passkeys'),
    all('/v1/users/me/sessions').catch(untracked),
  ]);
  const { email = '', name = '' } = me.attributes;
  known.username = email || me.username;
  show('profile', {
    name: name || 'Welcome',
    email: known.username,
    initial: (name || known.username).slice(0, 1).toUpperCase(),
  });
  onClick(find('[data-do=sign-out]'), () => client.signOut());
  drawName(name);
  drawEmail(email, me.attributes.email_verified === true);
  drawPassword(factors.signIn.includes('PASSWORD'));
  drawApp(me.mfa.enabled.includes('SOFTWARE_TOKEN_MFA'));
  drawPasskeys(passkeys);
  drawSessions(sessions);
}

/** All items of a list, whatever its pages. */
async function all(path) {
  const items = [];
  for await (const item of client.list(path, {})) items.push(item);
  return items;
}

/** Not every user pool keeps track of where people are signed in. */
function untracked(error) {
  if (!isProblem(error, 'service_misconfigured')) throw error;
  return [];
}

/** Draws the profile anew after a change, and leaves the person where it was made. */
async function changed(section, notice) {
  await go('#profile', notice);
  focusOn(find(`#about-${section}`));
}

const formOf = (section) => find(`[data-section=${section}] form`);

function drawName(name) {
  find('#name').value = name;
  onSubmit(formOf('name'), async ({ name: value }) => {
    await client.call('patch', '/v1/users/me', { body: { attributes: { name: value } } });
    await changed('name', 'Your name is saved.');
  });
}

function drawEmail(email, verified) {
  write('emailState', verified ? 'Verified.' : 'Not verified yet.');
  find('#email').value = email;
  onSubmit(formOf('email'), async ({ email: address }) => {
    const { deliveries } = await client.call('patch', '/v1/users/me', {
      body: { attributes: { email: address } },
    });
    const sent = deliveries.find(({ attribute }) => attribute === 'email');
    if (sent === undefined) await changed('email', 'Your e-mail address is saved.');
    else verifyEmail(sent);
  });
  if (verified || email === '') return;
  onClick(find('[data-do=verify-email]'), async () => {
    const path = { name: 'email' };
    const { delivery } = await client.call('post', '/v1/users/me/attributes/{name}/code', { path });
    verifyEmail(delivery);
  });
}

/** The code that proves an address. Until then the former address stays in force. */
function verifyEmail({ destination }) {
  show('code', { title: 'Check your e-mail', note: `We have sent a code to ${destination}.` });
  find('[data-sent]').hidden = false;
  Object.assign(find('[data-back]'), { href: '#profile', textContent: 'Not now' });
  onSubmit(find('form'), async ({ code }) => {
    const input = { path: { name: 'email' }, body: { code } };
    await client.call('post', '/v1/users/me/attributes/{name}/verify', input);
    await changed('email', 'Your e-mail address is verified.');
  });
}

function drawPassword(has) {
  write('passwordState', has ? 'Sign-ins that are open stay open.' : 'You have none: you sign in without.');
  write('passwordButton', has ? 'Change password' : 'Set a password');
  if (!has) find('[data-current-password]').remove();
  drawPasswordRules();
  onSubmit(formOf('password'), async ({ currentPassword, newPassword }) => {
    const body = { newPassword, ...(has ? { currentPassword } : {}) };
    await client.call('put', '/v1/users/me/password', { body });
    await changed('password', 'Your new password is set.');
  });
}

function drawApp(on) {
  find('[data-section=app]').hidden = !on && !configuration.mfa.methods.includes('SOFTWARE_TOKEN_MFA');
  write(
    'appState',
    on ? 'On: a code is asked for after the password.' : 'Off. Asks for a code after the password.',
  );
  write('appButton', on ? 'Switch off' : 'Set up');
  onClick(find('[data-do=app]'), async () => {
    if (on) {
      await client.call('put', '/v1/users/me/mfa', { body: { totp: { enabled: false } } });
      return changed('app', 'The authenticator app is off.');
    }
    const setUp = await client.call('post', '/v1/users/me/mfa/totp', {});
    const verify = async (code) => {
      await client.call('post', '/v1/users/me/mfa/totp/verify', { body: { code } });
      await changed('app', 'The authenticator app is on.');
    };
    showApp(setUp, verify, '#profile');
  });
}

function drawPasskeys(passkeys) {
  find('[data-section=passkeys]').hidden = configuration.passkeys === undefined;
  explainPasskeys();
  const items = passkeys.map(({ credentialId, name, createdAt }) =>
    item(name || 'Passkey', `Added ${when(createdAt)}`, 'Remove', async () => {
      await client.call('delete', '/v1/users/me/passkeys/{credentialId}', { path: { credentialId } });
      await changed('passkeys', 'The passkey is removed.');
    }),
  );
  find('[data-list=passkeys]').replaceChildren(...items);
  const add = find('[data-do=add-passkey]');
  onClick(add, async () => {
    await createPasskey(client);
    await changed('passkeys', 'The passkey is added.');
  });
  add.hidden = !passkeysUsable();
}

function drawSessions(sessions) {
  find('[data-section=sessions]').hidden = sessions.length === 0;
  const items = sessions.map(({ id, current, createdAt, lastActiveAt, lastIp, deviceType }) => {
    const seen = current ? 'Active now' : `Last active ${when(lastActiveAt ?? createdAt)}`;
    const about = lastIp === undefined ? seen : `${seen} · ${lastIp}`;
    return item(
      current ? 'This browser' : deviceType || 'Another sign-in',
      about,
      'Sign out',
      current
        ? undefined
        : async () => {
            await client.call('delete', '/v1/users/me/sessions/{id}', { path: { id } });
            await changed('sessions', 'That sign-in is over.');
          },
    );
  });
  find('[data-list=sessions]').replaceChildren(...items);
  onClick(find('[data-do=sign-out-everywhere]'), () => client.signOutEverywhere());
}

/** A line of a list, with what can be done about it. */
function item(name, about, action, work) {
  const line = copyOf('item');
  write('name', name, line);
  write('about', about, line);
  const button = find('button', line);
  if (work === undefined) button.remove();
  else {
    button.textContent = action;
    button.setAttribute('aria-label', `${action}: ${name}, ${about}`);
    onClick(button, work);
  }
  return line;
}

function when(time) {
  return new Date(time).toLocaleString('en', { dateStyle: 'medium', timeStyle: 'short' });
}

/** Asks first; the service wants a sign-in of the last five minutes. */
export function deleteAccount() {
  show('delete');
  onClick(find('[data-do=delete]'), async () => {
    try {
      await client.call('delete', '/v1/users/me', {});
    } catch (error) {
      if (!isProblem(error, 'reauthentication_required')) throw error;
      return signInAgain('#delete', 'Please sign in once more to delete your account.');
    }
    await client.signOut();
    say('Your account is deleted.');
  });
}
