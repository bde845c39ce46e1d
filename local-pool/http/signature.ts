import type { IncomingHttpHeaders } from 'node:http';
import { PoolError } from '../pool-error';

const scheme = 'AWS4-HMAC-SHA256';
const credentialShape = /^[^/\s]+\/\d{8}\/[^/\s]+\/[^/\s]+\/aws4_request$/u;

/**
 * Makes sure that an IAM operation carries a Signature Version 4. The signature itself is not checked: any credentials are good
 * here. What this finds is a caller that forgot to sign, which on AWS is refused in the same words.
 *
 * @throws PoolError MissingAuthenticationTokenException without one, IncompleteSignatureException when parts are missing
 */
export function requireSignature(headers: IncomingHttpHeaders): void {
  const { authorization } = headers;
  if (!authorization?.startsWith(scheme)) {
    throw new PoolError('MissingAuthenticationTokenException', 'Missing Authentication Token');
  }
  const parts = new Map(
    authorization
      .slice(scheme.length)
      .split(',')
      .map((part): [string, string] => {
        const [name = '', ...value] = part.trim().split('=');
        return [name, value.join('=')];
      }),
  );
  for (const name of ['Credential', 'Signature', 'SignedHeaders']) {
    if (!parts.get(name)) throw incomplete(`Authorization header requires '${name}' parameter.`);
  }
  if (!credentialShape.test(parts.get('Credential') ?? '')) {
    throw incomplete(
      'Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term',
    );
  }
}

function incomplete(message: string): PoolError {
  return new PoolError('IncompleteSignatureException', message);
}
