const dateOf = (seconds) => new Date(seconds * 1000).toISOString();

/** What the guarded route of all systems answers. */
export function sessionOf(claims) {
  return {
    sub: claims.sub,
    username: claims.username,
    groups: [...(claims['cognito:groups'] ?? [])],
    scope: claims.scope,
    authTime: dateOf(claims.auth_time),
    expiresAt: dateOf(claims.exp),
  };
}
