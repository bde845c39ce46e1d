import {
  AdminAddUserToGroupCommand,
  CreateGroupCommand,
  SetUserPoolSessionConfigurationCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { BY_EMAIL, EVERY_WAY } from '../../auth/ways-in/site';
import { Place, TEMPORARY } from '../../contract/place';
import { anotherPool } from '../../support/another-pool';
import { freshEmail, type Gatehouse, PASSWORD, type Tokens } from '../../support/gatehouse';
import { startInstance } from '../../support/instance';
import type { Answer } from './answer';
import type { Role } from './request';

/** How often a thing is used before it is made anew. */
const USES = 60;

interface Person {
  readonly username: string;
  readonly tokens: Tokens;
}

const DEVICES = { ChallengeRequiredOnNewDevice: true, DeviceOnlyRememberedOnUserPrompt: true };

/** An instance in front of a pool that has everything switched on: what a pool does not have is answered with a 503. */
export async function openPlace(gatehouse: Gatehouse): Promise<Place> {
  const settings = {
    ...EVERY_WAY.pool,
    ...BY_EMAIL,
    AutoVerifiedAttributes: ['email' as const],
    DeviceConfiguration: DEVICES,
  };
  const pool = await anotherPool(gatehouse, { ...EVERY_WAY, pool: settings });
  const UserPoolId = pool.userPoolId;
  for (const GroupName of ['admin', 'support', 'editors']) {
    await pool.sdk.send(new CreateGroupCommand({ UserPoolId, GroupName }));
  }
  await pool.sdk.send(
    new SetUserPoolSessionConfigurationCommand({
      UserPoolId,
      UserSessionTracking: 'ENABLED',
      TokenSession: { MaxPerUser: 5 },
    }),
  );
  return new Place(await startInstance(gatehouse, pool.changes), pool);
}

/**
 * What the braces of a request stand for. The requests sign people out, delete and lock them: whoever is no longer of use is replaced,
 * or everything would soon be a 401.
 */
export class People {
  private readonly byRole = new Map<Role, Person>();
  private targetName: string | undefined;
  private session: { readonly text: string; uses: number } | undefined;
  private cursor = '';

  constructor(
    private readonly place: Place,
    private readonly gatehouse: Gatehouse,
  ) {}

  /** @param text with names in double braces */
  async fillIn(text: string, role: Role, escape: (value: string) => string): Promise<string> {
    const names = [...new Set(text.match(/\{\{[a-z:]+\}\}/g))];
    let filled = text;
    for (const name of names)
      filled = filled.replaceAll(name, escape(await this.valueOf(name.slice(2, -2), role)));
    return filled;
  }

  /** Takes note of an answer. */
  note(role: Role, status: number, body: Answer['body']): void {
    const code = body?.code ?? '';
    if (status === 401 && ['unauthorized', 'token_revoked'].includes(code)) this.byRole.delete(role);
    if (['user_not_found', 'invalid_credentials', 'too_many_attempts'].includes(code))
      this.targetName = undefined;
    this.cursor = body?.meta?.nextCursor ?? this.cursor;
  }

  private async valueOf(name: string, role: Role): Promise<string> {
    switch (name) {
      case 'password':
        return PASSWORD;
      case 'nobody':
        return freshEmail();
      case 'target':
        return (this.targetName ??= await this.place.join());
      case 'self':
        return (await this.person(role)).username;
      case 'id':
        return (await this.person('user')).tokens.idToken;
      case 'refresh':
        return (await this.person(role)).tokens.refreshToken;
      case 'session':
        return this.challenge();
      case 'code':
        return this.gatehouse.code((await this.person(role)).username).catch(() => '123456');
      case 'cursor':
        return this.cursor;
      default:
        return (await this.person(name.replace('token:', '') as Role)).tokens.accessToken;
    }
  }

  private async person(role: Role): Promise<Person> {
    const known = this.byRole.get(role);
    if (known !== undefined) return known;
    const username = await this.place.join();
    if (role === 'admin' || role === 'support') {
      await this.promote(username, role);
    }
    const person = { username, tokens: await this.place.instance.signIn(username) };
    this.byRole.set(role, person);
    return person;
  }

  private async promote(Username: string, GroupName: Role): Promise<void> {
    const { sdk, userPoolId: UserPoolId } = this.place.pool;
    // An administrator may have deleted it.
    await sdk.send(new CreateGroupCommand({ UserPoolId, GroupName })).catch(() => undefined);
    await sdk.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));
  }

  /** The session of somebody who has to choose a password. */
  private async challenge(): Promise<string> {
    if (this.session !== undefined && this.session.uses++ < USES) return this.session.text;
    const text = await this.place.challenge(await this.place.invited(), { password: TEMPORARY });
    this.session = { text, uses: 0 };
    return text;
  }
}
