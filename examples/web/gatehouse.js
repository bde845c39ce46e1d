import { GatehouseClient, storageStore } from './client/index.js';
import { passkeysSupported } from './client/passkeys.js';

/**
 * The client of this page. It renews tokens by itself; `session-end` tells when that is over.
 *
 * `sessionStorage` keeps the sign-in over a reload of this tab. Every script of the page can read it: here all are our own, by the
 * Content-Security-Policy of the page. A page that runs scripts of others leaves `store` out, and tokens stay in memory.
 */
export const client = new GatehouseClient({
  baseUrl: '',
  store: storageStore(sessionStorage),
  onSessionEnd: (reason) => dispatchEvent(new CustomEvent('session-end', { detail: reason })),
});

/** What the user pool offers: forms are drawn from it. */
export let configuration;

export async function loadConfiguration() {
  configuration = await client.configuration();
}

export const offers = (method) => configuration.signInMethods.includes(method);

/** Where passkeys of this user pool work, when that is not here: a browser ties them to one site. */
export function passkeyAddress() {
  const site = configuration.passkeys?.relyingPartyId;
  const here = location.hostname;
  if (site === undefined || here === site || here.endsWith(`.${site}`)) return undefined;
  return Object.assign(new URL(location.href), { hostname: site }).href;
}

/** Whether the user pool, the browser and the address of this page all allow passkeys. */
export const passkeysUsable = () =>
  configuration.passkeys !== undefined && passkeysSupported() && passkeyAddress() === undefined;
