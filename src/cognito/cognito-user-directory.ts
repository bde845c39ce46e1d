import {
  AdminGetUserCommand,
  AdminListGroupsForUserCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { Injectable } from '@nestjs/common';
import type { KnownUser, UserDirectory } from '../common/access/user-directory';
import { knownUser } from './accounts';
import { Cognito } from './cognito';
import { UserPoolRights } from './user-pool-rights';

/** Most groups of a page; a user has at most 100 groups. */
const PAGE = 60;

/** What the guards ask of Cognito about users, with the credentials of this service. */
@Injectable()
export class CognitoUserDirectory implements UserDirectory {
  constructor(
    private readonly cognito: Cognito,
    private readonly rights: UserPoolRights,
  ) {}

  async find(Username: string): Promise<KnownUser> {
    const UserPoolId = this.cognito.userPoolId;
    return knownUser(await this.cognito.send(new AdminGetUserCommand({ UserPoolId, Username })));
  }

  async groupsOf(Username: string): Promise<string[]> {
    const UserPoolId = this.cognito.userPoolId;
    const names: string[] = [];
    let NextToken: string | undefined;
    do {
      const page = await this.cognito.send(
        new AdminListGroupsForUserCommand({ UserPoolId, Username, Limit: PAGE, NextToken }),
      );
      names.push(...(page.Groups ?? []).flatMap(({ GroupName }) => GroupName ?? []));
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
    return names;
  }

  trustAccounts(): Promise<void> {
    return this.rights.confirm();
  }
}
