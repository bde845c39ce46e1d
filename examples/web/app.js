// A page that uses the client of Gatehouse for everything that people do with their own accounts. It knows nothing of Cognito.
//
//   gatehouse.js   the client, made once
//   sign-in.js     password, passkey, code, forgotten password
//   sign-up.js     a new account and its code
//   challenges.js  what a sign-in may ask for on its way
//   profile.js     self-service
//   words.js       what refusals mean to a person
//   view.js, router.js, forms.js   drawing
import { loadConfiguration } from './gatehouse.js';
import { deleteAccount, profile } from './profile.js';
import { go, routes } from './router.js';
import { forgot, signIn } from './sign-in.js';
import { signUp } from './sign-up.js';
import { known, run } from './view.js';

routes({
  '#sign-in': { draw: signIn, signedIn: false },
  '#sign-up': { draw: signUp, signedIn: false },
  '#forgot': { draw: forgot, signedIn: false },
  '#profile': { draw: profile, signedIn: true },
  '#delete': { draw: deleteAccount, signedIn: true },
});

const ENDS = {
  signed_out: 'You are signed out.',
  expired: 'Your sign-in has ended. Please sign in again.',
  revoked: 'You were signed out from elsewhere. Please sign in again.',
  too_late: 'That took too long. Please sign in again.',
};
addEventListener('session-end', ({ detail }) => void go('#sign-in', ENDS[detail]));

/** What is fixed while the page is open, then the view. */
async function start() {
  const local = await fetch('local.json');
  known.inbox = (await local.json()).data.inbox;
  await loadConfiguration();
  await go(location.hash);
}

await run(start);
// If nothing was drawn, what is there says so.
document.getElementById('view').hidden = false;
