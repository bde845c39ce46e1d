import { readHash } from '../../src/triggers/migration/passwords/password-hash';
import { HASHES, OLD_PASSWORD } from './hashes';

const { signal } = new AbortController();

describe('hashes of former directories', () => {
  it.each(Object.entries(HASHES))('%s is of its password and of no other', async (_, hash) => {
    const verify = readHash(hash);
    expect(await verify?.(OLD_PASSWORD, signal)).toBe(true);
    expect(await verify?.(OLD_PASSWORD.toLowerCase(), signal)).toBe(false);
    expect(await verify?.('', signal)).toBe(false);
  });

  const salt = 'AAECAwQFBgcICQoLDA0ODw';
  const key = 'vmuc48XHwMRdJbxDmr8ofKf/pi8QeiKOiGiI5plzeQY';
  const aspNet = (digest: number, rounds: number, saltLength: number): string =>
    Buffer.concat([
      Buffer.from([1]),
      ...[digest, rounds, saltLength].map((number) => {
        const four = Buffer.alloc(4);
        four.writeUInt32BE(number);
        return four;
      }),
      Buffer.alloc(48, 7),
    ]).toString('base64');

  it.each([
    ['bcrypt of a cost that takes minutes', `$2b$20$${'a'.repeat(53)}`],
    ['bcrypt that is cut off', `$2b$10$${'a'.repeat(40)}`],
    ['the broken bcrypt of 2011', `$2x$10$${'a'.repeat(53)}`],
    ['Argon2 of much memory', `$argon2id$v=19$m=262144,t=1,p=1$${salt}$${key}`],
    ['Argon2 of many passes', `$argon2id$v=19$m=65536,t=9,p=1$${salt}$${key}`],
    ['Argon2 of no passes', `$argon2id$v=19$m=65536,t=0,p=1$${salt}$${key}`],
    ['Argon2 of many lanes', `$argon2id$v=19$m=65536,t=1,p=64$${salt}$${key}`],
    ['Argon2 of less memory than lanes need', `$argon2id$v=19$m=8,t=1,p=2$${salt}$${key}`],
    ['the first Argon2', `$argon2id$v=16$m=256,t=1,p=1$${salt}$${key}`],
    ['scrypt of a gigabyte', `$scrypt$ln=20,r=8,p=1$${salt}$${key}`],
    ['scrypt of many turns', `$scrypt$ln=14,r=8,p=1000$${salt}$${key}`],
    ['scrypt of no power of two', `scrypt$16385$salt$8$1$${key}`],
    ['scrypt of blocks of nothing', `scrypt:16384:0:1$salt$${'ab'.repeat(32)}`],
    ['scrypt whose key is a few bytes', `$scrypt$ln=10,r=8,p=1$${salt}$AAEC`],
    ['PBKDF2 of many rounds', `$pbkdf2-sha256$99999999$${salt}$${key}`],
    ['PBKDF2 of no rounds', `$pbkdf2-sha256$0$${salt}$${key}`],
    ['PBKDF2 of an unknown digest', `pbkdf2_sha3$1000$salt$${key}`],
    ['PBKDF2 without a key', `pbkdf2_sha256$1000$salt$`],
    ['PBKDF2 whose key would never end', `$pbkdf2-sha256$1000$${salt}$${'A'.repeat(4000)}`],
    ['ASP.NET Identity of many rounds', aspNet(1, 2 ** 31, 16)],
    ['ASP.NET Identity of an unknown digest', aspNet(3, 1000, 16)],
    ['ASP.NET Identity that is all salt', aspNet(1, 1000, 48)],
    ['a plain password', 'Correct-Horse-7'],
    ['MD5', '5f4dcc3b5aa765d61d8327deb882cf99'],
    ['nothing', ''],
  ])('%s is read as no hash', (_, text) => {
    expect(readHash(text)).toBeUndefined();
  });

  it('a password of Argon2 is given up with its signal', async () => {
    const end = new AbortController();
    const verified = readHash(`$argon2id$v=19$m=131072,t=4,p=1$${salt}$${key}`)?.('x', end.signal);
    end.abort();
    await expect(verified).rejects.toThrow('aborted');
  });
});
