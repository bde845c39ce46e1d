import { pbkdf2Sync, scryptSync } from 'node:crypto';
import {
  AdminSetUserPasswordCommand,
  ChangePasswordCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  type PasswordHashingAlgorithmType,
} from '@aws-sdk/client-cognito-identity-provider';
import { argon2id } from '@noble/hashes/argon2.js';
import { hashSync } from 'bcryptjs';
import { createSrpSession, signSrpSession } from 'cognito-srp-helper';
import { isHash, matchesHash } from '../imports/password-hash';
import { Importing, person } from './imports';
import { goodPassword, PoolUnderTest, refusal } from './support';

const wrong = ['NotAuthorizedException', 'Incorrect username or password.'];
const salt = Buffer.from('0123456789abcdef');
const b64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64').replaceAll('=', '');

const hashes: Record<PasswordHashingAlgorithmType, string> = {
  BCRYPT: hashSync(goodPassword, 4),
  SCRYPT: `$scrypt$ln=10,r=8,p=1$${b64(salt)}$${b64(scryptSync(goodPassword, salt, 32, { N: 1024, r: 8, p: 1 }))}`,
  ARGON2ID: `$argon2id$v=19$m=64,t=1,p=1$${b64(salt)}$${b64(argon2id(goodPassword, salt, { m: 64, t: 1, p: 1 }))}`,
  PBKDF2_SHA256: `$pbkdf2-sha256$1000$${b64(salt)}$${b64(pbkdf2Sync(goodPassword, salt, 1000, 32, 'sha256'))}`,
};

let pools: PoolUnderTest;
let imports: Importing;
let clientId: string;
beforeAll(async () => {
  pools = await PoolUnderTest.start();
  imports = await Importing.into(pools);
  ({ ClientId: clientId } = await pools.createClient(imports.poolId, {
    ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_USER_SRP_AUTH', 'ALLOW_USER_AUTH'],
  }));
});
beforeEach(() => {
  const { users } = pools.context.store;
  for (const { sub } of users.values()) users.delete(sub);
});
afterAll(() => pools.close());

async function bring(name: string, PasswordHashingAlgorithm: PasswordHashingAlgorithmType, hash?: string) {
  const row = person(name, { password_hash: hash ?? hashes[PasswordHashingAlgorithm] });
  return (await imports.import([row], { PasswordHashingAlgorithm })).lines[0];
}

const isFirst = (password: string) => refusal(pools.signIn(clientId, 'ada', password));

describe.each(Object.keys(hashes) as PasswordHashingAlgorithmType[])('%s', (algorithm) => {
  it('lets in with the password, and keeps a verifier from then on', async () => {
    expect(await bring('ada', algorithm)).toBe('[SUCCEEDED] Line Number 2 - The import succeeded.');
    expect(imports.user('ada')).toMatchObject({ status: 'CONFIRMED', importedHash: { algorithm } });
    expect(await isFirst(`${goodPassword}!`)).toEqual(wrong);
    expect(imports.user('ada').password).toBeUndefined();
    expect(await pools.signIn(clientId, 'ada')).toHaveProperty('AccessToken');
    expect(imports.user('ada').importedHash).toBeUndefined();
    expect(imports.user('ada').password).toHaveProperty('verifier');
    expect(imports.user('ada').failedPasswords.count).toBe(0);
    expect(await pools.signIn(clientId, 'ada')).toHaveProperty('AccessToken');
    expect(await isFirst(`${goodPassword}!`)).toEqual(wrong);
  });
});

it('takes an empty hash for none, and fails a row with a wrong one', async () => {
  expect(await bring('ada', 'BCRYPT', '')).toContain('[SUCCEEDED]');
  expect(imports.user('ada')).toMatchObject({ status: 'RESET_REQUIRED' });
  expect((await isFirst(goodPassword))[0]).toBe('PasswordResetRequiredException');
  expect(await bring('bob', 'BCRYPT', hashes.SCRYPT)).toBe(
    '[FAILED] Line Number 2 - The password_hash is not a valid BCRYPT hash.',
  );
});

