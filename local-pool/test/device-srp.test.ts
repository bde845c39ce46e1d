import {
  AdminForgetDeviceCommand,
  AdminInitiateAuthCommand,
  AdminUpdateDeviceStatusCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { verifierOf } from './devices';
import { output } from './raw';
import { answerSrp, beginSrp } from './srp';
import { goodPassword, payloadOf, refusal } from './support';
import { TrustedDevices, trusting } from './trusted-devices';

let pool: TrustedDevices;

const gone = ['ResourceNotFoundException', 'Device does not exist.'];
const wrong = ['NotAuthorizedException', 'Incorrect username or password.'];
const invalid = ['NotAuthorizedException', 'Invalid session for the user.'];

beforeAll(async () => {
  pool = await TrustedDevices.start();
});
afterAll(() => pool.pools.close());

const forget = (Username: string, DeviceKey: string) =>
  pool.pools.sdk.send(new AdminForgetDeviceCommand({ UserPoolId: pool.poolId, Username, DeviceKey }));
const setStatus = (
  Username: string,
  DeviceKey: string,
  DeviceRememberedStatus: 'remembered' | 'not_remembered',
) =>
  pool.pools.sdk.send(
    new AdminUpdateDeviceStatusCommand({
      UserPoolId: pool.poolId,
      Username,
      DeviceKey,
      DeviceRememberedStatus,
    }),
  );
const forged = Buffer.alloc(32, 1).toString('base64');

describe('a remembered device', () => {
  it('proves itself in place of the second factor', async () => {
    const { user, device } = await pool.userWithDevice('ada');
    const messages = pool.pools.context.store.messages.size;
    const begun = await output(pool.initiate('ada', { DEVICE_KEY: device.key }));
    expect(begun).toEqual({
      ChallengeName: 'DEVICE_SRP_AUTH',
      Session: expect.any(String) as string,
      ChallengeParameters: { USERNAME: 'ada', DEVICE_KEY: device.key },
    });
    const proof = await pool.beginProof(begun, 'ada', device);
    const { $metadata, ...challenge } = proof.challenge;
    const secretBlock = challenge.ChallengeParameters?.['SECRET_BLOCK'];
    expect([$metadata.httpStatusCode, challenge]).toEqual([
      200,
      {
        ChallengeName: 'DEVICE_PASSWORD_VERIFIER',
        Session: secretBlock,
        ChallengeParameters: {
          USERNAME: 'ada',
          DEVICE_KEY: device.key,
          SRP_B: expect.stringMatching(/^[0-9a-f]+$/u) as string,
          SALT: pool.pools.context.store.devices.get(device.key)?.secret.salt,
          SECRET_BLOCK: expect.stringMatching(/^[A-Za-z0-9+/]{900,}={0,2}$/u) as string,
        },
      },
    ]);
    await pool.pools.advance(5);
    const done = await output(pool.finishProof(proof));
    expect(done).toEqual({
      ChallengeParameters: {},
      AuthenticationResult: {
        AccessToken: expect.any(String) as string,
        IdToken: expect.any(String) as string,
        RefreshToken: expect.any(String) as string,
        ExpiresIn: 3600,
        TokenType: 'Bearer',
      },
    });
    const { AccessToken = '', RefreshToken = '' } = done.AuthenticationResult ?? {};
    expect(payloadOf(AccessToken)).toMatchObject({ sub: user.sub, device_key: device.key });
    const { ClientId } = pool;
    const refreshed = await pool.tracking.refresh(ClientId, RefreshToken, device.key);
    expect(refreshed.AuthenticationResult?.AccessToken).toBeDefined();
    expect(pool.pools.context.store.messages.size).toBe(messages);
  });

  it('may be named after the password as well', async () => {
    const { device } = await pool.userWithDevice('grace');
    const { answer } = await beginSrp(pool.pools, pool, 'grace');
    const named = { ...answer, DEVICE_KEY: device.key };
    const next = await answerSrp(pool.pools, pool.ClientId, named);
    expect(next.ChallengeName).toBe('DEVICE_SRP_AUTH');
    const { AuthenticationResult } = await pool.finishProof(await pool.beginProof(next, 'grace', device));
    expect(AuthenticationResult?.AccessToken).toBeDefined();
  });

  it('may be named before the password alone', async () => {
    const { device } = await pool.userWithDevice('barbara');
    const { answer } = await beginSrp(pool.pools, pool, 'barbara', { DEVICE_KEY: device.key });
    expect((await answerSrp(pool.pools, pool.ClientId, answer)).ChallengeName).toBe('DEVICE_SRP_AUTH');
  });

  it('follows a new password', async () => {
    const { user, device } = await pool.userWithDevice('ida');
    pool.pools.context.store.users.put({
      ...pool.pools.user(user.sub),
      status: 'FORCE_CHANGE_PASSWORD',
      temporaryPasswordSetAt: pool.pools.context.clock.now(),
    });
    const { Session } = await pool.initiate('ida', { DEVICE_KEY: device.key });
    const next = await pool.answer('NEW_PASSWORD_REQUIRED', Session, {
      USERNAME: 'ida',
      NEW_PASSWORD: 'Better-Horse-8',
    });
    expect(next.ChallengeName).toBe('DEVICE_SRP_AUTH');
    const { AuthenticationResult } = await pool.finishProof(await pool.beginProof(next, 'ida', device));
    expect(AuthenticationResult?.NewDeviceMetadata).toBeUndefined();
  });
});

describe('the second factor is asked for', () => {
  it('without a device, or when it is not remembered, to which the tokens belong all the same', async () => {
    const { user, device } = await pool.userWithDevice('edsger');
    expect((await pool.initiate('edsger')).ChallengeName).toBe('SMS_MFA');
    await setStatus('edsger', device.key, 'not_remembered');
    const begun = await pool.initiate('edsger', { DEVICE_KEY: device.key });
    expect(begun.ChallengeName).toBe('SMS_MFA');
    const { AuthenticationResult } = await pool.answerSms(begun, user);
    expect(AuthenticationResult?.NewDeviceMetadata).toBeUndefined();
    expect(payloadOf(AuthenticationResult?.AccessToken ?? '')['device_key']).toBe(device.key);
    await setStatus('edsger', device.key, 'remembered');
    const again = await pool.initiate('edsger', { DEVICE_KEY: device.key });
    expect(again.ChallengeName).toBe('DEVICE_SRP_AUTH');
  });

  it('where devices are remembered but stand in for nothing', async () => {
    const other = await TrustedDevices.on(pool.tracking, {
      ...trusting,
      ChallengeRequiredOnNewDevice: false,
    });
    const { device } = await other.userWithDevice('ada');
    expect((await other.initiate('ada', { DEVICE_KEY: device.key })).ChallengeName).toBe('SMS_MFA');
  });

  it('by the Admin operations, which know no devices', async () => {
    const { device } = await pool.userWithDevice('alan');
    const { ChallengeName } = await pool.pools.sdk.send(
      new AdminInitiateAuthCommand({
        UserPoolId: pool.poolId,
        ClientId: pool.ClientId,
        AuthFlow: 'ADMIN_USER_PASSWORD_AUTH',
        AuthParameters: { USERNAME: 'alan', PASSWORD: goodPassword, DEVICE_KEY: device.key },
      }),
    );
    expect(ChallengeName).toBe('SMS_MFA');
  });
});

describe('a device that is gone', () => {
  it('is told after the proof of the password, and the same answer without it goes on', async () => {
    const { user, device } = await pool.userWithDevice('donald');
    await forget('donald', device.key);
    const named = { DEVICE_KEY: device.key };
    const { answer } = await beginSrp(pool.pools, pool, 'donald', named);
    const respond = (more: Record<string, string>) =>
      answerSrp(pool.pools, pool.ClientId, { ...answer, ...more });
    expect(await refusal(respond(named))).toEqual(gone);
    const bad = await refusal(respond({ ...named, PASSWORD_CLAIM_SIGNATURE: forged }));
    expect(bad).toEqual(wrong);
    const second = await beginSrp(pool.pools, pool, 'donald', named);
    expect(await refusal(answerSrp(pool.pools, pool.ClientId, { ...second.answer, ...named }))).toEqual(gone);
    const next = await answerSrp(pool.pools, pool.ClientId, second.answer);
    expect(next.ChallengeName).toBe('SMS_MFA');
    const { AuthenticationResult } = await pool.answerSms(next, user);
    expect(AuthenticationResult?.NewDeviceMetadata?.DeviceKey).not.toBe(device.key);
  });

  it.each([
    ['forgotten', (name: string, key: string) => forget(name, key)],
    ['not remembered', (name: string, key: string) => setStatus(name, key, 'not_remembered')],
  ])('%s stands in for nothing at any step', async (how, change) => {
    const name = `gone-${how.replace(' ', '-')}`;
    const { user, device } = await pool.userWithDevice(name);
    const one = await pool.initiate(name, { DEVICE_KEY: device.key });
    const proof = await pool.beginProof(await pool.initiate(name, { DEVICE_KEY: device.key }), name, device);
    await change(name, device.key);
    expect(await refusal(pool.beginProof(one, name, device))).toEqual(gone);
    expect(await refusal(pool.finishProof(proof))).toEqual(gone);
    // Another device of the same user does not help the one that is gone.
    const other = await pool.newDevice(user);
    const swapped = { ...proof, answer: { ...proof.answer, DEVICE_KEY: other.device.key } };
    expect(await refusal(pool.finishProof(swapped))).toEqual(invalid);
  });
});

describe('a proof', () => {
  it('of another secret is refused, counts and locks', async () => {
    const { device } = await pool.userWithDevice('mallory');
    const begin = async (secret: string) =>
      pool.beginProof(await pool.initiate('mallory', { DEVICE_KEY: device.key }), 'mallory', {
        ...device,
        secret,
      });
    const right = await begin(device.secret);
    const wrongOnes = [];
    for (let count = 0; count < 5; count += 1) wrongOnes.push(await begin('guessed'));
    for (const proof of wrongOnes) expect(await refusal(pool.finishProof(proof))).toEqual(wrong);
    const locked = ['NotAuthorizedException', 'Password attempts exceeded'];
    expect(await refusal(pool.initiate('mallory'))).toEqual(locked);
    expect(await refusal(pool.finishProof(right))).toEqual(locked);
  });

  it('happens once, also in a race', async () => {
    const { device } = await pool.userWithDevice('leslie');
    const begun = await pool.initiate('leslie', { DEVICE_KEY: device.key });
    const proof = await pool.beginProof(begun, 'leslie', device);
    const answers = await Promise.allSettled([1, 2, 3].map(() => pool.finishProof(proof)));
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const used = ['NotAuthorizedException', 'Invalid session for the user, session can only be used once.'];
    expect(await refusal(pool.finishProof(proof))).toEqual(used);
    expect(await refusal(pool.beginProof(begun, 'leslie', device))).toEqual(used);
  });

  it('is wanted within seconds', async () => {
    const { device } = await pool.userWithDevice('niklaus');
    const begun = await pool.initiate('niklaus', { DEVICE_KEY: device.key });
    const proof = await pool.beginProof(begun, 'niklaus', device);
    await pool.pools.advance(30);
    expect(await refusal(pool.finishProof(proof))).toEqual(wrong);
  });

  it('is not cut short', async () => {
    const { device } = await pool.userWithDevice('ken');
    const { Session } = await pool.initiate('ken', { DEVICE_KEY: device.key });
    const named = { USERNAME: 'ken', DEVICE_KEY: device.key };
    const skipped = pool.answer('DEVICE_PASSWORD_VERIFIER', Session, {
      ...named,
      PASSWORD_CLAIM_SECRET_BLOCK: Session ?? '',
      PASSWORD_CLAIM_SIGNATURE: forged,
      TIMESTAMP: 'Tue Sep 8 04:05:06 UTC 2026',
    });
    expect(await refusal(skipped)).toEqual(invalid);
    const begin = (answers: Record<string, string>) =>
      refusal(pool.answer('DEVICE_SRP_AUTH', Session, answers));
    const useless = ['InvalidParameterException', 'SRP_A is not a public key that can be used.'];
    expect(await begin({ ...named, SRP_A: '0' })).toEqual(useless);
    expect(await begin(named)).toEqual(['InvalidParameterException', 'Missing required parameter SRP_A']);
    expect(await begin({ USERNAME: 'ken', SRP_A: '5' })).toEqual([
      'InvalidParameterException',
      'Missing required parameter DEVICE_KEY',
    ]);
    const { AuthenticationResult } = await pool.finishProof(
      await pool.beginProof({ Session }, 'ken', device),
    );
    expect(AuthenticationResult?.AccessToken).toBeDefined();
  });

  it('is of the device it was asked of', async () => {
    const { user, device } = await pool.userWithDevice('dennis');
    const other = await pool.newDevice(user);
    const foreign = await pool.userWithDevice('brian');
    const begun = await pool.initiate('dennis', { DEVICE_KEY: device.key });
    expect(await refusal(pool.beginProof(begun, 'dennis', foreign.device))).toEqual(gone);
    const proof = await pool.beginProof(begun, 'dennis', device);
    const unnamed = { ...proof.answer };
    Reflect.deleteProperty(unnamed, 'DEVICE_KEY');
    expect(await refusal(pool.finishProof({ ...proof, answer: unnamed }))).toEqual([
      'InvalidParameterException',
      'Missing required parameter DEVICE_KEY',
    ]);
    const renamed = { ...proof.answer, DEVICE_KEY: other.device.key };
    expect(await refusal(pool.finishProof({ ...proof, answer: renamed }))).toEqual(invalid);
  });

  it('takes a salt as the client gave it, zero byte included', async () => {
    const user = await pool.createUser('salty');
    const { AuthenticationResult } = await pool.answerSms(await pool.initiate('salty'), user);
    const { AccessToken = '', NewDeviceMetadata } = AuthenticationResult ?? {};
    const { DeviceKey: key = '', DeviceGroupKey: group = '' } = NewDeviceMetadata ?? {};
    const device = { key, group, secret: 'secret' };
    const config = verifierOf(device);
    await pool.tracking.confirm({ AccessToken, device }, { DeviceSecretVerifierConfig: config });
    const proof = await pool.beginProof(await pool.initiate('salty', { DEVICE_KEY: key }), 'salty', device);
    const { SALT } = proof.challenge.ChallengeParameters ?? {};
    expect(SALT).toBe(Buffer.from(config.Salt, 'base64').toString('hex'));
  });
});
