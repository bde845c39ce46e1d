import type { Captcha } from './captcha';

/** What a provider of captchas is asked with. */
export interface SiteVerifySettings {
  /** e.g. `https://challenges.cloudflare.com/turnstile/v0/siteverify`. */
  readonly url: string;
  readonly secret: string;
  /** Sites that a token may come from; any when left out. */
  readonly hostnames?: readonly string[] | undefined;
  /** Least score of providers that give one, 0 to 1. */
  readonly minScore?: number | undefined;
  /** Milliseconds until the question is given up. */
  readonly timeout: number;
}

/** Longest answer that is read, bytes: they have some hundred. */
const LONGEST = 65_536;

/** What is wrong with this service or with the provider, and says nothing of the token. Named alike by hCaptcha, reCAPTCHA and Turnstile. */
const NOT_THE_TOKEN: readonly unknown[] = [
  ...['missing-input-secret', 'invalid-input-secret', 'bad-request', 'internal-error', 'missing-remoteip'],
  ...['sitekey-secret-mismatch', 'not-using-dummy-secret', 'invalid-keys', 'rate-limited'],
];

/**
 * The protocol that hCaptcha, reCAPTCHA and Turnstile share.
 *
 * @see https://developers.cloudflare.com/turnstile/get-started/server-side-validation/
 * @see https://docs.hcaptcha.com/#verify-the-user-response-server-side
 * @see https://developers.google.com/recaptcha/docs/verify
 */
export class SiteVerify implements Captcha {
  constructor(private readonly settings: SiteVerifySettings) {}

  async proves(token: string, signal: AbortSignal): Promise<boolean> {
    const { url, secret, timeout } = this.settings;
    const response = await fetch(url, {
      method: 'POST',
      body: new URLSearchParams({ secret, response: token }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeout)]),
      // The secret is for this address and for no other.
      redirect: 'error',
    });
    const text = await readBounded(response);
    if (!response.ok) throw new Error(`The captcha's provider answers ${response.status}`);
    return this.verdict(JSON.parse(text));
  }

  private verdict(answer: unknown): boolean {
    if (typeof answer !== 'object' || answer === null || !('success' in answer))
      throw new Error("The captcha's provider answers something else");
    const { hostnames, minScore } = this.settings;
    const { success, hostname, score, 'error-codes': codes } = answer as Readonly<Record<string, unknown>>;
    const faults = Array.isArray(codes) ? codes : [];
    if (success !== true && faults.some((code) => NOT_THE_TOKEN.includes(code)))
      throw new Error("The captcha's provider refuses this service");
    if (hostnames !== undefined && !hostnames.some((name) => name === hostname)) return false;
    // Who asks for a score and gets none has the wrong kind of key.
    if (minScore !== undefined && !(typeof score === 'number' && score >= minScore)) return false;
    return success === true;
  }
}

async function readBounded({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > LONGEST) throw new Error("The captcha's provider does not stop answering");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
