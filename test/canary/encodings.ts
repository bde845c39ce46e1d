/** Ways in which a secret may stand in something that is printed, by name. Each gives one or more texts to look for. */
export const encodings: Readonly<Record<string, (secret: string) => readonly string[]>> = {
  raw: (secret) => [secret],
  'in JSON': (secret) => [inJson(secret)],
  'in JSON within JSON': (secret) => [inJson(inJson(secret))],
  'URL-encoded': (secret) => [encodeURIComponent(secret), encodeURIComponent(encodeURIComponent(secret))],
  'percent-encoded, every byte': (secret) => [bytesOf(secret, (hex) => `%${hex}`)],
  'as a form': (secret) => [new URLSearchParams([['', secret]]).toString().slice(1)],
  base64: (secret) => [secret, inJson(secret)].flatMap((text) => aligned(text, 'base64')),
  base64url: (secret) => [secret, inJson(secret)].flatMap((text) => aligned(text, 'base64url')),
  hex: (secret) => [Buffer.from(secret).toString('hex')],
  'as bytes': (secret) => [[...Buffer.from(secret)].join(',')],
  'as escapes': (secret) => [bytesOf(secret, (hex) => `\\x${hex}`)],
  'as Unicode escapes': (secret) => [...new Set([unicode(secret, '\\u'), unicode(secret, '\\\\u')])],
  'as HTML': (secret) => [
    secret.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`),
    secret.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;'),
    unicode(secret, '&#x', ';'),
  ],
  'quoted-printable': (secret) => [bytesOf(secret, (hex) => `=${hex}`)],
  'UTF-16': (secret) => {
    const text = Buffer.from(secret, 'utf16le');
    return [text.toString('latin1'), Buffer.from(text).swap16().toString('latin1')];
  },
  reversed: (secret) => [Array.from(secret).reverse().join('')],
};

const inJson = (text: string): string => JSON.stringify(text).slice(1, -1);

const bytesOf = (text: string, form: (hex: string) => string): string =>
  [...Buffer.from(text)].map((byte) => form(byte.toString(16).padStart(2, '0'))).join('');

const unicode = (text: string, before: string, after = ''): string =>
  Array.from(
    { length: text.length },
    (_, at) =>
      before +
      text
        .charCodeAt(at)
        .toString(16)
        .padStart(after === '' ? 4 : 2, '0') +
      after,
  ).join('');

/**
 * A secret within something that is encoded whole, such as `user:password`, may begin at any of three places of a group. Characters at
 * the edges depend on what is around, and are left out.
 */
function aligned(secret: string, encoding: 'base64' | 'base64url'): string[] {
  const bytes = Buffer.from(secret);
  return [0, 1, 2].map((shift) => {
    const text = Buffer.concat([Buffer.alloc(shift), bytes])
      .toString(encoding)
      .replace(/=+$/, '');
    const end = Math.floor(((shift + bytes.length) * 8) / 6);
    return text.slice(Math.ceil((shift * 8) / 6), end);
  });
}
