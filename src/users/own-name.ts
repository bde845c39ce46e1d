import { GetUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { answered } from '../cognito/answered';
import type { Cognito } from '../cognito/cognito';
import type { Caller } from '../common/access/caller';

/**
 * What the signed-in person calls himself, for devices that show it. In pools with addresses as usernames the username is a UUID, which
 * nobody would recognise.
 *
 * @throws AppError as GetUser does
 */
export async function ownName(cognito: Cognito, { accessToken }: Caller): Promise<string> {
  const user = await cognito.send(new GetUserCommand({ AccessToken: accessToken }));
  const value = (name: string): string | undefined =>
    user.UserAttributes?.find(({ Name }) => Name === name)?.Value;
  const username = answered(user.Username);
  return username === value('sub') ? (value('email') ?? value('phone_number') ?? username) : username;
}
