/** What varies from answer to answer. */
export const some = {
  text: expect.any(String) as string,
  /** Seconds since the epoch. */
  time: expect.any(Number) as number,
  poolId: expect.stringMatching(/^us-east-1_[0-9A-Za-z]{9}$/u) as string,
  clientId: expect.stringMatching(/^[0-9a-z]{26}$/u) as string,
  uuid: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u) as string,
  jwt: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/u) as string,
  session: expect.stringMatching(/^\S{20,2048}$/u) as string,
};

/** An object that holds at least these members. */
export function holding(members: object): object {
  return expect.objectContaining(members) as object;
}

/** A list that holds at least these. */
export function listing(...items: unknown[]): unknown[] {
  return expect.arrayContaining(items) as unknown[];
}

/** The body of a completed sign-in. */
export const tokens = {
  ChallengeParameters: {},
  AuthenticationResult: {
    AccessToken: some.jwt,
    IdToken: some.jwt,
    RefreshToken: some.text,
    ExpiresIn: 3600,
    TokenType: 'Bearer',
  },
};

/** A code to an address of `<name>@example.com`, as it is shown. */
export const delivery = {
  CodeDeliveryDetails: {
    Destination: expect.stringMatching(/^\w\*\*\*@\w\*\*\*$/u) as string,
    DeliveryMedium: 'EMAIL',
    AttributeName: 'email',
  },
};
