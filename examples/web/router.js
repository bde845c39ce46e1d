import { client } from './gatehouse.js';
import { run, say } from './view.js';

/** Views that have an address. The steps of a sign-in have none: nobody can come back to them. */
let views = {};

/**
 * Makes addresses known, and follows links and the browser's own buttons.
 *
 * @param table by fragment: how to draw the view, and whether it is for people who are signed in
 */
export function routes(table) {
  views = table;
  addEventListener('popstate', () => void run(() => go(location.hash), { interrupts: true }));
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link === null) return;
    // Also when the address stays the same: what is shown may be a later step of it.
    event.preventDefault();
    void run(() => go(link.hash), { interrupts: true });
  });
}

/**
 * Shows the view of an address, or the one that is meant for whoever asks.
 *
 * @param notice said when it is shown
 */
export async function go(address, notice = '') {
  const signedIn = await client.isSignedIn();
  const home = signedIn ? '#profile' : '#sign-in';
  const target = views[address]?.signedIn === signedIn ? address : home;
  if (location.hash !== target) history.pushState(null, '', target);
  await views[target].draw();
  say(notice);
}
