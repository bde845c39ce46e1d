import { createHmac } from 'node:crypto';

/**
 * SECRET_HASH of Cognito: Base64(HMAC-SHA256(client secret, username + client id)).
 *
 * @param username the very string that goes out as USERNAME: another spelling of the same person fails
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/signing-up-users-in-your-app.html
 */
export function secretHash(username: string, clientId: string, clientSecret: string): string {
  return createHmac('sha256', clientSecret)
    .update(username + clientId)
    .digest('base64');
}
