import { randomUUID } from 'node:crypto';
import type { UserRecord } from '../../store/records';
import { post } from '../raw';
import { goodPassword, PoolUnderTest, type Tokens } from '../support';

/** A pool with a public and a confidential client. */
export interface Place {
  readonly UserPoolId: string;
  readonly ClientId: string;
  readonly confidential: { readonly ClientId: string; readonly ClientSecret: string };
}

/** A user who has signed in. */
export interface SignedIn extends Tokens {
  readonly user: UserRecord;
}

type Settings = Record<string, unknown>;

const flows = [
  'ALLOW_USER_PASSWORD_AUTH',
  'ALLOW_ADMIN_USER_PASSWORD_AUTH',
  'ALLOW_REFRESH_TOKEN_AUTH',
  'ALLOW_USER_SRP_AUTH',
];

/** The server that all rows share, spoken to without a client in between. Every row makes users and groups of its own. */
export class World {
  private readonly shared = new Map<string, Promise<unknown>>();

  private constructor(
    readonly pools: PoolUnderTest,
    /** Users have names; e-mail addresses are verified. */
    readonly plain: Place,
  ) {}

  static async start(): Promise<World> {
    // Limits per hour count the calls of one row only: each has its own user.
    const pools = await PoolUnderTest.start();
    const plain = await newPlace(pools, { AutoVerifiedAttributes: ['email'] });
    return new World(pools, plain);
  }

  close(): Promise<void> {
    return this.pools.close();
  }

  get store(): PoolUnderTest['context']['store'] {
    return this.pools.context.store;
  }

  /** What all rows of a family use, made when the first of them asks. */
  once<T>(key: string, make: () => Promise<T>): Promise<T> {
    const made = (this.shared.get(key) as Promise<T> | undefined) ?? make();
    this.shared.set(key, made);
    return made;
  }

  /** A pool of other settings. */
  place(key: string, pool: Settings, client: Settings = {}): Promise<Place> {
    return this.once(`place ${key}`, () => newPlace(this.pools, pool, client));
  }

  /** One more client. */
  client(place: Place, settings: Settings): Promise<string> {
    return this.once(`client ${place.UserPoolId} ${JSON.stringify(settings)}`, async () => {
      const input = {
        UserPoolId: place.UserPoolId,
        ClientName: 'other',
        ExplicitAuthFlows: flows,
        ...settings,
      };
      return (await this.done('CreateUserPoolClient', input))['UserPoolClient'].ClientId;
    });
  }

  /** Calls an operation. */
  call(operation: string, input: object): ReturnType<typeof post> {
    return post(this.pools.url, operation, JSON.stringify(input));
  }

  /** Calls an operation that has to succeed. */
  async done(operation: string, input: object): Promise<Record<string, any>> {
    const { status, body } = await this.call(operation, input);
    if (status !== 200) throw new Error(`${operation}: ${JSON.stringify(body)}`);
    return body as Record<string, any>;
  }

  /** A name that nobody has had. */
  readonly name = (): string => `user-${randomUUID()}`;

  /** A confirmed user with a verified e-mail address and `goodPassword`, unless told otherwise. */
  user(changes: Partial<UserRecord> = {}, place = this.plain): Promise<UserRecord> {
    return this.pools.createUser(place.UserPoolId, this.name(), changes);
  }

  /** `UserPoolId` and `Username` of a new user. */
  async named(changes: Partial<UserRecord> = {}, place = this.plain): Promise<UserNamed> {
    return { UserPoolId: place.UserPoolId, Username: (await this.user(changes, place)).username };
  }

  async signedIn(changes: Partial<UserRecord> = {}, place = this.plain): Promise<SignedIn> {
    const user = await this.user(changes, place);
    return { user, ...(await this.pools.signIn(place.ClientId, user.username)) };
  }

  /** Somebody who has signed up and not confirmed. */
  async signedUp(place = this.plain): Promise<{ Username: string; sub: string; code: string }> {
    const Username = this.name();
    const email = `${Username}@example.com`;
    const { UserSub } = await this.done('SignUp', {
      ClientId: place.ClientId,
      Username,
      Password: goodPassword,
      UserAttributes: [{ Name: 'email', Value: email }],
    });
    return { Username, sub: UserSub, code: this.pools.lastCode(email) };
  }

  change(user: UserRecord, changes: Partial<UserRecord>): void {
    this.store.users.put({ ...this.pools.user(user.sub), ...changes });
  }

  /** Ends every code that somebody was sent. */
  expireCodes(username: string, place = this.plain): void {
    const [user] = this.store.users.by('name', `${place.UserPoolId}/${username}`);
    const now = this.pools.context.clock.now();
    for (const code of this.store.codes.by('pool', place.UserPoolId)) {
      if (user && code.id.startsWith(user.sub)) this.store.codes.put({ ...code, expiresAt: now });
    }
  }

  /** The same call many times, whatever is answered. */
  async repeat(times: number, operation: string, input: object): Promise<void> {
    for (let n = 0; n < times; n += 1) await this.call(operation, input);
  }

  /** A group of a name of its own. */
  async group(place = this.plain): Promise<{ UserPoolId: string; GroupName: string }> {
    const group = { UserPoolId: place.UserPoolId, GroupName: `group-${randomUUID()}` };
    await this.done('CreateGroup', group);
    return group;
  }
}

export interface UserNamed {
  readonly UserPoolId: string;
  readonly Username: string;
}

async function newPlace(pools: PoolUnderTest, pool: Settings, client: Settings = {}): Promise<Place> {
  const UserPoolId = await pools.createPool({ AutoVerifiedAttributes: [], ...pool });
  const open = { ExplicitAuthFlows: flows, ...client };
  const { ClientId } = await pools.createClient(UserPoolId, open as object);
  const secret = await pools.createClient(UserPoolId, { ...open, GenerateSecret: true } as object);
  return {
    UserPoolId,
    ClientId,
    confidential: { ClientId: secret.ClientId, ClientSecret: secret.ClientSecret ?? '' },
  };
}
