import { randomBytes } from 'node:crypto';
import { verifierOf, type Device } from '../../../local-pool/test/devices';
import { type Identity, SrpClient } from '../../../local-pool/test/srp';
import { PASSWORD } from '../../support/gatehouse';
import type { Challenge, Person, Site } from './site';

export type { Device } from '../../../local-pool/test/devices';

/** The client's half of SRP on quick arithmetic, in the words of the REST contract. `srp.test.ts` has foreign clients. */
export class Srp {
  private readonly client = new SrpClient();

  /** What `srpA` is sent. */
  get srpA(): string {
    return this.client.shown;
  }

  /** Answers PASSWORD_VERIFIER. */
  password({ challenge }: Challenge, password = PASSWORD): object {
    const { poolName: group, userId } = challenge.parameters as { poolName: string; userId: string };
    return this.proof(challenge.parameters, { group, userId, password });
  }

  /** Answers DEVICE_PASSWORD_VERIFIER. */
  device({ challenge }: Challenge, { group, key: userId, secret: password }: Device): object {
    return this.proof(challenge.parameters, { group, userId, password });
  }

  private proof(parameters: { salt: string; srpB: string; secretBlock: string }, who: Identity): object {
    const { salt: SALT, srpB: SRP_B, secretBlock: SECRET_BLOCK } = parameters;
    const claim = this.client.claim({ SALT, SRP_B, SECRET_BLOCK }, who);
    return {
      signature: claim['PASSWORD_CLAIM_SIGNATURE'],
      timestamp: claim['TIMESTAMP'],
      secretBlock: claim['PASSWORD_CLAIM_SECRET_BLOCK'],
    };
  }
}

/** Signs in by password and a code by SMS, and has the device remembered: `sms` is the person's second factor. */
export async function rememberedDevice(
  site: Site,
  person: Person,
): Promise<Device & { readonly token: string }> {
  const at = await site.begin(person);
  const { body } = await site.answer(at.session, { code: await site.code(person.phone) });
  const { deviceKey: key, deviceGroupKey: group } = body.data.newDevice as Record<string, string>;
  const device = { key: key ?? '', group: group ?? '', secret: randomBytes(40).toString('base64') };
  const { Salt: salt, PasswordVerifier: passwordVerifier } = verifierOf(device);
  const token = body.data.tokens.accessToken as string;
  const path = `/v1/users/me/devices/${device.key}/confirm`;
  const confirmed = await site.instance.post(path, { salt, passwordVerifier, deviceName: 'browser' }, token);
  if (confirmed.status !== 200) throw new Error(`confirm: ${JSON.stringify(confirmed.body)}`);
  return { ...device, token };
}
