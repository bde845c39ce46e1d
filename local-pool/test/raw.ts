/** The output without what the SDK adds. */
export async function output<T extends object>(call: Promise<T>): Promise<Omit<T, '$metadata'>> {
  const result: T & { $metadata?: unknown } = { ...(await call) };
  delete result.$metadata;
  return result;
}

/** Sends a body as it is, with a signature unless told otherwise. */
export async function post(
  url: string,
  operation: string,
  body: string,
  headers: Record<string, string> = signed,
): Promise<{ status: number; headers: Headers; body: unknown }> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': `AWSCognitoIdentityProviderService.${operation}`,
      ...headers,
    },
    body,
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, body: text === '' ? '' : JSON.parse(text) };
}

/** The header of a signed call. */
export const signed = {
  authorization:
    'AWS4-HMAC-SHA256 Credential=any/20260101/us-east-1/cognito-idp/aws4_request, SignedHeaders=host;x-amz-date, Signature=00',
};