const rest = hashes.BCRYPT.slice(7);
const saltAndHash = `${b64(salt)}$${b64(Buffer.alloc(32))}`;
it.each<[PasswordHashingAlgorithmType, string, boolean]>([
  ['BCRYPT', `$2a$12$${rest}`, true],
  ['BCRYPT', `$2y$04$${rest}`, true],
  ['BCRYPT', `$2b$13$${rest}`, false],
  ['BCRYPT', `$2b$03$${rest}`, false],
  ['BCRYPT', `$2x$10$${rest}`, false],
  ['BCRYPT', `$2b$10$${rest}a`, false],
  ['SCRYPT', `$scrypt$ln=16,r=8,p=1$${saltAndHash}`, true],
  ['SCRYPT', `$scrypt$ln=17,r=8,p=1$${saltAndHash}`, false],
  ['SCRYPT', `$scrypt$ln=0,r=8,p=1$${saltAndHash}`, false],
  ['SCRYPT', `$scrypt$ln=16,r=9,p=1$${saltAndHash}`, false],
  ['SCRYPT', `$scrypt$ln=16,r=8,p=2$${saltAndHash}`, false],
  ['SCRYPT', `$scrypt$ln=16,r=8,p=1$${b64(salt)}$short`, false],
  ['ARGON2ID', `$argon2id$v=19$m=19456,t=2,p=1$${saltAndHash}`, true],
  ['ARGON2ID', `$argon2id$v=19$m=19457,t=2,p=1$${saltAndHash}`, false],
  ['ARGON2ID', `$argon2id$v=19$m=19456,t=3,p=1$${saltAndHash}`, false],
  ['ARGON2ID', `$argon2id$v=19$m=19456,t=2,p=2$${saltAndHash}`, false],
  ['ARGON2ID', `$argon2i$v=19$m=19456,t=2,p=1$${saltAndHash}`, false],
  ['PBKDF2_SHA256', `$pbkdf2-sha256$600000$${saltAndHash}`, true],
  ['PBKDF2_SHA256', `$pbkdf2-sha256$i=600000$${saltAndHash}=`, true],
  ['PBKDF2_SHA256', `$pbkdf2-sha256$600001$${saltAndHash}`, false],
  ['PBKDF2_SHA256', `$pbkdf2-sha256$0$${saltAndHash}`, false],
  ['PBKDF2_SHA256', `$pbkdf2-sha256$1000$c2hvcnQ$${b64(Buffer.alloc(32))}`, false],
  ['PBKDF2_SHA256', `$pbkdf2-sha256$1000$${b64(salt)}$???`, false],
])('of %s hashes %s is good: %s', (algorithm, text, good) => {
  expect(isHash({ algorithm, text })).toBe(good);
});

it.each<[PasswordHashingAlgorithmType, string, string]>([
  // John the Ripper, passlib's documentation, the reference implementation of Argon2, passlib's documentation.
  ['BCRYPT', '$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW', 'U*U'],
  [
    'SCRYPT',
    '$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E',
    'password',
  ],
  [
    'ARGON2ID',
    '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4',
    'password',
  ],
  [
    'PBKDF2_SHA256',
    '$pbkdf2-sha256$6400$.6UI/S.nXIk8jcbdHx3Fhg$98jZicV16ODfEsEZeYPGHU3kbrUrvUEXOPimVSQDD44',
    'password',
  ],
])('reads %s hashes that others wrote', async (algorithm, text, password) => {
  expect(isHash({ algorithm, text })).toBe(true);
  expect(await matchesHash({ algorithm, text }, password)).toBe(true);
  expect(await matchesHash({ algorithm, text }, `${password} `)).toBe(false);
});

