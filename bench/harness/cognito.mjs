// Cognito's wire protocol, as far as measurements need it.

const signature =
  'AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=00';

/** Headers of a call. Servers that look for a signature are content with any. */
export function headersOf(operation) {
  return {
    'content-type': 'application/x-amz-json-1.1',
    'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
    authorization: signature,
  };
}

/** @throws Error when the call is refused */
export async function call(url, operation, input) {
  const response = await fetch(url, {
    method: 'POST',
    headers: headersOf(operation),
    body: JSON.stringify(input),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${operation}: ${response.status} ${text}`);
  return text === '' ? {} : JSON.parse(text);
}
