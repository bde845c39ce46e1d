import {
  createHash,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  randomUUID,
  type KeyObject,
} from 'node:crypto';
import { promisify } from 'node:util';
import type { JWK } from 'jose';
import type { PoolContext } from '../operation';
import type { KeyRecord } from '../store/records';

const newKeyPair = promisify(generateKeyPair);
const uses = ['id', 'access'] as const;
/** Members of a private JWK that must never be published (RFC 7518 section 6.3.2, and `k` of a symmetric key). */
const secretMembers = new Set(['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']);

/** Parsing a key costs more than signing with it, so each is parsed once. Records never change, so neither does the entry. */
const parsed = new WeakMap<KeyRecord, { readonly privateKey: KeyObject; readonly publicKey: KeyObject }>();

/** Gives a new pool its two RSA-2048 keys: as on AWS, ID and access tokens are signed by different ones. */
export async function createPoolKeys(context: PoolContext, poolId: string): Promise<void> {
  for (const key of await newKeys(context, poolId)) context.store.keys.put(key);
}

/** Signs with new keys from now on. The old ones stay published, so that tokens already issued live out their time. */
export async function rotatePoolKeys(context: PoolContext, poolId: string): Promise<void> {
  const fresh = await newKeys(context, poolId);
  for (const key of poolKeys(context, poolId)) {
    if (!key.retired) context.store.keys.put({ ...key, retired: true });
  }
  for (const key of fresh) context.store.keys.put(key);
}

/**
 * Publishes a public key of somebody else among the pool's own, for tests of token verifiers. It verifies nothing here.
 *
 * @param jwk published as it is, however odd, without private members
 */
export function publishForeignKey(context: PoolContext, poolId: string, jwk: JWK): void {
  const publicJwk = Object.fromEntries(Object.entries(jwk).filter(([member]) => !secretMembers.has(member)));
  context.store.keys.put({
    id: `foreign-${randomUUID()}`,
    poolId,
    use: 'access',
    kid: jwk.kid ?? '',
    privateJwk: publicJwk,
    createdAt: context.clock.now(),
    retired: true,
  });
}

/** What `/<poolId>/.well-known/jwks.json` holds under `keys`. */
export function publishedKeys(context: PoolContext, poolId: string): readonly JWK[] {
  return poolKeys(context, poolId).map(({ id, kid, privateJwk }) => {
    const members = Object.entries(privateJwk).filter(([member]) => !secretMembers.has(member));
    const publicJwk = Object.fromEntries(members) as JWK;
    return id === kid
      ? { alg: 'RS256', e: publicJwk.e, kid, kty: 'RSA', n: publicJwk.n, use: 'sig' }
      : publicJwk;
  }) as readonly JWK[];
}

/** The key that signs tokens of this use now. */
export function signingKey(
  context: PoolContext,
  poolId: string,
  use: KeyRecord['use'],
): { readonly kid: string; readonly key: KeyObject } {
  const record = poolKeys(context, poolId).find((key) => key.use === use && !key.retired);
  if (!record) throw new Error(`Pool ${poolId} has no key for ${use} tokens`);
  return { kid: record.kid, key: keyObjects(record).privateKey };
}

/** The pool's own key of that `kid` and use, retired ones included. Keys of others are never found. */
export function verificationKey(
  context: PoolContext,
  kid: string | undefined,
  use: KeyRecord['use'],
): { readonly poolId: string; readonly key: KeyObject } | undefined {
  // Own keys are stored under their kid, foreign ones are not: a test's key can be published without being trusted.
  const record = kid === undefined ? undefined : context.store.keys.get(kid);
  if (record?.use !== use || record.kid !== kid) return undefined;
  return { poolId: record.poolId, key: keyObjects(record).publicKey };
}

function poolKeys(context: PoolContext, poolId: string): readonly KeyRecord[] {
  return context.store.keys.by('pool', poolId);
}

/** Finding primes takes a tenth of a second and more: off the event loop, and both at a time. */
function newKeys(context: PoolContext, poolId: string): Promise<readonly KeyRecord[]> {
  return Promise.all(uses.map((use) => newKey(context, poolId, use)));
}

async function newKey(context: PoolContext, poolId: string, use: KeyRecord['use']): Promise<KeyRecord> {
  const { privateKey, publicKey } = await newKeyPair('rsa', { modulusLength: 2048 });
  const kid = createHash('sha256')
    .update(poolId)
    .update(publicKey.export({ type: 'spki', format: 'der' }))
    .digest('base64');
  return {
    id: kid,
    poolId,
    use,
    kid,
    privateJwk: { ...privateKey.export({ format: 'jwk' }) },
    createdAt: context.clock.now(),
    retired: false,
  };
}

function keyObjects(record: KeyRecord): { readonly privateKey: KeyObject; readonly publicKey: KeyObject } {
  let objects = parsed.get(record);
  if (!objects) {
    const privateKey = createPrivateKey({ key: { ...record.privateJwk }, format: 'jwk' });
    objects = { privateKey, publicKey: createPublicKey(privateKey) };
    parsed.set(record, objects);
  }
  return objects;
}
