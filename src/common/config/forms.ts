import { isIP } from 'node:net';
import { z } from 'zod';
import { domainName } from './domain-name';
import { type QuotaCategory, quotaCategories } from './quota-categories';

/** A whole number in plain digits: `1e3`, `0x10` and blanks would mean something, but hardly what was meant. */
export const wholeNumber = (least: number, most: number) =>
  z.preprocess(
    (value) => (typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value),
    z
      .number('must be a whole number')
      .int()
      .min(least, `must be at least ${least}`)
      .max(most, `must be at most ${most}`),
  );

export const port = wholeNumber(0, 65_535);

export const onOff = z.enum(['on', 'off']);

/** An address to call, without name and password: they would end in the first error that quotes it. */
export const webAddress = z
  .url({ protocol: /^https?$/, error: 'must be an address that begins with http:// or https://' })
  .refine(
    (text) => !/[\s\\*,]/.test(text) && isPlain(text),
    'must hold no name, password, blanks, pattern or fragment',
  );

function isPlain(text: string): boolean {
  if (!URL.canParse(text)) return true;
  const { username, password, hash } = new URL(text);
  return username === '' && password === '' && hash === '';
}

/** A connection string of PostgreSQL. It holds a password, so it is a secret. */
export const databaseAddress = z
  .url({ protocol: /^postgres(ql)?$/, error: 'must be an address of PostgreSQL' })
  .refine(
    (text) => !/[\s",#]/.test(text) && (!URL.canParse(text) || new URL(text).pathname.length > 1),
    'must be an address of PostgreSQL with a database, what is special in it percent-encoded',
  );

/** An address or a name to listen on. */
export const host = z
  .string()
  .refine(
    (text) =>
      isIP(text) !== 0 || (text.length <= 253 && /^(?!\d+(\.\d+)*$)[a-z\d]([\w.-]*[a-z\d])?$/i.test(text)),
    'must be an IP address or the name of a host',
  );

/** A name on the internet. */
export const domain = host.refine((text) => text.includes('.'), 'must be a domain such as login.example.com');

/** Segments of a path that need no encoding. */
export const basePath = z
  .string()
  .regex(/^(?:\/[\w.~-]+)+$/, 'must be a path such as /identity, without a slash at its end');

/** A list with commas. */
const list = z.string().transform((text) => text.split(',').map((item) => item.trim()));

/** Names of hosts with commas. */
export const hosts = list.pipe(z.array(host));

/** Domains of e-mail addresses with commas, in the form that is compared. `*.example.com` is all that is below. */
export const mailDomains = list.pipe(
  z.array(
    z.string().transform((text, context) => {
      const [, below = '', domain = ''] = /^(\*\.)?(.*)$/s.exec(text) ?? [];
      const name = domainName(domain);
      if (name !== undefined) return below + name;
      context.addIssue({
        code: 'custom',
        message: 'must be domains such as example.com or *.example.com, with commas',
      });
      return z.NEVER;
    }),
  ),
);

/** Origins as browsers send them, to the letter: anything else would never be met, and a pattern would let others in. */
export const origins = list.pipe(
  z.array(
    z
      .string()
      .refine(
        isOrigin,
        'must be origins such as https://app.example.com, without path or pattern, with commas',
      ),
  ),
);

function isOrigin(text: string): boolean {
  if (!/^https?:\/\/[^*]+$/.test(text) || !URL.canParse(text)) return false;
  return new URL(text).origin === text;
}

/** Proxies whose `X-Forwarded-For` is believed: a number of hops, or addresses and networks. */
export const proxies = z
  .string()
  .refine(
    (text) => /^[1-9]\d?$/.test(text) || text.split(',').every((item) => isNetwork(item.trim())),
    'must be a number of hops, or IP addresses and networks with commas; not all addresses there are',
  );

/** Names that `proxy-addr` knows, besides addresses. */
const NAMED_NETWORKS = ['loopback', 'linklocal', 'uniquelocal'];

function isNetwork(text: string): boolean {
  if (NAMED_NETWORKS.includes(text)) return true;
  const [address = '', prefix, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || address.includes('%') || more.length > 0) return false;
  const [least, most] = version === 4 ? [8, 32] : [7, 128];
  // A network of everybody, or of half of it, would let strangers choose the address that limits count.
  return (
    prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) >= least && Number(prefix) <= most)
  );
}

/** A secret that somebody has made up: long, and not one character or one word over and over. */
export const madeUpSecret = z
  .string()
  .min(32, 'must have at least 32 characters')
  .refine(isVaried, 'must be random, e.g. of `openssl rand -base64 32`');

/** Distinct characters that 32 random hexadecimal digits have in all but one of a million cases. */
const DISTINCT = 8;

function isVaried(text: string): boolean {
  return new Set(text).size >= DISTINCT && !(text + text).slice(1, -1).includes(text);
}

/** Calls a second by category: `UserCreation=100,UserRead=300`. */
export const quotas = list
  .pipe(
    z.array(
      z.string().refine(isQuota, 'must be calls a second by category, such as UserCreation=100,UserRead=300'),
    ),
  )
  .transform((items) =>
    items.reduce<Partial<Record<QuotaCategory, number>>>((quotas, item) => {
      const [category, figure] = item.split('=');
      return { ...quotas, [category as QuotaCategory]: Number(figure) };
    }, {}),
  );

function isQuota(text: string): boolean {
  const [, name, figure] = /^(\w+)=([1-9]\d{0,5})$/.exec(text) ?? [];
  return figure !== undefined && quotaCategories.some((category) => category === name);
}

/** A part of something: more than 0, at most 1. */
export const share = z.preprocess(
  (value) =>
    typeof value === 'string' && /^(0?\.\d{1,6}|1(\.0{1,6})?)$/.test(value) ? Number(value) : value,
  z.number('must be a part such as 0.5').gt(0, 'must be more than 0').max(1, 'must be at most 1'),
);
