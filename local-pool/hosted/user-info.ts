import { PoolError } from '../pool-error';
import { openid } from '../pools/scopes';
import { withAccess } from '../tokens/access-token';
import { visibleAttributes } from '../tokens/claims';
import { attributesOut } from '../users/attributes';
import { endpointAnswer } from './answers';
import { OAuthError } from './oauth-error';
import type { HostedHandler } from './request';

const noToken = 'Bad OAuth2 request at UserInfo Endpoint';
const badToken = 'Access token is expired, disabled, or deleted, or the user has globally signed out.';
const noScope = 'Access token does not contain openid scope';

/** `GET` or `POST /oauth2/userInfo`: the claims that the access token's scopes open. Every value is a string, as on AWS. */
export const userInfo: HostedHandler = async ({ context }, { headers }) => {
  const [, token] = /^bearer +(\S+)$/iu.exec(headers.authorization ?? '') ?? [];
  if (token === undefined) return refusal(new OAuthError('invalid_request', noToken));
  try {
    return await withAccess(
      context,
      token,
      ({ pool, client, user, grant }) => {
        const shown = attributesOut(user, visibleAttributes(pool, client, grant));
        const claims = shown.map(({ Name, Value }) => [Name, Value] as const);
        return endpointAnswer(200, { ...Object.fromEntries(claims), username: user.username });
      },
      openid,
    );
  } catch (error) {
    if (!(error instanceof PoolError)) throw error;
    const description = error.message === 'Access Token does not have required scopes' ? noScope : badToken;
    return refusal(new OAuthError('invalid_token', description, 401));
  }
};

/** RFC 6750, section 3. */
function refusal({ error, description, status }: OAuthError) {
  const challenge = `Bearer error="${error}", error_description="${description ?? ''}"`;
  return endpointAnswer(
    status,
    { error, error_description: description },
    { 'www-authenticate': challenge, 'access-control-expose-headers': 'www-authenticate' },
  );
}