describe('before the first sign-in', () => {
  it('SRP fails like a wrong password, and works from then on', async () => {
    await bring('ada', 'SCRYPT');
    const bySrp = async () => {
      const srp = createSrpSession('ada', goodPassword, imports.poolId, false);
      const { ChallengeParameters } = await pools.sdk.send(
        new InitiateAuthCommand({
          ClientId: clientId,
          AuthFlow: 'USER_SRP_AUTH',
          AuthParameters: { USERNAME: 'ada', SRP_A: srp.largeA },
        }),
      );
      const signed = signSrpSession(srp, { ChallengeParameters });
      return pools.sdk.send(
        new RespondToAuthChallengeCommand({
          ClientId: clientId,
          ChallengeName: 'PASSWORD_VERIFIER',
          ChallengeResponses: {
            USERNAME: 'ada',
            PASSWORD_CLAIM_SECRET_BLOCK: ChallengeParameters?.['SECRET_BLOCK'] ?? '',
            PASSWORD_CLAIM_SIGNATURE: signed.passwordSignature,
            TIMESTAMP: signed.timestamp,
          },
        }),
      );
    };
    expect(await refusal(bySrp())).toEqual(wrong);
    await pools.signIn(clientId, 'ada');
    expect((await bySrp()).AuthenticationResult).toHaveProperty('AccessToken');
  });

  it('choice-based sign-in takes the password in clear', async () => {
    await bring('ada', 'ARGON2ID');
    const choose = (PASSWORD: string) =>
      pools.sdk.send(
        new InitiateAuthCommand({
          ClientId: clientId,
          AuthFlow: 'USER_AUTH',
          AuthParameters: { USERNAME: 'ada', PREFERRED_CHALLENGE: 'PASSWORD', PASSWORD },
        }),
      );
    expect(await refusal(choose('Wrong-Horse-1'))).toEqual(wrong);
    expect((await choose(goodPassword)).AuthenticationResult).toHaveProperty('AccessToken');
    expect(imports.user('ada').password).toHaveProperty('verifier');
  });

  it('guesses are counted one by one, however many come at a time', async () => {
    await bring('ada', 'BCRYPT');
    const guesses = [...Array.from({ length: 12 }, (_, index) => `Wrong-Guess-${index}`), goodPassword];
    const results = await Promise.all(guesses.map((guess) => isFirst(guess).catch(() => ['signed in', ''])));
    expect(results.filter(([, text]) => text === 'Incorrect username or password.')).toHaveLength(5);
    expect(results.filter(([, text]) => text === 'Password attempts exceeded')).toHaveLength(8);
    await pools.advance(2);
    expect(await pools.signIn(clientId, 'ada')).toHaveProperty('AccessToken');
  });

  it('another password takes the place of the imported one', async () => {
    await bring('ada', 'PBKDF2_SHA256');
    const input = {
      UserPoolId: imports.poolId,
      Username: 'ada',
      Password: 'Another-Horse-8',
      Permanent: true,
    };
    await pools.sdk.send(new AdminSetUserPasswordCommand(input));
    expect(imports.user('ada').importedHash).toBeUndefined();
    expect(await isFirst(goodPassword)).toEqual(wrong);
    expect(await pools.signIn(clientId, 'ada', 'Another-Horse-8')).toHaveProperty('AccessToken');
  });

  it('a password set while a guess is checked stays', async () => {
    await bring('ada', 'PBKDF2_SHA256');
    const guess = isFirst(goodPassword).catch(() => ['signed in', '']);
    const input = {
      UserPoolId: imports.poolId,
      Username: 'ada',
      Password: 'Another-Horse-8',
      Permanent: true,
    };
    await pools.sdk.send(new AdminSetUserPasswordCommand(input));
    await guess;
    expect(await pools.signIn(clientId, 'ada', 'Another-Horse-8')).toHaveProperty('AccessToken');
  });

  it('ChangePassword wants the imported password', async () => {
    await bring('ada', 'PBKDF2_SHA256');
    const hash = imports.user('ada').importedHash;
    const { AccessToken } = await pools.signIn(clientId, 'ada');
    // As after a sign-in by a code, which needs no password.
    pools.context.store.users.put({
      ...imports.user('ada'),
      password: undefined,
      importedHash: hash,
    } as never);
    const change = (PreviousPassword: string | undefined) =>
      pools.sdk.send(
        new ChangePasswordCommand({ AccessToken, PreviousPassword, ProposedPassword: 'New-Horse-9' }),
      );
    expect(await refusal(change(undefined))).toEqual([
      'InvalidParameterException',
      'Missing required parameter PreviousPassword',
    ]);
    expect(await refusal(change('Wrong-Horse-1'))).toEqual(wrong);
    await change(goodPassword);
    expect(await pools.signIn(clientId, 'ada', 'New-Horse-9')).toHaveProperty('AccessToken');
  });
});
