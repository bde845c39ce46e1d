import { createHash } from 'node:crypto';
import type { PoolRecord } from '../store/records';
import { checkPasswordPolicy, derivePassword, generatePassword, isPassword } from './password';
import { padded, powerOfGenerator, prime, privateExponent } from './srp-group';

const vector = {
  salt: '83c300871164912be8db37d633ce5bbb',
  sub: '11111111-2222-3333-4444-555555555555',
  password: 'Passw0rd!',
};

function poolWith(policy: object): PoolRecord {
  return {
    id: 'eu-west-1_AbCdEfGhI',
    region: 'eu-west-1',
    settings: { Policies: { PasswordPolicy: policy } },
    schema: [],
    mfa: { mode: 'OFF' },
    createdAt: 0,
    updatedAt: 0,
  };
}

describe('the SRP verifier', () => {
  const digest = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

  it('lives in the group that Cognito clients know', () => {
    expect(digest(prime)).toBe('48cf8b092fbce4359d9871abf74f98e25b6163379eaa15cd9087e800c6d1c55c');
  });

  it('gives x and v of the published vector', () => {
    const x = privateExponent('AbCdEfGhI', vector.sub, vector.password, vector.salt);
    expect(x.toString('hex')).toBe('5f5fe4e56e01bc7f05357d6415f8834f4882b03251dd2ec2a9c3edf657690af7');
    expect(digest(padded(powerOfGenerator(x)))).toBe(
      '505654aa9cec45864ba2f6f16a36c0f98ec9cf33882bb639bae0d94b90e9e059',
    );
  });

  it('accepts the password of the vector and no other', () => {
    const pool = poolWith({});
    const x = privateExponent('AbCdEfGhI', vector.sub, vector.password, vector.salt);
    const record = { salt: vector.salt, verifier: powerOfGenerator(x).toString('hex') };
    expect(isPassword(pool, vector.sub, record, vector.password)).toBe(true);
    expect(isPassword(pool, vector.sub, record, 'Passw0rd?')).toBe(false);
    expect(isPassword(pool, '11111111-2222-3333-4444-555555555556', record, vector.password)).toBe(false);
  });

  it.each([
    ['an accent composed otherwise', 'Pa\u00e9ss 12!', 'Pae\u0301ss 12!'],
    ['a space inside', 'Pass word12!', 'Password12!'],
    ['a trailing space', 'Password12! ', 'Password12!'],
    ['another case', 'Password12!', 'password12!'],
  ])('takes passwords byte for byte: %s is another password', (_, password, other) => {
    const pool = poolWith({});
    const record = derivePassword(pool, vector.sub, password);
    expect(isPassword(pool, vector.sub, record, password)).toBe(true);
    expect(isPassword(pool, vector.sub, record, other)).toBe(false);
  });

  it('salts every password anew', () => {
    const pool = poolWith({});
    const records = [1, 2].map(() => derivePassword(pool, vector.sub, vector.password));
    expect(records[0]).not.toEqual(records[1]);
  });
});

describe('the password policy', () => {
  const strict = poolWith({
    MinimumLength: 10,
    RequireUppercase: true,
    RequireLowercase: true,
    RequireNumbers: true,
    RequireSymbols: true,
  });

  it.each([
    ['Ab1!', 'Password not long enough'],
    ['abcdefgh1!', 'Password must have uppercase characters'],
    ['ABCDEFGH1!', 'Password must have lowercase characters'],
    ['Abcdefghi!', 'Password must have numeric characters'],
    ['Abcdefghi1', 'Password must have symbol characters'],
    ['Äbcdefgh1!', 'Password must have uppercase characters'],
  ])('refuses %s: %s', (password, rule) => {
    expect(() => {
      checkPasswordPolicy(strict, password);
    }).toThrow(
      expect.objectContaining({
        type: 'InvalidPasswordException',
        message: `Password did not conform with policy: ${rule}`,
      }) as Error,
    );
  });

  it.each(['Abcdefgh1!', 'Abcdefgh1 x', 'Abcdefgh1`x'])('accepts %s', (password) => {
    expect(() => {
      checkPasswordPolicy(strict, password);
    }).not.toThrow();
  });

  it('asks for eight characters where nothing is set', () => {
    expect(() => {
      checkPasswordPolicy(poolWith({}), 'abcdefg');
    }).toThrow('Password not long enough');
    expect(() => {
      checkPasswordPolicy(poolWith({}), 'abcdefgh');
    }).not.toThrow();
  });

  it('is satisfied by every generated password', () => {
    for (let round = 0; round < 200; round += 1) {
      expect(() => {
        checkPasswordPolicy(strict, generatePassword(strict));
      }).not.toThrow();
    }
    expect(generatePassword(poolWith({ MinimumLength: 40 }))).toHaveLength(40);
  });
});
