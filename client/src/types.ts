// Generated from openapi.json by "npm run generate".
export interface paths {
  '/errors': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List every failure that this service can answer with. */
    get: operations['errorsList'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/errors/{code}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Explain one failure: what it means, what to do about it, and who may see it. */
    get: operations['errorsGet'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/live': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Tell whether the process is alive. */
    get: operations['healthLive'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/health/ready': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Tell whether requests should be sent here: not while it stops, nor before it can verify tokens. */
    get: operations['healthReady'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/bulk': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Do many things to users.
     * @description The body has one JSON document a line: `operation` (`invite`, `update`, `delete`, `confirm`, `enable`, `disable`, `reset-password`,
     *     `resend-invite`, `sign-out`, `set-password`, `set-account`, `set-mfa`, `remove-totp`, `add-to-group`, `remove-from-group`), an `id` of
     *     yours if you like, and the members that the path and the body of the single route have. Each line is held to the rules of that route. Lines about the
     *     same `username` are done in their order, others side by side, at the pace that Cognito's quotas allow. The answer begins at once
     *     and has a line for each line, in order of completion. An answer without `summary` was cut off: send the file again with `from` the
     *     lowest line without a result and `since` from `run`.
     */
    post: operations['adminBulkRun'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/export': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Export all users.
     * @description One JSON document a line: `user` for each of them, as lists show them; `cursor` after each page; `summary` in the end. An answer
     *     without `summary` was cut off: keep what comes before its last `cursor` and go on with that. Users who are made or
     *     deleted meanwhile may be in it or not. There are no passwords in it and no secrets. Somebody who administrates an account exports its users.
     */
    get: operations['adminExportExport'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/groups': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List groups. */
    get: operations['adminGroupsList'];
    put?: never;
    /** Make a group. */
    post: operations['adminGroupsCreate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/groups/{group}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read a group. */
    get: operations['adminGroupsGet'];
    put?: never;
    post?: never;
    /**
     * Delete a group.
     * @description Its members stay. Their access tokens that still name the group end at once; refreshing gives new ones. The group `admin`
     *     cannot be deleted: nobody could give roles any more.
     */
    delete: operations['adminGroupsDelete'];
    options?: never;
    head?: never;
    /**
     * Change a group.
     * @description What is left out stays as it is.
     */
    patch: operations['adminGroupsUpdate'];
    trace?: never;
  };
  '/v1/admin/groups/{group}/users': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the members of a group. */
    get: operations['adminGroupsMembers'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/imports': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List import jobs. */
    get: operations['adminImportsList'];
    put?: never;
    /**
     * Make an import job.
     * @description The body is the file: UTF-8, the header first, at most 500,000 rows and 100 MB. It is held to the rules of Cognito before anything is
     *     sent, and refused as a whole with the lines that break them. The job waits to be started, for a day.
     */
    post: operations['adminImportsCreate'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/imports/header': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Tell what a file begins with. */
    get: operations['adminImportsHeader'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/imports/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read an import job.
     * @description Tells how far it has come. What single rows have come to AWS writes to CloudWatch Logs, under `log`; it is told here where this
     *     service has been given an address to read it at.
     */
    get: operations['adminImportsGet'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/imports/{id}/start': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Start an import job.
     * @description One is at work at a time, in the whole AWS account.
     */
    post: operations['adminImportsStart'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/imports/{id}/stop': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Stop an import job.
     * @description Users that have been made stay.
     */
    post: operations['adminImportsStop'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/user-pool': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read how the user pool is set up.
     * @description Schema, policies, and what users may read and write of themselves.
     */
    get: operations['adminUserPoolRead'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/user-pool/attributes': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Add custom attributes to the user pool.
     * @description This cannot be undone: Cognito neither removes nor renames nor changes an attribute, and a pool has at most 50. All of them are
     *     added, or none. Administrators can write them at once; users may read and write of themselves what the app client's lists name, which
     *     stay as they are.
     */
    post: operations['adminUserPoolAdd'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/users': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List users, or search for them.
     * @description All conditions that are given must hold. A page can be short, or even empty, although more follow: go on while
     *     there is a `meta.nextCursor`.
     */
    get: operations['adminUsersList'];
    put?: never;
    /**
     * Invite a user.
     * @description Makes the account, adds it to its groups and sends a temporary password, which is changed at the first sign-in.
     */
    post: operations['adminUsersInvite'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/users/{username}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read a user. */
    get: operations['adminUsersGet'];
    put?: never;
    post?: never;
    /**
     * Delete a user for good.
     * @description Their access tokens stop working here at once.
     */
    delete: operations['adminUsersDelete'];
    options?: never;
    head?: never;
    /**
     * Change a user's attributes.
     * @description `null` deletes one; what is left out stays as it is.
     */
    patch: operations['adminUsersUpdate'];
    trace?: never;
  };
  '/v1/admin/users/{username}/account': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Put a user into an account, or into none.
     * @description The only way to change it; `null` takes it away. The user's access tokens stop working here at once, since they name the old
     *     account; refreshing gives new ones. Groups stay: somebody who administrates the old account administrates the new one.
     */
    put: operations['adminUserAccountAssign'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/users/{username}/confirm': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Confirm a sign-up without its code.
     * @description The e-mail address and phone number stay unverified.
     */
    post: operations['adminUserStateConfirm'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/users/{username}/devices': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List the devices of a user.
     * @description Needs device tracking in the user pool.
     */
    get: operations['adminDevicesList'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/users/{username}/devices/{deviceKey}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Forget a device of a user.
     * @description For one that is lost: it stands in for a second factor no more, and gets no new tokens. Access tokens that it has live on until
     *     they end; to end them at once, end its session or sign the user out.
     */
    delete: operations['adminDevicesForget'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/users/{username}/disable': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Disable a user.
     * @description Keeps the user from signing in and ends all their sessions at once.
     */
    post: operations['adminUserStateDisable'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/users/{username}/enable': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Let a disabled user sign in again. */
    post: operations['adminUserStateEnable'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/users/{username}/events': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List what a user has done to get in, with the risk.
     * @description The newest first. Needs threat protection in the user pool (plan Plus), which keeps the history for two years.
     */
    get: operations['adminEventsList'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/users/{username}/events/{eventId}/feedback': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Say whether it was the user.
     * @description Cognito learns from it: what looks like a valid event is less of a risk from then on. What is said last counts.
     */
    put: operations['adminEventsUpdateFeedback'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/users/{username}/groups': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List the groups of a user. */
    get: operations['adminMembershipsList'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/users/{username}/groups/{group}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Add a user to a group.
     * @description The role holds from the user's next sign-in or refresh on. Nobody gives a role that they do not hold, unless their own role
     *     stands above it.
     */
    put: operations['adminMembershipsAdd'];
    post?: never;
    /**
     * Take a user out of a group.
     * @description The role ends at once: the user's access tokens stop working here, and refreshing gives one without it.
     */
    delete: operations['adminMembershipsRemove'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/users/{username}/mfa': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Switch a user's second factors on or off.
     * @description Answers what is on then. A method can be switched on that the user has set up; a code goes to a verified address only.
     */
    put: operations['adminMfaUpdate'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/users/{username}/mfa/totp': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Remove a user's authenticator app.
     * @description For somebody who has lost it. The next sign-in asks for no code of it; where the user pool wants a second factor of everybody,
     *     it leads to setting one up.
     */
    delete: operations['adminMfaRemoveTotp'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/users/{username}/password': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Set a user's password.
     * @description Ends all their sessions.
     */
    put: operations['adminUserStateSetPassword'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/users/{username}/providers': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Link an external identity to a user.
     * @description Whoever signs in with it is this user from then on. It must not have signed in before; a user has five at most.
     */
    post: operations['adminProvidersLink'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/users/{username}/providers/{provider}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Unlink an external identity from a user.
     * @description All their sessions end. Refused for the only way in which the user can sign in.
     */
    delete: operations['adminProvidersUnlink'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/users/{username}/resend-invite': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send the invitation again.
     * @description With a new temporary password.
     */
    post: operations['adminUserStateResendInvite'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/users/{username}/reset-password': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Make a user choose a new password.
     * @description The present password stops working, a code to set a new one with is sent to the user, and all their sessions end.
     */
    post: operations['adminUserStateResetPassword'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/users/{username}/sessions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List where a user is signed in.
     * @description Needs session tracking in the user pool.
     */
    get: operations['adminSessionsList'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/users/{username}/sessions/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * End one session of a user.
     * @description Its tokens stop working at once; the user's other sessions go on.
     */
    delete: operations['adminSessionsRevoke'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/admin/users/{username}/sign-out': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Sign a user out everywhere.
     * @description Ends all their sessions at once.
     */
    post: operations['adminUserStateSignOut'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/auth/challenge': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Answer a challenge of a sign-in.
     * @description Send back the `session` as it came, and the fields that `challenge.answer` names. The result is either the tokens
     *     or the next challenge. After a wrong code or a refused password the same session takes another answer. A `choice` of `PASSWORD`
     *     or `PASSWORD_SRP` can bring `password` or `srpA` with it; otherwise that is asked for next.
     */
    post: operations['challengeAnswer'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/auth/challenge/totp': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Begin to set up an authenticator app within a sign-in.
     * @description For an `MFA_SETUP` challenge whose `choices` have `SOFTWARE_TOKEN_MFA`. Answer the challenge with the returned `session`
     *     and `answer: { code, deviceName? }`.
     */
    post: operations['challengeBeginTotp'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/auth/configuration': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read what a client needs to draw its forms.
     * @description Sign-in methods that are on, password policy, required attributes, multi-factor authentication and what people sign
     *     in with.
     */
    get: operations['configurationRead'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/auth/password/forgot': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Ask for a code to reset a forgotten password.
     * @description The answer is the same whether or not there is an account that gets a code, unless the service is set up to reveal
     *     accounts.
     */
    post: operations['passwordRecoveryForgot'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/auth/password/reset': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Reset a forgotten password with the code.
     * @description All sign-ins end.
     */
    post: operations['passwordRecoveryReset'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/auth/refresh': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Get new tokens by the refresh token.
     * @description Keep the refresh token of the answer: where refresh tokens rotate it is a new one, and whoever uses the old one
     *     later ends the sign-in.
     */
    post: operations['sessionRefresh'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/auth/session': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * Read what your access token says.
     * @description From the token alone. Cognito is only asked once, if you have signed out in another place by its session and this
     *     token might have been one of that session.
     */
    get: operations['sessionRead'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/auth/sign-in': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Sign in.
     * @description The result is either the tokens, or a challenge to answer with `POST /v1/auth/challenge`. An unknown user, a wrong
     *     password and a disabled account are answered alike, unless the service is set up to reveal accounts.
     */
    post: operations['signInSignIn'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/auth/sign-out': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Sign out.
     * @description The refresh token is revoked, and the access tokens of its sign-in stop working here at once. An access token may
     *     come along; one that has ended does no harm.
     */
    post: operations['signOutSignOut'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/auth/sign-out/everywhere': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Sign out everywhere.
     * @description All your sign-ins end. Your access tokens stop working here at once.
     */
    post: operations['signOutSignOutEverywhere'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/auth/sign-up': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Sign up.
     * @description Makes an account and sends a code; the account works once it is confirmed with the code. A name that is taken is
     *     answered like a fresh one, and nothing is made, unless the service is set up to reveal accounts; where the name waits for its
     *     code, another one is sent.
     */
    post: operations['signUpSignUp'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/auth/sign-up/confirm': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Confirm a sign-up with the code.
     * @description With `signIn` and the `session` of the sign-up the answer is a sign-in result, where the user pool allows that. A code that
     *     has expired, and an account that waits for none, are `code_mismatch`, unless the service is set up to reveal accounts.
     */
    post: operations['signUpConfirm'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/auth/sign-up/resend': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Send the code of a sign-up again.
     * @description The answer is the same whether or not an account waits for a code, unless the service is set up to reveal accounts.
     */
    post: operations['signUpResend'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/users/me': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read your own account. */
    get: operations['profileRead'];
    put?: never;
    post?: never;
    /**
     * Delete your own account for good.
     * @description You must have signed in within the last five minutes; refreshing the tokens does not count. The last administrator cannot
     *     leave.
     */
    delete: operations['profileDelete'];
    options?: never;
    head?: never;
    /**
     * Change your own attributes.
     * @description `null` deletes one. A new e-mail address or phone number is sent a code where the user pool verifies it;
     *     `deliveries` tells where it went.
     */
    patch: operations['profileUpdate'];
    trace?: never;
  };
  '/v1/users/me/attributes/{name}/code': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Send a code to your e-mail address or phone number. */
    post: operations['verificationSendCode'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/users/me/attributes/{name}/verify': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /** Verify your e-mail address or phone number with the code. */
    post: operations['verificationVerify'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/users/me/aws-credentials': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Get temporary AWS credentials.
     * @description From the identity pool, when this service has one. Send the ID token that came with the access token of the request.
     */
    post: operations['awsCredentialsIssue'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/users/me/devices': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List your own devices. */
    get: operations['devicesList'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/users/me/devices/{deviceKey}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read one of your devices. */
    get: operations['devicesGet'];
    /** Have one of your devices remembered, or not. */
    put: operations['devicesUpdate'];
    post?: never;
    /** Forget one of your devices. */
    delete: operations['devicesForget'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/users/me/devices/{deviceKey}/confirm': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Confirm the device of a sign-in.
     * @description For the `newDevice` of a sign-in result. The app keeps the device's secret; the user pool gets a verifier of it.
     */
    post: operations['devicesConfirm'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/users/me/factors': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** Read your own sign-in factors and MFA methods. */
    get: operations['factorsRead'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/users/me/mfa': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Switch your own second factors on or off.
     * @description Answers what is on now. An authenticator app has to be verified first, an address to be verified.
     */
    put: operations['mfaUpdate'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/users/me/mfa/totp': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Begin to set up an authenticator app.
     * @description The app in use goes on working until the new one is verified.
     */
    post: operations['mfaBeginTotp'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/users/me/mfa/totp/verify': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Verify the authenticator app by its first code, and switch it on.
     * @description Answers the second factors that are on now. Where this fails after the code was taken (a status of 5xx), the app is
     *     verified and still off: `PUT /v1/users/me/mfa` switches it on.
     */
    post: operations['mfaVerifyTotp'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/users/me/passkeys': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /** List your own passkeys. */
    get: operations['passkeysList'];
    put?: never;
    /** Keep the passkey that the browser has made. */
    post: operations['passkeysRegister'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/users/me/passkeys/options': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    /**
     * Begin to make a passkey.
     * @description Hand `options` to the browser within five minutes and send what it makes to `POST /v1/users/me/passkeys`.
     */
    post: operations['passkeysOptions'];
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/users/me/passkeys/{credentialId}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /** Delete one of your passkeys. */
    delete: operations['passkeysDelete'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/users/me/password': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    /**
     * Change your own password.
     * @description This sign-in goes on; all others end. Five changes an hour at most. Who signs in at another provider only has no password
     *     to change.
     */
    put: operations['changePasswordChange'];
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/users/me/sessions': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    /**
     * List where you are signed in.
     * @description Needs session tracking in the user pool.
     */
    get: operations['userSessionsList'];
    put?: never;
    post?: never;
    delete?: never;
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
  '/v1/users/me/sessions/{id}': {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    get?: never;
    put?: never;
    post?: never;
    /**
     * Sign out in another place.
     * @description Not the session of this request: that is `POST /v1/auth/sign-out`. Its tokens stop working
     *     at once.
     */
    delete: operations['userSessionsRevoke'];
    options?: never;
    head?: never;
    patch?: never;
    trace?: never;
  };
}
export type webhooks = Record<string, never>;
export interface components {
  schemas: {
    AddAttributesRequest: {
      /**
       * @description At most 25 at a time; a pool has at most 50.
       * @example [
       *       {
       *         "name": "plan",
       *         "type": "String",
       *         "maxLength": 64
       *       }
       *     ]
       */
      attributes: components['schemas']['NewAttribute'][];
    };
    AdminUser: {
      /**
       * @description The lasting identifier of the user.
       * @example 3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
       */
      sub: string;
      /**
       * @description Cognito's username; a UUID where people sign in with an e-mail address or a phone number.
       * @example 3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
       */
      username: string;
      /**
       * @description Where the account stands: `UNCONFIRMED`, `CONFIRMED`, `FORCE_CHANGE_PASSWORD`, `RESET_REQUIRED`, `EXTERNAL_PROVIDER` or another
       *     word of Cognito's.
       * @example CONFIRMED
       */
      status: string;
      /** @description Whether the user may sign in. */
      enabled: boolean;
      /**
       * @description All attributes under Cognito's names, with values of the types that the user pool's schema gives them. A number that JSON cannot hold
       *     exactly is a text.
       * @example {
       *       "email": "person@example.com",
       *       "email_verified": true,
       *       "name": "Jane Doe"
       *     }
       */
      attributes: {
        [key: string]: string | number | boolean;
      };
      /**
       * @description Names of the groups; not in lists.
       * @example [
       *       "editors"
       *     ]
       */
      groups?: string[];
      /**
       * @description The account (tenant) that the user belongs to, when one was assigned.
       * @example acme
       */
      accountId?: string;
      /** @description Second factors; not in lists. */
      mfa?: components['schemas']['MfaMethods'];
      /**
       * @description When the account was made.
       * @example 2026-01-31T09:30:00.000Z
       */
      createdAt: string;
      /**
       * @description When it was changed last.
       * @example 2026-02-01T10:00:00.000Z
       */
      updatedAt: string;
    };
    AnswerChallengeRequest: {
      /**
       * @description The session as it came with the challenge.
       * @example session-of-the-challenge
       */
      session: string;
      /**
       * @description The fields that `challenge.answer` names: `code`, or `newPassword` and, where some are missing, `attributes` such as
       *     `{ "name": "Ada" }`.
       * @example {
       *       "newPassword": "Correct-Horse-7"
       *     }
       */
      answer: {
        [key: string]: unknown;
      };
      /** @description Values handed to the Lambda triggers of the user pool. */
      clientMetadata?: {
        [key: string]: string;
      };
    };
    AppEnrolment: {
      /**
       * @description The secret, Base32, for those who type it.
       * @example JBSWY3DPEHPK3PXP
       */
      secretCode: string;
      /**
       * @description The same as a link that apps open.
       * @example otpauth://totp/Gatehouse:person%40example.com?secret=JBSWY3DPEHPK3PXP
       */
      otpauthUri: string;
      /**
       * @description The link as a QR code: an SVG image as a data URI, ready for `<img src>`.
       * @example data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=
       */
      qrCode: string;
    };
    AssignAccountRequest: {
      /**
       * @description The account (tenant); null for none.
       * @example acme
       */
      accountId: string | null;
    };
    AttributeCodeResponse: {
      /** @description Where it went. */
      delivery: components['schemas']['CodeDelivery'];
    };
    AttributeConfiguration: {
      /**
       * @description Cognito's name of it.
       * @example custom:team
       */
      name: string;
      /**
       * @example string
       * @enum {string}
       */
      type: 'string' | 'number' | 'boolean' | 'datetime';
      /** @description Whether an account needs it. */
      required: boolean;
      /** @description Whether it can be changed after sign-up. */
      mutable: boolean;
      /**
       * @description Least length of a text, or least number.
       * @example 0
       */
      min?: number;
      /**
       * @description Greatest length of a text, or greatest number.
       * @example 2048
       */
      max?: number;
    };
    AuthEvent: {
      /**
       * @description Id of the event.
       * @example 3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
       */
      id: string;
      /**
       * @description What: `SignIn`, `SignUp`, `ForgotPassword`, `PasswordChange` or `ResendCode`.
       * @example SignIn
       */
      type: string;
      /**
       * @description How it went: `Pass`, `Fail` or `InProgress`.
       * @example Pass
       */
      response: string;
      /**
       * @description When.
       * @example 2026-01-01T12:00:00.000Z
       */
      createdAt: string;
      /** @description How Cognito rates it. */
      risk?: components['schemas']['EventRisk'];
      /** @description The steps of a sign-in, as far as it came. */
      challenges: components['schemas']['EventChallenge'][];
      /** @description Where it came from, as far as Cognito knows. */
      context?: components['schemas']['EventContext'];
      /** @description What has been said of it last. */
      feedback?: components['schemas']['EventFeedback'];
    };
    AwsCredentials: {
      /**
       * @description Id of the user in the identity pool.
       * @example us-east-1:3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
       */
      identityId: string;
      /**
       * @description Access key.
       * @example ASIAEXAMPLEEXAMPLE00
       */
      accessKeyId: string;
      /** @description Secret of the access key. */
      secretAccessKey: string;
      /** @description Goes with both on each request to AWS. */
      sessionToken: string;
      /**
       * @description When they end.
       * @example 2026-01-01T13:00:00.000Z
       */
      expiresAt: string;
    };
    AwsCredentialsRequest: {
      /**
       * @description The ID token of the sign-in result: identity pools take no access token.
       * @example eyJraWQiOiJhIiwiYWxnIjoiUlMyNTYifQ.eyJzdWIiOiJ4In0.c2lnbmF0dXJl
       */
      idToken: string;
      /**
       * @description Which of the IAM roles of your groups (`cognito:roles` in the ID token); the identity pool chooses when left out.
       * @example arn:aws:iam::123456789012:role/editors
       */
      customRoleArn?: string;
    };
    BulkAnswerLine: {
      run?: components['schemas']['BulkRun'];
      summary?: components['schemas']['BulkSummary'];
      /**
       * @description Of the result: the line that it is about, counted from 1.
       * @example 1
       */
      line?: number;
      /** @description Of the result: the `id` that the line gives itself. */
      id?: string;
      /**
       * @description Of the result: the status that the route for this alone would answer with.
       * @example 201
       */
      status?: number;
      /** @description Of the result: whether it was found done already, by an earlier attempt at the run. */
      already?: boolean;
      /** @description Of a success: `data` of the route for this alone. */
      data?: Record<string, never>;
      /** @description Of a failure. */
      problem?: components['schemas']['BulkProblem'];
    };
    BulkFieldError: {
      /** @example attributes.email */
      field: string;
      message: string;
    };
    BulkProblem: {
      /** @example /errors/username_exists */
      type: string;
      title: string;
      /** @example 409 */
      status: number;
      /** @example username_exists */
      code: string;
      detail: string;
      /** @description Faults of single members. */
      errors?: components['schemas']['BulkFieldError'][];
      /** @description Seconds after which it makes sense to try again. */
      retryAfter?: number;
    };
    BulkRun: {
      /**
       * @description When the first attempt at these lines began: `since`, or now. Keep it to resume the run.
       * @example 2026-01-31T09:30:00.000Z
       */
      startedAt: string;
      /** @description The first line that is worked on. */
      from: number;
    };
    BulkSummary: {
      /** @description Whether the run came to the end of the file. */
      complete: boolean;
      /** @description How many lines were worked on. */
      lines: number;
      succeeded: number;
      failed: number;
      /** @description Of the succeeded, those that had been done before. */
      already: number;
      /** @description Where to go on, when the run is not complete: nothing has been done from this line on. */
      next?: number;
      /** @description Why it is not complete. */
      problem?: components['schemas']['BulkProblem'];
    };
    ChangePasswordRequest: {
      /**
       * @description The present password; only who has none yet leaves it out. Taken as it is, without trimming.
       * @example Correct-Horse-7
       */
      currentPassword?: string;
      /**
       * @description The new password. Taken as it is, without trimming.
       * @example Correct-Horse-8
       */
      newPassword: string;
    };
    CodeDelivery: {
      /**
       * @description How it was sent.
       * @example EMAIL
       * @enum {string}
       */
      medium: 'EMAIL' | 'SMS';
      /**
       * @description The masked address: `p***@e***` or `+*******1234`. `***` where the request does not tell it and the account must not.
       * @example p***@e***
       */
      destination: string;
      /**
       * @description The attribute that holds the address.
       * @example email
       */
      attribute: string;
    };
    ConfigurationResponse: {
      /**
       * @description Values of `method` that `POST /v1/auth/sign-in` takes.
       * @example [
       *       "password"
       *     ]
       */
      signInMethods: ('custom' | 'password' | 'srp' | 'choice' | 'passkey' | 'email_otp' | 'sms_otp')[];
      /**
       * @description First factors that the user pool offers, by Cognito's names.
       * @example [
       *       "PASSWORD"
       *     ]
       */
      firstFactors: string[];
      /** @description Whether people make their own accounts; otherwise they are invited. */
      signUp: boolean;
      /** @description What people sign in with. */
      username: components['schemas']['UsernameConfiguration'];
      /** @description What a new password must have. */
      passwordPolicy: components['schemas']['PasswordPolicy'];
      /**
       * @description Attributes that a new account must have.
       * @example [
       *       "email"
       *     ]
       */
      requiredAttributes: string[];
      /** @description Whether a new account may do without a password. */
      passwordOptional: boolean;
      /** @description Attributes that people fill in themselves, at sign-up or later. */
      attributes: components['schemas']['AttributeConfiguration'][];
      /**
       * @description Addresses that are proved by a code.
       * @example [
       *       "email"
       *     ]
       */
      verifiedAttributes: string[];
      /**
       * @description Where codes for a new password go, the first choice first; empty where only administrators reset passwords.
       * @example [
       *       "email"
       *     ]
       */
      passwordRecovery: string[];
      /** @description Second factors. */
      mfa: components['schemas']['MfaConfiguration'];
      /** @description Passkeys, where people can sign in with them. */
      passkeys?: components['schemas']['PasskeyConfiguration'];
      /** @description Remembered devices, where the user pool tracks them. */
      devices?: components['schemas']['DeviceTracking'];
    };
    ConfirmDeviceRequest: {
      /**
       * @description What to call it.
       * @example My phone
       */
      deviceName?: string;
      /**
       * Format: base64
       * @description Base64.
       * @example AMcQdmS5Ra+JK7NCQA8VeFg=
       */
      salt: string;
      /**
       * Format: base64
       * @description Base64.
       * @example Kh8x+F53pfNaQJXZLV+s+4pi0ZsjXbMRQqfQlL91
       */
      passwordVerifier: string;
    };
    ConfirmDeviceResponse: {
      /** @description Whether the person has to agree before it is remembered: then `PUT …/:deviceKey` with `remembered: true`. */
      confirmationNecessary: boolean;
    };
    ConfirmSignUpRequest: {
      /**
       * @description The name that signed up.
       * @example person@example.com
       */
      username: string;
      /**
       * @description The code from the message.
       * @example 123456
       */
      code: string;
      /**
       * @description Sign in at once. Needs the `session` of the sign-up; without one that can still be used the answer is `CONFIRMED`, and a sign-in
       *     has to follow.
       * @example false
       */
      signIn?: boolean;
      /** @description The session as it came with the sign-up. */
      session?: string;
    };
    ConfirmSignUpResponse: {
      /**
       * @description `CONFIRMED`, or the status of the sign-in that followed.
       * @example CONFIRMED
       * @enum {string}
       */
      status: 'CONFIRMED' | 'CHALLENGE' | 'SIGNED_IN';
      /** @description The tokens, when signed in. */
      tokens?: components['schemas']['SignInTokens'];
      /** @description A device that can be remembered, when the user pool tracks devices. */
      newDevice?: components['schemas']['NewDevice'];
      /** @description Opaque; sent back as received with the answer to the challenge. */
      session?: string;
      /**
       * @description Until when the challenge can be answered.
       * @example 2026-01-01T12:03:00.000Z
       */
      expiresAt?: string;
      /** @description What has to be answered, when the sign-in has a challenge. */
      challenge?: components['schemas']['SignInChallenge'];
    };
    CreateGroupRequest: {
      /**
       * @description The name, which cannot be changed later.
       * @example editors
       */
      name: string;
      /**
       * @description What the group is for; an empty text clears it.
       * @example People who correct what others wrote
       */
      description?: string;
      /**
       * @description Which group's IAM role is preferred: the lower, the stronger.
       * @example 10
       */
      precedence?: number;
      /** @description IAM role that members may take on through an identity pool, e.g. `arn:aws:iam::123456789012:role/editors`. */
      roleArn?: string;
    };
    CreatedImportJob: {
      /** @description Rows of the file. */
      rows: number;
      /** @example import-AbCdEfGhIj */
      id: string;
      /** @example customers-2026 */
      name: string;
      /**
       * @description `Created`, `Pending`, `InProgress`, `Stopping`, `Expired`, `Stopped`, `Failed` or `Succeeded`.
       * @example InProgress
       */
      status: string;
      /** @description Users that have been made. */
      imported: number;
      /** @description Rows of users that there were already. */
      skipped: number;
      /** @description Rows that could not be imported. */
      failed: number;
      /** @description Why it ended, in Cognito's words. */
      message?: string;
      /** @enum {string} */
      passwordHashing?: 'BCRYPT' | 'SCRYPT' | 'ARGON2ID' | 'PBKDF2_SHA256';
      createdAt: string;
      startedAt?: string;
      completedAt?: string;
    };
    Device: {
      /** @description Whether it is the one of this sign-in. */
      current: boolean;
      /**
       * @description Key of the device.
       * @example us-east-1_3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
       */
      deviceKey: string;
      /**
       * @description What the app called it.
       * @example My phone
       */
      name?: string;
      /** @description Whether it takes the place of a second factor at sign-in. */
      remembered: boolean;
      /**
       * @description Address of the last sign-in.
       * @example 192.0.2.1
       */
      lastIp?: string;
      /**
       * @description When it was first seen.
       * @example 2026-01-01T12:00:00.000Z
       */
      createdAt: string;
      /**
       * @description When it last signed in.
       * @example 2026-01-01T12:00:00.000Z
       */
      lastAuthenticatedAt?: string;
    };
    DeviceTracking: {
      /** @description Whether people are asked before a device is remembered; otherwise every confirmed device is. */
      onPrompt: boolean;
      /** @description Whether a remembered device takes the place of a second factor. */
      replacesMfa: boolean;
    };
    ErrorDescription: {
      /**
       * @description Stable machine word.
       * @example invalid_credentials
       */
      code: string;
      /**
       * @description The `type` of the problem document.
       * @example /errors/invalid_credentials
       */
      type: string;
      /**
       * @description HTTP status it is usually answered with.
       * @example 401
       */
      status: number;
      /** @description One line for a person. */
      title: string;
      /** @description What it means and when it happens. */
      meaning: string;
      /** @description What the caller can do about it. */
      action: string;
      /** @description Who may see it. */
      audience: string;
    };
    EventChallenge: {
      /**
       * @description Which step: `Password` or `Mfa`.
       * @example Password
       */
      name: string;
      /**
       * @description How it went: `Success` or `Failure`.
       * @example Success
       */
      response: string;
    };
    EventContext: {
      /**
       * @description Address of the caller.
       * @example 192.0.2.1
       */
      ip?: string;
      /**
       * @description Name of the device.
       * @example Firefox 140, Linux
       */
      device?: string;
      /**
       * @description Time zone.
       * @example Europe/Berlin
       */
      timezone?: string;
      /**
       * @description City.
       * @example Berlin
       */
      city?: string;
      /**
       * @description Country.
       * @example Germany
       */
      country?: string;
    };
    EventFeedback: {
      /**
       * @description `Valid`: it was the user; `Invalid`: it was not.
       * @example Valid
       */
      value: string;
      /**
       * @description Who has said so: `Admin` or `EndUser`, in Cognito's words.
       * @example Admin
       */
      provider: string;
      /**
       * @description When.
       * @example 2026-01-01T12:00:00.000Z
       */
      at?: string;
    };
    EventFeedbackRequest: {
      /**
       * @description `Valid`: it was the user; `Invalid`: it was not.
       * @example Invalid
       * @enum {string}
       */
      value: 'Valid' | 'Invalid';
    };
    EventRisk: {
      /**
       * @description What came of it: `NoRisk`, `AccountTakeover` or `Block`.
       * @example NoRisk
       */
      decision?: string;
      /**
       * @description How great the risk is: `Low`, `Medium` or `High`; absent without one.
       * @example Low
       */
      level?: string;
      /** @description Whether the password is known to have leaked. */
      compromisedCredentials?: boolean;
    };
    ExportLine: {
      user?: components['schemas']['AdminUser'];
      /** @description All users before this line have been told of: an export with this `cursor` goes on behind them. */
      cursor?: string;
      summary?: components['schemas']['ExportSummary'];
    };
    ExportSummary: {
      /** @description Whether all users have been told of. */
      complete: boolean;
      /** @description How many users this answer tells of. */
      users: number;
      /** @description Where to go on, when it is not complete; nothing where it is to begin again. */
      cursor?: string;
      /** @description Why it is not complete. */
      problem?: components['schemas']['BulkProblem'];
    };
    FactorsResponse: {
      /**
       * @description First factors that are ready to use, by Cognito's names: `PASSWORD`, `EMAIL_OTP`, `SMS_OTP`, `WEB_AUTHN`.
       * @example [
       *       "PASSWORD"
       *     ]
       */
      signIn: string[];
      /** @description Second factors. */
      mfa: components['schemas']['MfaMethods'];
    };
    ForgotPasswordRequest: {
      /**
       * @description Username, or an e-mail address or phone number where the user pool takes those.
       * @example person@example.com
       */
      username: string;
    };
    ForgotPasswordResponse: {
      /** @description Where it goes. Taken from the request, not from the account, unless account existence is revealed. */
      delivery: components['schemas']['CodeDelivery'];
    };
    Group: {
      /**
       * @description The name, which cannot be changed.
       * @example editors
       */
      name: string;
      /**
       * @description What the group is for.
       * @example People who correct what others wrote
       */
      description?: string;
      /**
       * @description Which group's IAM role is preferred: the lower, the stronger.
       * @example 10
       */
      precedence?: number;
      /**
       * @description IAM role that members may take on through an identity pool.
       * @example arn:aws:iam::123456789012:role/editors
       */
      roleArn?: string;
      /**
       * @description When the group was made.
       * @example 2026-01-31T09:30:00.000Z
       */
      createdAt: string;
      /**
       * @description When it was changed last.
       * @example 2026-02-01T10:00:00.000Z
       */
      updatedAt: string;
    };
    HealthResponse: {
      /**
       * @description What the probe found.
       * @example live
       */
      status: string;
    };
    ImportFailure: {
      /**
       * @description The line of the file; the header is 1.
       * @example 2
       */
      line: number;
      /**
       * @description `SKIPPED` when there is such a user already.
       * @enum {string}
       */
      outcome: 'FAILED' | 'SKIPPED';
      /** @description Why, in Cognito's words. */
      message: string;
    };
    ImportHeader: {
      /**
       * @description Names of the columns, which a file has all of, in any order.
       * @example [
       *       "cognito:username",
       *       "email",
       *       "email_verified",
       *       "cognito:mfa_enabled"
       *     ]
       */
      columns: string[];
      /**
       * @description The same as the first line of a file.
       * @example cognito:username,email,email_verified,cognito:mfa_enabled
       */
      csv: string;
    };
    ImportJob: {
      /** @example import-AbCdEfGhIj */
      id: string;
      /** @example customers-2026 */
      name: string;
      /**
       * @description `Created`, `Pending`, `InProgress`, `Stopping`, `Expired`, `Stopped`, `Failed` or `Succeeded`.
       * @example InProgress
       */
      status: string;
      /** @description Users that have been made. */
      imported: number;
      /** @description Rows of users that there were already. */
      skipped: number;
      /** @description Rows that could not be imported. */
      failed: number;
      /** @description Why it ended, in Cognito's words. */
      message?: string;
      /** @enum {string} */
      passwordHashing?: 'BCRYPT' | 'SCRYPT' | 'ARGON2ID' | 'PBKDF2_SHA256';
      createdAt: string;
      startedAt?: string;
      completedAt?: string;
    };
    ImportJobDetails: {
      /** @description Where to look at rows in AWS. */
      log: components['schemas']['ImportLog'];
      /** @description Rows that made no user, the first thousand; once the job has ended, and only where this service can read its report. */
      failures?: components['schemas']['ImportFailure'][];
      /** @example import-AbCdEfGhIj */
      id: string;
      /** @example customers-2026 */
      name: string;
      /**
       * @description `Created`, `Pending`, `InProgress`, `Stopping`, `Expired`, `Stopped`, `Failed` or `Succeeded`.
       * @example InProgress
       */
      status: string;
      /** @description Users that have been made. */
      imported: number;
      /** @description Rows of users that there were already. */
      skipped: number;
      /** @description Rows that could not be imported. */
      failed: number;
      /** @description Why it ended, in Cognito's words. */
      message?: string;
      /** @enum {string} */
      passwordHashing?: 'BCRYPT' | 'SCRYPT' | 'ARGON2ID' | 'PBKDF2_SHA256';
      createdAt: string;
      startedAt?: string;
      completedAt?: string;
    };
    ImportLog: {
      /** @example /aws/cognito/userpools/eu-central-1_AbCdEf/customers */
      group: string;
      /** @example import-AbCdEfGhIj/customers-2026 */
      stream: string;
    };
    InviteUserRequest: {
      /**
       * @description The username; an e-mail address or phone number where people sign in with that.
       * @example new.person@example.com
       */
      username: string;
      /**
       * @description Attributes by Cognito's names. Numbers and booleans may be sent as such or as texts. `*_verified` may be set; `custom:account_id` has
       *     a member of its own.
       * @example {
       *       "email": "new.person@example.com",
       *       "email_verified": true,
       *       "name": "New Person"
       *     }
       */
      attributes?: {
        [key: string]: string | number | boolean;
      };
      /** @description Password for the first sign-in only; Cognito makes one up when it is left out. Taken as it is, without trimming. */
      temporaryPassword?: string;
      /**
       * @description How the invitation is sent; `NONE` sends nothing. `EMAIL` when left out.
       * @example EMAIL
       * @enum {string}
       */
      delivery?: 'EMAIL' | 'SMS' | 'NONE';
      /**
       * @description The account (tenant) the user belongs to. Somebody who administrates an account invites into that account, named or not.
       * @example acme
       */
      accountId?: string;
      /** @description Groups to join at once, e.g. `["editors"]`. They must exist. */
      groups?: string[];
    };
    KnownDevice: {
      /**
       * @description Key of the device.
       * @example us-east-1_3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
       */
      deviceKey: string;
      /**
       * @description What the app called it.
       * @example My phone
       */
      name?: string;
      /** @description Whether it takes the place of a second factor at sign-in. */
      remembered: boolean;
      /**
       * @description Address of the last sign-in.
       * @example 192.0.2.1
       */
      lastIp?: string;
      /**
       * @description When it was first seen.
       * @example 2026-01-01T12:00:00.000Z
       */
      createdAt: string;
      /**
       * @description When it last signed in.
       * @example 2026-01-01T12:00:00.000Z
       */
      lastAuthenticatedAt?: string;
    };
    KnownSession: {
      /**
       * @description Id of the session.
       * @example tkn0123456789abcdefghijklmno
       */
      id: string;
      /**
       * @description `token`: a sign-in of an app; `sso`: a browser's session with managed login.
       * @example token
       * @enum {string}
       */
      type: 'token' | 'sso';
      /**
       * @description When it began.
       * @example 2026-01-01T12:00:00.000Z
       */
      createdAt: string;
      /**
       * @description When it last got tokens.
       * @example 2026-01-01T12:00:00.000Z
       */
      lastActiveAt?: string;
      /** @description Kind of device. */
      deviceType?: string;
      /**
       * @description Address it was last seen from.
       * @example 192.0.2.1
       */
      lastIp?: string;
      /** @description Where it was last seen, where the user pool knows. */
      lastLocation?: components['schemas']['SessionLocation'];
    };
    LinkProviderRequest: {
      /**
       * @description Name of the identity provider in the user pool.
       * @example Google
       */
      provider: string;
      /**
       * @description What the provider calls the account.
       * @example 108204268033311374519
       */
      userId: string;
      /**
       * @description By which attribute the provider tells of it: `Cognito_Subject`, which stands for the provider's own id, when left out. Providers of the
       *     kinds OIDC and SAML may name a mapped one, such as `email`: only where nobody can choose its value at the provider.
       * @example Cognito_Subject
       */
      attribute?: string;
    };
    ListMeta: {
      /** @description The same as the `X-Request-Id` header */
      requestId: string;
      /** @description Pass it back as `cursor` for the next page; absent on the last one */
      nextCursor?: string;
    };
    Meta: {
      /** @description The same as the `X-Request-Id` header */
      requestId: string;
    };
    MfaConfiguration: {
      /**
       * @description `ON`: everybody needs a second factor; `OPTIONAL`: those who have set one up; `OFF`: nobody.
       * @example OFF
       * @enum {string}
       */
      mode: 'OFF' | 'ON' | 'OPTIONAL';
      /**
       * @description Methods that are switched on, by Cognito's names of their challenges.
       * @example [
       *       "SOFTWARE_TOKEN_MFA"
       *     ]
       */
      methods: string[];
    };
    MfaMethodSetting: {
      /** @description Whether the method is asked for. */
      enabled: boolean;
      /** @description Whether it is asked for first; one method at most, which is on. Stays as it is when left out. */
      preferred?: boolean;
    };
    MfaMethods: {
      /**
       * @description Methods that are switched on, by Cognito's names: `SMS_MFA`, `SOFTWARE_TOKEN_MFA`, `EMAIL_OTP`.
       * @example [
       *       "SOFTWARE_TOKEN_MFA"
       *     ]
       */
      enabled: string[];
      /**
       * @description The method that is asked for first, if one was chosen.
       * @example SOFTWARE_TOKEN_MFA
       */
      preferred?: string;
    };
    NewAttribute: {
      /**
       * @description The name, without `custom:`.
       * @example plan
       */
      name: string;
      /**
       * @description The type; `String` when left out.
       * @example String
       * @enum {string}
       */
      type?: 'Boolean' | 'Number' | 'DateTime' | 'String';
      /**
       * @description Whether values can be changed once they are set; true when left out. An attribute that identity providers fill must be.
       * @example true
       */
      mutable?: boolean;
      /**
       * @description Least length of a text, characters.
       * @example 0
       */
      minLength?: number;
      /**
       * @description Greatest length of a text, characters.
       * @example 64
       */
      maxLength?: number;
      /** @description Least value of a number. */
      min?: number;
      /** @description Greatest value of a number. */
      max?: number;
    };
    NewDevice: {
      /** @description Key of the device; sent as `deviceKey` at later sign-ins. */
      deviceKey: string;
      /** @description Group that takes part in the device's own proof. */
      deviceGroupKey: string;
    };
    Passkey: {
      /**
       * @description Id of the passkey, base64url.
       * @example 3f1c2a9e6a5b4c0e
       */
      credentialId: string;
      /** @description Name of the provider or authenticator. */
      name: string;
      /**
       * @description The site it belongs to.
       * @example example.com
       */
      relyingPartyId: string;
      /** @description `platform` for one of this machine, `cross-platform` for a key that can be carried around. */
      attachment?: string;
      /**
       * @description How it can be reached.
       * @example [
       *       "internal"
       *     ]
       */
      transports: string[];
      /**
       * @description When it was made.
       * @example 2026-01-01T12:00:00.000Z
       */
      createdAt: string;
    };
    PasskeyConfiguration: {
      /**
       * @description The site that passkeys belong to.
       * @example example.com
       */
      relyingPartyId: string;
      /**
       * @description Whether the authenticator has to ask for a PIN or fingerprint.
       * @example preferred
       * @enum {string}
       */
      userVerification: 'required' | 'preferred';
    };
    PasskeyOptionsResponse: {
      /** @description For `PublicKeyCredential.parseCreationOptionsFromJSON`, then `navigator.credentials.create`. */
      options: {
        [key: string]: unknown;
      };
    };
    PasswordPolicy: {
      /**
       * @description Least length in characters.
       * @example 8
       */
      minLength: number;
      /** @description An uppercase letter is needed. */
      requireUppercase: boolean;
      /** @description A lowercase letter is needed. */
      requireLowercase: boolean;
      /** @description A digit is needed. */
      requireNumbers: boolean;
      /** @description A symbol is needed. */
      requireSymbols: boolean;
      /**
       * @description How many former passwords are refused; 0 when there is no history.
       * @example 0
       */
      historySize: number;
    };
    /** @description RFC 9457 problem document */
    Problem: {
      /** @description Path of the explanation on this service */
      type: string;
      /** @description One line for a person */
      title: string;
      /** @description HTTP status */
      status: number;
      /**
       * @description Stable machine word
       * @enum {string}
       */
      code:
        | 'bad_request'
        | 'invalid_json'
        | 'json_too_deep'
        | 'validation_failed'
        | 'invalid_cursor'
        | 'payload_too_large'
        | 'unsupported_media_type'
        | 'request_timeout'
        | 'headers_too_large'
        | 'not_found'
        | 'unauthorized'
        | 'token_revoked'
        | 'forbidden'
        | 'insufficient_scope'
        | 'reauthentication_required'
        | 'invalid_credentials'
        | 'incorrect_password'
        | 'invalid_id_token'
        | 'user_not_confirmed'
        | 'user_disabled'
        | 'password_reset_required'
        | 'temporary_password_expired'
        | 'too_many_attempts'
        | 'session_expired'
        | 'restart_required'
        | 'challenge_answer_invalid'
        | 'challenge_unsupported'
        | 'invalid_refresh_token'
        | 'refresh_token_reused'
        | 'request_blocked'
        | 'sign_in_refused'
        | 'sign_up_disabled'
        | 'code_mismatch'
        | 'code_expired'
        | 'code_delivery_failed'
        | 'password_policy'
        | 'password_reused'
        | 'password_cannot_be_reset'
        | 'invalid_attributes'
        | 'attribute_not_writable'
        | 'import_file_invalid'
        | 'operation_refused'
        | 'invalid_parameter'
        | 'username_exists'
        | 'alias_exists'
        | 'user_already_confirmed'
        | 'group_exists'
        | 'last_administrator'
        | 'conflict'
        | 'mfa_not_available'
        | 'passkey_invalid'
        | 'passkey_refused'
        | 'passkey_challenge_expired'
        | 'user_not_found'
        | 'group_not_found'
        | 'resource_not_found'
        | 'feature_not_enabled'
        | 'error_code_not_found'
        | 'limit_exceeded'
        | 'rate_limited'
        | 'internal_error'
        | 'upstream_refused'
        | 'upstream_invalid_response'
        | 'upstream_unavailable'
        | 'upstream_throttled'
        | 'upstream_timeout'
        | 'service_misconfigured'
        | 'verification_keys_unavailable'
        | 'overloaded'
        | 'not_ready';
      /** @description What it means */
      detail: string;
      /** @description Path of the request */
      instance: string;
      /** @description The same as the `X-Request-Id` header */
      requestId: string;
      /** @description Faults of single fields */
      errors?: {
        /** @description Dotted path of the field */
        field: string;
        /** @description What is expected */
        message: string;
      }[];
      /** @description Seconds, as in `Retry-After`; on every 429 and 503 */
      retryAfter?: number;
    };
    ProfileResponse: {
      /**
       * @description The lasting identifier of the user.
       * @example 3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
       */
      sub: string;
      /**
       * @description Cognito's username; a UUID where people sign in with an e-mail address or a phone number.
       * @example 3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
       */
      username: string;
      /**
       * @description Attributes that the app client may read, under Cognito's names, with values of the types that the user pool's schema gives them. A
       *     number that JSON cannot hold exactly is a text.
       * @example {
       *       "email": "person@example.com",
       *       "email_verified": true,
       *       "name": "Jane Doe"
       *     }
       */
      attributes: {
        [key: string]: string | number | boolean;
      };
      /**
       * @description Groups as the access token states them: a change shows after the next refresh.
       * @example [
       *       "editors"
       *     ]
       */
      groups: string[];
      /**
       * @description The account (tenant) that the user belongs to, when one was assigned.
       * @example acme
       */
      accountId?: string;
      /** @description Second factors. */
      mfa: components['schemas']['MfaMethods'];
    };
    ProviderIdentity: {
      /**
       * @description Name of the identity provider in the user pool.
       * @example Google
       */
      provider: string;
      /**
       * @description What the provider calls the account: the value of `attribute`.
       * @example 108204268033311374519
       */
      userId: string;
      /**
       * @description By which attribute the provider tells of it.
       * @example Cognito_Subject
       */
      attribute: string;
    };
    RefreshRequest: {
      /**
       * @description The refresh token of the last sign-in or refresh.
       * @example eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ.key.iv.text.tag
       */
      refreshToken: string;
      /** @description Key of the remembered device that the sign-in was made from, when there is one. */
      deviceKey?: string;
    };
    RegisterPasskeyRequest: {
      /**
       * @description The credential as JSON (`credential.toJSON()`).
       * @example {
       *       "id": "…",
       *       "rawId": "…",
       *       "type": "public-key",
       *       "response": {}
       *     }
       */
      credential: {
        [key: string]: unknown;
      };
    };
    ResendCodeRequest: {
      /**
       * @description The name that signed up.
       * @example person@example.com
       */
      username: string;
    };
    ResendCodeResponse: {
      /** @description Where it goes. Taken from the request, not from the account, unless account existence is revealed. */
      delivery: components['schemas']['CodeDelivery'];
    };
    ResetPasswordRequest: {
      /**
       * @description The name that the code was asked for.
       * @example person@example.com
       */
      username: string;
      /**
       * @description The code from the message.
       * @example 123456
       */
      code: string;
      /**
       * @description The new password. Taken as it is, without trimming.
       * @example Correct-Horse-8
       */
      newPassword: string;
    };
    SchemaAttribute: {
      /**
       * @description The name under which it is read and written.
       * @example custom:plan
       */
      name: string;
      /**
       * @description Cognito's type. Values of the types Number and Boolean are JSON's, of String and DateTime texts.
       * @example String
       */
      type?: string;
      /** @description Whether every user must have it. */
      required: boolean;
      /** @description Whether it can be changed once it is set. */
      mutable: boolean;
      /**
       * @description Least length of a text, characters.
       * @example 0
       */
      minLength?: number;
      /**
       * @description Greatest length of a text, characters.
       * @example 2048
       */
      maxLength?: number;
      /** @description Least value of a number. */
      min?: number;
      /** @description Greatest value of a number. */
      max?: number;
    };
    SessionLocation: {
      /**
       * @description City.
       * @example Berlin
       */
      city?: string;
      /**
       * @description Country.
       * @example Germany
       */
      country?: string;
    };
    SessionResponse: {
      /**
       * @description The lasting identifier of the user.
       * @example 3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
       */
      sub: string;
      /**
       * @description Cognito's username; a UUID where people sign in with an e-mail address or a phone number.
       * @example 3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
       */
      username: string;
      /**
       * @description Groups, which are the roles.
       * @example [
       *       "editors"
       *     ]
       */
      groups: string[];
      /**
       * @description The account (tenant) that the user belongs to, when the token names one.
       * @example acme
       */
      accountId?: string;
      /**
       * @description Scopes, separated by spaces.
       * @example aws.cognito.signin.user.admin
       */
      scope: string;
      /**
       * @description When the user signed in; refreshing does not change it.
       * @example 2026-01-01T12:00:00.000Z
       */
      authTime: string;
      /**
       * @description When the access token ends.
       * @example 2026-01-01T13:00:00.000Z
       */
      expiresAt: string;
    };
    SetPasswordRequest: {
      /**
       * @description The password. Taken as it is, without trimming.
       * @example Correct-Horse-7
       */
      password: string;
      /**
       * @description Whether it stays; a password that does not is changed at the next sign-in.
       * @example true
       */
      permanent: boolean;
    };
    SignInChallenge: {
      /**
       * @description Cognito's name of the challenge.
       * @example SOFTWARE_TOKEN_MFA
       */
      name: string;
      /**
       * @description What the client needs to know to answer, e.g. `requiredAttributes` of `NEW_PASSWORD_REQUIRED`.
       * @example {}
       */
      parameters: {
        [key: string]: unknown;
      };
      /**
       * @description Names of the fields that `answer` takes.
       * @example [
       *       "code"
       *     ]
       */
      answer: string[];
      /**
       * @description Where the code was sent, for challenges that send one. Before anything was proved it is taken from the username, not from the account,
       *     unless account existence is revealed.
       */
      delivery?: components['schemas']['CodeDelivery'];
    };
    SignInRequest: {
      /**
       * @description Username, or an e-mail address or phone number where the user pool takes those.
       * @example person@example.com
       */
      username: string;
      /**
       * @description How to sign in; `password` when left out.
       * @example password
       * @enum {string}
       */
      method?: 'custom' | 'password' | 'srp' | 'choice' | 'passkey' | 'email_otp' | 'sms_otp';
      /**
       * @description The password, needed by the method `password`. Taken as it is, without trimming.
       * @example Correct-Horse-7
       */
      password?: string;
      /** @description The public value A of the method `srp`, hexadecimal. */
      srpA?: string;
      /** @description Key of a remembered device, when there is one. */
      deviceKey?: string;
      /** @description Values handed to the Lambda triggers of the user pool. */
      clientMetadata?: {
        [key: string]: string;
      };
    };
    SignInResponse: {
      /**
       * @description `SIGNED_IN` comes with `tokens`, `CHALLENGE` with `session`, `expiresAt` and `challenge`.
       * @example SIGNED_IN
       * @enum {string}
       */
      status: 'CHALLENGE' | 'SIGNED_IN';
      /** @description The tokens, when signed in. */
      tokens?: components['schemas']['SignInTokens'];
      /** @description A device that can be remembered, when the user pool tracks devices. */
      newDevice?: components['schemas']['NewDevice'];
      /** @description Opaque; sent back as received with the answer to the challenge. */
      session?: string;
      /**
       * @description Until when the challenge can be answered.
       * @example 2026-01-01T12:03:00.000Z
       */
      expiresAt?: string;
      /** @description What has to be answered, when not signed in yet. */
      challenge?: components['schemas']['SignInChallenge'];
    };
    SignInTokens: {
      /** @description Sent as `Authorization: Bearer …` to routes that need a signed-in caller. */
      accessToken: string;
      /** @description Says who the user is, for the client itself. This service does not accept it in place of the access token. */
      idToken: string;
      /** @description Gets new tokens from `POST /v1/auth/refresh`. Keep it where scripts cannot read it. */
      refreshToken: string;
      /**
       * @description Always `Bearer`.
       * @example Bearer
       */
      tokenType: string;
      /**
       * @description Life of the access token in seconds.
       * @example 3600
       */
      expiresIn: number;
    };
    SignOutRequest: {
      /**
       * @description The refresh token of the sign-in, as it came last.
       * @example eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ.key.iv.text.tag
       */
      refreshToken: string;
    };
    SignUpRequest: {
      /**
       * @description The name to sign in with; an e-mail address or phone number where the user pool wants one.
       * @example person@example.com
       */
      username: string;
      /**
       * @description The password; left out only where the user pool takes accounts without one. Taken as it is, without trimming.
       * @example Correct-Horse-7
       */
      password?: string;
      /**
       * @description Attributes under Cognito's names. `GET /v1/auth/configuration` lists the required ones. Numbers and booleans may be sent as such or as
       *     texts.
       * @example {
       *       "email": "person@example.com"
       *     }
       */
      attributes?: {
        [key: string]: string | number | boolean;
      };
      /** @description Values handed to the Lambda triggers of the user pool. */
      clientMetadata?: {
        [key: string]: string;
      };
    };
    SignUpResponse: {
      /**
       * @description `CONFIRMED` only where the user pool confirms by itself.
       * @example CONFIRMATION_REQUIRED
       * @enum {string}
       */
      status: 'CONFIRMED' | 'CONFIRMATION_REQUIRED';
      /** @description Where the code was sent. Taken from the request, not from the account, unless account existence is revealed. */
      delivery?: components['schemas']['CodeDelivery'];
      /** @description Opaque; sent with the confirmation to be signed in by it, where the user pool allows that. */
      session?: string;
    };
    TotpSetUpRequest: {
      /**
       * @description The session of an `MFA_SETUP` challenge.
       * @example session-of-the-challenge
       */
      session: string;
    };
    TotpSetUpResponse: {
      /** @description Opaque; sent with the first code: `POST /v1/auth/challenge` with `answer: { code, deviceName? }`. */
      session: string;
      /**
       * @description Until when the code can be sent.
       * @example 2026-01-01T12:03:00.000Z
       */
      expiresAt: string;
      /**
       * @description The secret, Base32, for those who type it.
       * @example JBSWY3DPEHPK3PXP
       */
      secretCode: string;
      /**
       * @description The same as a link that apps open.
       * @example otpauth://totp/Gatehouse:person%40example.com?secret=JBSWY3DPEHPK3PXP
       */
      otpauthUri: string;
      /**
       * @description The link as a QR code: an SVG image as a data URI, ready for `<img src>`.
       * @example data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=
       */
      qrCode: string;
    };
    UpdateDeviceRequest: {
      /**
       * @description Remembered devices take the place of a second factor.
       * @example true
       */
      remembered: boolean;
    };
    UpdateGroupRequest: {
      /**
       * @description What the group is for; an empty text clears it.
       * @example People who correct what others wrote
       */
      description?: string;
      /**
       * @description Which group's IAM role is preferred: the lower, the stronger.
       * @example 10
       */
      precedence?: number;
      /** @description IAM role that members may take on through an identity pool, e.g. `arn:aws:iam::123456789012:role/editors`. */
      roleArn?: string;
    };
    UpdateMfaRequest: {
      /**
       * @description Codes of an authenticator app.
       * @example {
       *       "enabled": false
       *     }
       */
      totp?: components['schemas']['MfaMethodSetting'];
      /** @description Codes by SMS; needs a verified phone number. */
      sms?: components['schemas']['MfaMethodSetting'];
      /** @description Codes by e-mail; needs a verified e-mail address. */
      email?: components['schemas']['MfaMethodSetting'];
    };
    UpdateProfileRequest: {
      /**
       * @description New values by attribute name; null deletes. All of it is done, or none. Numbers and booleans may be sent as such or as texts.
       * @example {
       *       "name": "Jane Doe",
       *       "nickname": null
       *     }
       */
      attributes: {
        [key: string]: string | number | boolean | null;
      };
    };
    UpdateProfileResponse: {
      /**
       * @description All attributes that the app client may read, as they are now.
       * @example {
       *       "email": "person@example.com",
       *       "email_verified": true,
       *       "name": "Jane Doe"
       *     }
       */
      attributes: {
        [key: string]: string | number | boolean;
      };
      /** @description Codes that were sent because a new address has to be verified. */
      deliveries: components['schemas']['CodeDelivery'][];
    };
    UpdateUserRequest: {
      /**
       * @description New values by attribute name; null deletes. All of it is done, or none. Numbers and booleans may be sent as such or as texts.
       *     `*_verified` may be set.
       * @example {
       *       "name": "Jane Doe",
       *       "email_verified": true,
       *       "nickname": null
       *     }
       */
      attributes: {
        [key: string]: string | number | boolean | null;
      };
    };
    UserPoolClientView: {
      /**
       * @description Identifier of the app client.
       * @example 1example23456789
       */
      id: string;
      /**
       * @description Its name.
       * @example gatehouse
       */
      name?: string;
      /**
       * @description Ways to sign in that are switched on, by Cognito's names.
       * @example [
       *       "ALLOW_USER_PASSWORD_AUTH",
       *       "ALLOW_REFRESH_TOKEN_AUTH"
       *     ]
       */
      authFlows: string[];
      /**
       * @description Attributes that users may read of themselves. Absent: Cognito's defaults.
       * @example [
       *       "email",
       *       "email_verified",
       *       "name"
       *     ]
       */
      readAttributes?: string[];
      /**
       * @description Attributes that users may change of themselves. Absent: Cognito's defaults.
       * @example [
       *       "email",
       *       "name"
       *     ]
       */
      writeAttributes?: string[];
    };
    UserPoolPasswordPolicy: {
      /**
       * @description Least number of characters.
       * @example 8
       */
      minimumLength?: number;
      /** @description Whether a capital letter is needed. */
      requireUppercase: boolean;
      /** @description Whether a small letter is needed. */
      requireLowercase: boolean;
      /** @description Whether a digit is needed. */
      requireNumbers: boolean;
      /** @description Whether a symbol is needed. */
      requireSymbols: boolean;
      /**
       * @description How many old passwords are refused.
       * @example 0
       */
      historySize: number;
      /**
       * @description How long an invitation is good for, days.
       * @example 7
       */
      temporaryPasswordValidityDays: number;
    };
    UserPoolResponse: {
      /**
       * @description Identifier of the user pool.
       * @example eu-central-1_AbCdEfGhI
       */
      id: string;
      /**
       * @description Its name.
       * @example people
       */
      name?: string;
      /**
       * @description About how many users it has, as Cognito estimates.
       * @example 1200
       */
      estimatedUsers: number;
      /** @description The attributes that users can have. */
      schema: components['schemas']['SchemaAttribute'][];
      /** @description What passwords must look like. */
      passwordPolicy: components['schemas']['UserPoolPasswordPolicy'];
      /**
       * @description Attributes that people sign in with in place of a username.
       * @example [
       *       "email"
       *     ]
       */
      usernameAttributes: string[];
      /**
       * @description Attributes that sign in beside the username, once verified.
       * @example []
       */
      aliasAttributes: string[];
      /** @description Whether `Jane` and `jane` are two users. */
      caseSensitive: boolean;
      /**
       * @description Attributes that are sent a code when they change.
       * @example [
       *       "email"
       *     ]
       */
      autoVerifiedAttributes: string[];
      /** @description Whether people can sign up themselves. */
      signUpOpen: boolean;
      /**
       * @description Whether second factors are asked for: `OFF`, `OPTIONAL` or `ON`.
       * @example OPTIONAL
       */
      mfa: string;
      /** @description The app client of this service. */
      client: components['schemas']['UserPoolClientView'];
    };
    UserSession: {
      /** @description Whether it is the one of this request. */
      current: boolean;
      /**
       * @description Id of the session.
       * @example tkn0123456789abcdefghijklmno
       */
      id: string;
      /**
       * @description `token`: a sign-in of an app; `sso`: a browser's session with managed login.
       * @example token
       * @enum {string}
       */
      type: 'token' | 'sso';
      /**
       * @description When it began.
       * @example 2026-01-01T12:00:00.000Z
       */
      createdAt: string;
      /**
       * @description When it last got tokens.
       * @example 2026-01-01T12:00:00.000Z
       */
      lastActiveAt?: string;
      /** @description Kind of device. */
      deviceType?: string;
      /**
       * @description Address it was last seen from.
       * @example 192.0.2.1
       */
      lastIp?: string;
      /** @description Where it was last seen, where the user pool knows. */
      lastLocation?: components['schemas']['SessionLocation'];
    };
    UsernameConfiguration: {
      /**
       * @description `username`: a name of their own choice; otherwise the address itself, and the username of the account is a UUID.
       * @example email
       * @enum {string}
       */
      kind: 'username' | 'email' | 'phone_number' | 'email_or_phone_number';
      /**
       * @description Attributes that can be used in place of the username once they are verified.
       * @example []
       */
      aliases: string[];
      /**
       * @description Whether upper and lower case make different names.
       * @example false
       */
      caseSensitive: boolean;
    };
    VerifyAttributeRequest: {
      /**
       * @description The code from the message.
       * @example 123456
       */
      code: string;
    };
    VerifyTotpRequest: {
      /**
       * @description Six digits from the app.
       * @example 123456
       */
      code: string;
      /**
       * @description What the app or phone is called; shown when a code is asked for.
       * @example My phone
       */
      deviceName?: string;
    };
  };
  responses: {
    /**
     * @description `bad_request`: The request is malformed
     *
     *     `headers_too_large`: The headers or the address are too large
     *
     *     `not_found`: There is nothing here
     *
     *     `request_timeout`: The request took too long to arrive
     */
    NotRouted: {
      headers: {
        'X-Request-Id': components['headers']['RequestId'];
        [name: string]: unknown;
      };
      content: {
        'application/problem+json': components['schemas']['Problem'];
      };
    };
  };
  parameters: {
    /** @description What AWS's library for threat protection has collected in the browser or app, as it gave it. Passed on to Cognito together with the address of the client. */
    DeviceData: string;
  };
  requestBodies: never;
  headers: {
    /** @description Name of this request in the log */
    RequestId: string;
  };
  pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
  errorsList: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ErrorDescription'][];
            meta: components['schemas']['ListMeta'];
          };
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `overloaded`: The service is overloaded */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  errorsGet: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /** @example invalid_credentials */
        code: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ErrorDescription'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /** @description `error_code_not_found`: There is no such error code */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `overloaded`: The service is overloaded */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  healthLive: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['HealthResponse'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  healthReady: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['HealthResponse'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `not_ready`: The service is not ready */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminBulkRun: {
    parameters: {
      query?: {
        /** @description The first line to work on; those before it are passed over. 1 when left out. */
        from?: number;
        /** @description `run.startedAt` of the first attempt at these lines: what has been done since then is found done, and not done again. */
        since?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {"operation":"invite","username":"new.person@example.com","delivery":"NONE"}
         *     {"operation":"add-to-group","username":"person@example.com","group":"editors"}
         */
        'application/x-ndjson': string;
      };
    };
    responses: {
      /** @description JSON documents, one a line */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/x-ndjson': components['schemas']['BulkAnswerLine'];
        };
      };
      /** @description `validation_failed`: Some fields are missing or have the wrong form */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `forbidden`: You are not allowed to do this
       *
       *     `insufficient_scope`: The access token lacks a scope
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminExportExport: {
    parameters: {
      query?: {
        /** @description The last `cursor` of an export that was cut off: it goes on behind that line. */
        cursor?: string;
        /** @description `true` adds the groups of each user, which takes longer. */
        groups?: 'true' | 'false';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description JSON documents, one a line */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/x-ndjson': components['schemas']['ExportLine'];
        };
      };
      /**
       * @description `invalid_cursor`: The cursor cannot be used
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `forbidden`: You are not allowed to do this
       *
       *     `insufficient_scope`: The access token lacks a scope
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminGroupsList: {
    parameters: {
      query?: {
        /** @description Most items of a page; a page may hold fewer although more follow. 60 when left out. */
        limit?: number;
        /** @description `meta.nextCursor` of the page before. */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['Group'][];
            meta: components['schemas']['ListMeta'];
          };
        };
      };
      /**
       * @description `invalid_cursor`: The cursor cannot be used
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminGroupsCreate: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "name": "editors",
         *       "description": "People who correct what others wrote",
         *       "precedence": 10
         *     }
         */
        'application/json': components['schemas']['CreateGroupRequest'];
      };
    };
    responses: {
      /** @description Success */
      201: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['Group'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `group_exists`: The group exists already
       *
       *     `limit_exceeded`: A limit of the user pool is reached
       */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminGroupsGet: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The name of the group.
         * @example editors
         */
        group: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['Group'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /** @description `validation_failed`: Some fields are missing or have the wrong form */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `group_not_found`: There is no such group */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminGroupsDelete: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The name of the group.
         * @example editors
         */
        group: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /**
       * @description Its members stay. Their access tokens that still name the group end at once; refreshing gives new ones. The group `admin`
       *     cannot be deleted: nobody could give roles any more.
       */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `validation_failed`: Some fields are missing or have the wrong form */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `group_not_found`: There is no such group */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `last_administrator`: This is the last administrator */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminGroupsUpdate: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The name of the group.
         * @example editors
         */
        group: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "description": "People who correct what others wrote",
         *       "precedence": 10
         *     }
         */
        'application/json': components['schemas']['UpdateGroupRequest'];
      };
    };
    responses: {
      /** @description What is left out stays as it is. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['Group'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `group_not_found`: There is no such group */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminGroupsMembers: {
    parameters: {
      query?: {
        /** @description Most items of a page; a page may hold fewer although more follow. 60 when left out. */
        limit?: number;
        /** @description `meta.nextCursor` of the page before. */
        cursor?: string;
      };
      header?: never;
      path: {
        /**
         * @description The name of the group.
         * @example editors
         */
        group: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['AdminUser'][];
            meta: components['schemas']['ListMeta'];
          };
        };
      };
      /**
       * @description `invalid_cursor`: The cursor cannot be used
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `group_not_found`: There is no such group */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminImportsList: {
    parameters: {
      query?: {
        /** @description Most items of a page; a page may hold fewer although more follow. 60 when left out. */
        limit?: number;
        /** @description `meta.nextCursor` of the page before. */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ImportJob'][];
            meta: components['schemas']['ListMeta'];
          };
        };
      };
      /**
       * @description `invalid_cursor`: The cursor cannot be used
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminImportsCreate: {
    parameters: {
      query: {
        /** @description A name for people. */
        name: string;
        /** @description How passwords in the column `password_hash` were hashed; without it there is no such column. */
        passwordHashing?: 'BCRYPT' | 'SCRYPT' | 'ARGON2ID' | 'PBKDF2_SHA256';
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example cognito:username,name,given_name,family_name,middle_name,nickname,preferred_username,profile,picture,website,email,email_verified,gender,birthdate,zoneinfo,locale,phone_number,phone_number_verified,address,updated_at,cognito:mfa_enabled
         *     new.person@example.com,,,,,,,,,,new.person@example.com,TRUE,,,,,,,,,FALSE
         */
        'text/csv': string;
      };
    };
    responses: {
      /**
       * @description The body is the file: UTF-8, the header first, at most 500,000 rows and 100 MB. It is held to the rules of Cognito before anything is
       *     sent, and refused as a whole with the lines that break them. The job waits to be started, for a day.
       */
      201: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['CreatedImportJob'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `invalid_parameter`: Cognito did not accept a value
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `forbidden`: You are not allowed to do this
       *
       *     `insufficient_scope`: The access token lacks a scope
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `limit_exceeded`: A limit of the user pool is reached */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `import_file_invalid`: The file breaks a rule of imports */
      422: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminImportsHeader: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ImportHeader'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminImportsGet: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The id of the job.
         * @example tkn0123456789abcdefghijklmno
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /**
       * @description Tells how far it has come. What single rows have come to AWS writes to CloudWatch Logs, under `log`; it is told here where this
       *     service has been given an address to read it at.
       */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ImportJobDetails'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /** @description `validation_failed`: Some fields are missing or have the wrong form */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `resource_not_found`: There is no such resource */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminImportsStart: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The id of the job.
         * @example tkn0123456789abcdefghijklmno
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description One is at work at a time, in the whole AWS account. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ImportJob'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `invalid_parameter`: Cognito did not accept a value
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `forbidden`: You are not allowed to do this
       *
       *     `insufficient_scope`: The access token lacks a scope
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `resource_not_found`: There is no such resource */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `conflict`: The state has changed or does not allow this */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminImportsStop: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The id of the job.
         * @example tkn0123456789abcdefghijklmno
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Users that have been made stay. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ImportJob'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `invalid_parameter`: Cognito did not accept a value
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `resource_not_found`: There is no such resource */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `conflict`: The state has changed or does not allow this */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminUserPoolRead: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Schema, policies, and what users may read and write of themselves. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['UserPoolResponse'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminUserPoolAdd: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "attributes": [
         *         {
         *           "name": "plan",
         *           "type": "String",
         *           "maxLength": 64
         *         }
         *       ]
         *     }
         */
        'application/json': components['schemas']['AddAttributesRequest'];
      };
    };
    responses: {
      /**
       * @description This cannot be undone: Cognito neither removes nor renames nor changes an attribute, and a pool has at most 50. All of them are
       *     added, or none. Administrators can write them at once; users may read and write of themselves what the app client's lists name, which
       *     stay as they are.
       */
      201: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['SchemaAttribute'][];
            meta: components['schemas']['ListMeta'];
          };
        };
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `forbidden`: You are not allowed to do this
       *
       *     `insufficient_scope`: The access token lacks a scope
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `conflict`: The state has changed or does not allow this
       *
       *     `limit_exceeded`: A limit of the user pool is reached
       */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminUsersList: {
    parameters: {
      query?: {
        /** @description Most items of a page; a page may hold fewer although more follow. 60 when left out. */
        limit?: number;
        /** @description `meta.nextCursor` of the page before. */
        cursor?: string;
        /** @description The attribute to search by; needs `value`. */
        attribute?:
          | 'username'
          | 'name'
          | 'email'
          | 'sub'
          | 'phone_number'
          | 'preferred_username'
          | 'given_name'
          | 'family_name';
        /** @description Whether the attribute has the value or begins with it; `exact` when left out. */
        match?: 'prefix' | 'exact';
        /** @description What to look for. */
        value?: string;
        /** @description Only users of this status. */
        status?:
          'UNCONFIRMED' | 'FORCE_CHANGE_PASSWORD' | 'CONFIRMED' | 'EXTERNAL_PROVIDER' | 'RESET_REQUIRED';
        /** @description Only members of this group, e.g. `editors`. */
        group?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /**
       * @description All conditions that are given must hold. A page can be short, or even empty, although more follow: go on while
       *     there is a `meta.nextCursor`.
       */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['AdminUser'][];
            meta: components['schemas']['ListMeta'];
          };
        };
      };
      /**
       * @description `invalid_cursor`: The cursor cannot be used
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `group_not_found`: There is no such group */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminUsersInvite: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "username": "new.person@example.com",
         *       "attributes": {
         *         "email": "new.person@example.com",
         *         "email_verified": true,
         *         "name": "New Person"
         *       },
         *       "delivery": "EMAIL",
         *       "accountId": "acme"
         *     }
         */
        'application/json': components['schemas']['InviteUserRequest'];
      };
    };
    responses: {
      /** @description Makes the account, adds it to its groups and sends a temporary password, which is changed at the first sign-in. */
      201: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['AdminUser'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `attribute_not_writable`: An attribute may not be written
       *
       *     `forbidden`: You are not allowed to do this
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `group_not_found`: There is no such group */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `alias_exists`: The e-mail address or phone number is in use
       *
       *     `conflict`: The state has changed or does not allow this
       *
       *     `username_exists`: The username is taken
       */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `invalid_attributes`: Some attributes are not acceptable
       *
       *     `operation_refused`: A rule of this service refused the operation
       *
       *     `password_policy`: The password does not meet the policy
       */
      422: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `rate_limited`: Too many requests
       *
       *     `too_many_attempts`: Too many attempts
       */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `code_delivery_failed`: The message could not be sent
       *
       *     `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminUsersGet: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The username, the `sub`, or an e-mail address or phone number that signs in.
         * @example person@example.com
         */
        username: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['AdminUser'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /** @description `validation_failed`: Some fields are missing or have the wrong form */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `user_not_found`: There is no such user */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminUsersDelete: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The username, the `sub`, or an e-mail address or phone number that signs in.
         * @example person@example.com
         */
        username: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Their access tokens stop working here at once. */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `validation_failed`: Some fields are missing or have the wrong form */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `forbidden`: You are not allowed to do this
       *
       *     `insufficient_scope`: The access token lacks a scope
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `user_not_found`: There is no such user */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `last_administrator`: This is the last administrator */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminUsersUpdate: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The username, the `sub`, or an e-mail address or phone number that signs in.
         * @example person@example.com
         */
        username: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "attributes": {
         *         "name": "Jane Doe",
         *         "email_verified": true,
         *         "nickname": null
         *       }
         *     }
         */
        'application/json': components['schemas']['UpdateUserRequest'];
      };
    };
    responses: {
      /** @description `null` deletes one; what is left out stays as it is. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['AdminUser'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `attribute_not_writable`: An attribute may not be written
       *
       *     `forbidden`: You are not allowed to do this
       *
       *     `insufficient_scope`: The access token lacks a scope
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `user_not_found`: There is no such user */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `alias_exists`: The e-mail address or phone number is in use */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `invalid_attributes`: Some attributes are not acceptable
       *
       *     `operation_refused`: A rule of this service refused the operation
       */
      422: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminUserAccountAssign: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The username, the `sub`, or an e-mail address or phone number that signs in.
         * @example person@example.com
         */
        username: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "accountId": "acme"
         *     }
         */
        'application/json': components['schemas']['AssignAccountRequest'];
      };
    };
    responses: {
      /**
       * @description The only way to change it; `null` takes it away. The user's access tokens stop working here at once, since they name the old
       *     account; refreshing gives new ones. Groups stay: somebody who administrates the old account administrates the new one.
       */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `attribute_not_writable`: An attribute may not be written
       *
       *     `forbidden`: You are not allowed to do this
       *
       *     `insufficient_scope`: The access token lacks a scope
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `user_not_found`: There is no such user */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `invalid_attributes`: Some attributes are not acceptable
       *
       *     `operation_refused`: A rule of this service refused the operation
       */
      422: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminUserStateConfirm: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The username, the `sub`, or an e-mail address or phone number that signs in.
         * @example person@example.com
         */
        username: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The e-mail address and phone number stay unverified. */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `validation_failed`: Some fields are missing or have the wrong form */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `user_not_found`: There is no such user */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `conflict`: The state has changed or does not allow this
       *
       *     `user_already_confirmed`: The account is confirmed already
       */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `operation_refused`: A rule of this service refused the operation */
      422: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `rate_limited`: Too many requests
       *
       *     `too_many_attempts`: Too many attempts
       */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminDevicesList: {
    parameters: {
      query?: {
        /** @description Most items of a page; a page may hold fewer although more follow. 60 when left out. */
        limit?: number;
        /** @description `meta.nextCursor` of the page before. */
        cursor?: string;
      };
      header?: never;
      path: {
        /**
         * @description The username, the `sub`, or an e-mail address or phone number that signs in.
         * @example person@example.com
         */
        username: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Needs device tracking in the user pool. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['KnownDevice'][];
            meta: components['schemas']['ListMeta'];
          };
        };
      };
      /**
       * @description `invalid_cursor`: The cursor cannot be used
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `user_not_found`: There is no such user */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminDevicesForget: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The username, the `sub`, or an e-mail address or phone number that signs in.
         * @example person@example.com
         */
        username: string;
        /**
         * @description Key of the device.
         * @example us-east-1_3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
         */
        deviceKey: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /**
       * @description For one that is lost: it stands in for a second factor no more, and gets no new tokens. Access tokens that it has live on until
       *     they end; to end them at once, end its session or sign the user out.
       */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /**
       * @description `invalid_parameter`: Cognito did not accept a value
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `resource_not_found`: There is no such resource
       *
       *     `user_not_found`: There is no such user
       */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminUserStateDisable: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The username, the `sub`, or an e-mail address or phone number that signs in.
         * @example person@example.com
         */
        username: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Keeps the user from signing in and ends all their sessions at once. */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `validation_failed`: Some fields are missing or have the wrong form */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `user_not_found`: There is no such user */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `last_administrator`: This is the last administrator */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminUserStateEnable: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The username, the `sub`, or an e-mail address or phone number that signs in.
         * @example person@example.com
         */
        username: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `validation_failed`: Some fields are missing or have the wrong form */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `user_not_found`: There is no such user */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminEventsList: {
    parameters: {
      query?: {
        /** @description Most items of a page; a page may hold fewer although more follow. 60 when left out. */
        limit?: number;
        /** @description `meta.nextCursor` of the page before. */
        cursor?: string;
      };
      header?: never;
      path: {
        /**
         * @description The username, the `sub`, or an e-mail address or phone number that signs in.
         * @example person@example.com
         */
        username: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The newest first. Needs threat protection in the user pool (plan Plus), which keeps the history for two years. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['AuthEvent'][];
            meta: components['schemas']['ListMeta'];
          };
        };
      };
      /**
       * @description `invalid_cursor`: The cursor cannot be used
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `feature_not_enabled`: This is not switched on here
       *
       *     `user_not_found`: There is no such user
       */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminEventsUpdateFeedback: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The username, the `sub`, or an e-mail address or phone number that signs in.
         * @example person@example.com
         */
        username: string;
        /**
         * @description Id of the event.
         * @example 3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
         */
        eventId: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "value": "Invalid"
         *     }
         */
        'application/json': components['schemas']['EventFeedbackRequest'];
      };
    };
    responses: {
      /** @description Cognito learns from it: what looks like a valid event is less of a risk from then on. What is said last counts. */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `feature_not_enabled`: This is not switched on here
       *
       *     `resource_not_found`: There is no such resource
       *
       *     `user_not_found`: There is no such user
       */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminMembershipsList: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The username, the `sub`, or an e-mail address or phone number that signs in.
         * @example person@example.com
         */
        username: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['Group'][];
            meta: components['schemas']['ListMeta'];
          };
        };
      };
      /** @description `validation_failed`: Some fields are missing or have the wrong form */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `user_not_found`: There is no such user */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminMembershipsAdd: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The username, the `sub`, or an e-mail address or phone number that signs in.
         * @example person@example.com
         */
        username: string;
        /**
         * @description The name of the group.
         * @example editors
         */
        group: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /**
       * @description The role holds from the user's next sign-in or refresh on. Nobody gives a role that they do not hold, unless their own role
       *     stands above it.
       */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `validation_failed`: Some fields are missing or have the wrong form */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `forbidden`: You are not allowed to do this
       *
       *     `insufficient_scope`: The access token lacks a scope
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `group_not_found`: There is no such group
       *
       *     `user_not_found`: There is no such user
       */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `limit_exceeded`: A limit of the user pool is reached */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminMembershipsRemove: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The username, the `sub`, or an e-mail address or phone number that signs in.
         * @example person@example.com
         */
        username: string;
        /**
         * @description The name of the group.
         * @example editors
         */
        group: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The role ends at once: the user's access tokens stop working here, and refreshing gives one without it. */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `validation_failed`: Some fields are missing or have the wrong form */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `group_not_found`: There is no such group
       *
       *     `user_not_found`: There is no such user
       */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `last_administrator`: This is the last administrator */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminMfaUpdate: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The username, the `sub`, or an e-mail address or phone number that signs in.
         * @example person@example.com
         */
        username: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "totp": {
         *         "enabled": false
         *       }
         *     }
         */
        'application/json': components['schemas']['UpdateMfaRequest'];
      };
    };
    responses: {
      /** @description Answers what is on then. A method can be switched on that the user has set up; a code goes to a verified address only. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['MfaMethods'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `forbidden`: You are not allowed to do this
       *
       *     `insufficient_scope`: The access token lacks a scope
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `user_not_found`: There is no such user */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `conflict`: The state has changed or does not allow this
       *
       *     `mfa_not_available`: This MFA method is not set up
       */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminMfaRemoveTotp: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The username, the `sub`, or an e-mail address or phone number that signs in.
         * @example person@example.com
         */
        username: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /**
       * @description For somebody who has lost it. The next sign-in asks for no code of it; where the user pool wants a second factor of everybody,
       *     it leads to setting one up.
       */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /**
       * @description `invalid_parameter`: Cognito did not accept a value
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `forbidden`: You are not allowed to do this
       *
       *     `insufficient_scope`: The access token lacks a scope
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `user_not_found`: There is no such user */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `conflict`: The state has changed or does not allow this */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminUserStateSetPassword: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The username, the `sub`, or an e-mail address or phone number that signs in.
         * @example person@example.com
         */
        username: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "password": "Correct-Horse-7",
         *       "permanent": true
         *     }
         */
        'application/json': components['schemas']['SetPasswordRequest'];
      };
    };
    responses: {
      /** @description Ends all their sessions. */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `forbidden`: You are not allowed to do this
       *
       *     `insufficient_scope`: The access token lacks a scope
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `user_not_found`: There is no such user */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `password_policy`: The password does not meet the policy
       *
       *     `password_reused`: The password was used before
       */
      422: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminProvidersLink: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The username, the `sub`, or an e-mail address or phone number that signs in.
         * @example person@example.com
         */
        username: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "provider": "Google",
         *       "userId": "108204268033311374519",
         *       "attribute": "Cognito_Subject"
         *     }
         */
        'application/json': components['schemas']['LinkProviderRequest'];
      };
    };
    responses: {
      /** @description Whoever signs in with it is this user from then on. It must not have signed in before; a user has five at most. */
      201: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ProviderIdentity'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `forbidden`: You are not allowed to do this
       *
       *     `insufficient_scope`: The access token lacks a scope
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `user_not_found`: There is no such user */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `conflict`: The state has changed or does not allow this
       *
       *     `limit_exceeded`: A limit of the user pool is reached
       */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminProvidersUnlink: {
    parameters: {
      query?: {
        /** @description Only this account; all that the user has at the provider when left out. */
        userId?: string;
        /** @description The attribute by which it was linked, for one that has never signed in; `Cognito_Subject` when left out. */
        attribute?: string;
      };
      header?: never;
      path: {
        /**
         * @description The username, the `sub`, or an e-mail address or phone number that signs in.
         * @example person@example.com
         */
        username: string;
        /**
         * @description Name of the identity provider in the user pool.
         * @example Google
         */
        provider: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All their sessions end. Refused for the only way in which the user can sign in. */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /**
       * @description `invalid_parameter`: Cognito did not accept a value
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `resource_not_found`: There is no such resource
       *
       *     `user_not_found`: There is no such user
       */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `conflict`: The state has changed or does not allow this */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminUserStateResendInvite: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The username, the `sub`, or an e-mail address or phone number that signs in.
         * @example person@example.com
         */
        username: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description With a new temporary password. */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /**
       * @description `invalid_parameter`: Cognito did not accept a value
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `user_not_found`: There is no such user */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `conflict`: The state has changed or does not allow this */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `operation_refused`: A rule of this service refused the operation */
      422: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `code_delivery_failed`: The message could not be sent
       *
       *     `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminUserStateResetPassword: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The username, the `sub`, or an e-mail address or phone number that signs in.
         * @example person@example.com
         */
        username: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The present password stops working, a code to set a new one with is sent to the user, and all their sessions end. */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `validation_failed`: Some fields are missing or have the wrong form */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `user_not_found`: There is no such user */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `password_cannot_be_reset`: The password cannot be reset in this state */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `operation_refused`: A rule of this service refused the operation */
      422: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `rate_limited`: Too many requests
       *
       *     `too_many_attempts`: Too many attempts
       */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminSessionsList: {
    parameters: {
      query?: {
        /** @description `meta.nextCursor` of the page before. */
        cursor?: string;
      };
      header?: never;
      path: {
        /**
         * @description The username, the `sub`, or an e-mail address or phone number that signs in.
         * @example person@example.com
         */
        username: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Needs session tracking in the user pool. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['KnownSession'][];
            meta: components['schemas']['ListMeta'];
          };
        };
      };
      /**
       * @description `invalid_cursor`: The cursor cannot be used
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `user_not_found`: There is no such user */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminSessionsRevoke: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The username, the `sub`, or an e-mail address or phone number that signs in.
         * @example person@example.com
         */
        username: string;
        /**
         * @description Id of the session.
         * @example tkn0123456789abcdefghijklmno
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Its tokens stop working at once; the user's other sessions go on. */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /**
       * @description `invalid_parameter`: Cognito did not accept a value
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `resource_not_found`: There is no such resource
       *
       *     `user_not_found`: There is no such user
       */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  adminUserStateSignOut: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The username, the `sub`, or an e-mail address or phone number that signs in.
         * @example person@example.com
         */
        username: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Ends all their sessions at once. */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /** @description `validation_failed`: Some fields are missing or have the wrong form */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `user_not_found`: There is no such user */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  challengeAnswer: {
    parameters: {
      query?: never;
      header?: {
        /** @description What AWS's library for threat protection has collected in the browser or app, as it gave it. Passed on to Cognito together with the address of the client. */
        'X-Device-Data'?: components['parameters']['DeviceData'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "session": "session-of-the-challenge",
         *       "answer": {
         *         "newPassword": "Correct-Horse-7"
         *       }
         *     }
         */
        'application/json': components['schemas']['AnswerChallengeRequest'];
      };
    };
    responses: {
      /**
       * @description Send back the `session` as it came, and the fields that `challenge.answer` names. The result is either the tokens
       *     or the next challenge. After a wrong code or a refused password the same session takes another answer. A `choice` of `PASSWORD`
       *     or `PASSWORD_SRP` can bring `password` or `srpA` with it; otherwise that is asked for next.
       */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['SignInResponse'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `code_mismatch`: The code is not right
       *
       *     `invalid_credentials`: Incorrect username or password
       *
       *     `restart_required`: The code is no longer good; start again
       *
       *     `session_expired`: The sign-in has to be started again
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `attribute_not_writable`: An attribute may not be written
       *
       *     `password_reset_required`: The password must be reset
       *
       *     `request_blocked`: The request was blocked for security reasons
       *
       *     `sign_in_refused`: The sign-in was refused
       *
       *     `temporary_password_expired`: The temporary password has expired
       *
       *     `user_disabled`: The account is disabled
       *
       *     `user_not_confirmed`: The account is not confirmed yet
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `user_not_found`: There is no such user */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `alias_exists`: The e-mail address or phone number is in use
       *
       *     `mfa_not_available`: This MFA method is not set up
       */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `challenge_answer_invalid`: The answer does not fit the challenge
       *
       *     `invalid_attributes`: Some attributes are not acceptable
       *
       *     `operation_refused`: A rule of this service refused the operation
       *
       *     `password_policy`: The password does not meet the policy
       *
       *     `password_reused`: The password was used before
       */
      422: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `rate_limited`: Too many requests
       *
       *     `too_many_attempts`: Too many attempts
       */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `challenge_unsupported`: This challenge is not supported */
      501: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  challengeBeginTotp: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "session": "session-of-the-challenge"
         *     }
         */
        'application/json': components['schemas']['TotpSetUpRequest'];
      };
    };
    responses: {
      /**
       * @description For an `MFA_SETUP` challenge whose `choices` have `SOFTWARE_TOKEN_MFA`. Answer the challenge with the returned `session`
       *     and `answer: { code, deviceName? }`.
       */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['TotpSetUpResponse'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `session_expired`: The sign-in has to be started again */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `request_blocked`: The request was blocked for security reasons */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `conflict`: The state has changed or does not allow this
       *
       *     `mfa_not_available`: This MFA method is not set up
       */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  configurationRead: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /**
       * @description Sign-in methods that are on, password policy, required attributes, multi-factor authentication and what people sign
       *     in with.
       */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ConfigurationResponse'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  passwordRecoveryForgot: {
    parameters: {
      query?: never;
      header?: {
        /** @description What AWS's library for threat protection has collected in the browser or app, as it gave it. Passed on to Cognito together with the address of the client. */
        'X-Device-Data'?: components['parameters']['DeviceData'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "username": "person@example.com"
         *     }
         */
        'application/json': components['schemas']['ForgotPasswordRequest'];
      };
    };
    responses: {
      /**
       * @description The answer is the same whether or not there is an account that gets a code, unless the service is set up to reveal
       *     accounts.
       */
      202: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ForgotPasswordResponse'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `request_blocked`: The request was blocked for security reasons
       *
       *     `user_disabled`: The account is disabled
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `user_not_found`: There is no such user */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `password_cannot_be_reset`: The password cannot be reset in this state */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `operation_refused`: A rule of this service refused the operation */
      422: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `rate_limited`: Too many requests
       *
       *     `too_many_attempts`: Too many attempts
       */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `code_delivery_failed`: The message could not be sent
       *
       *     `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  passwordRecoveryReset: {
    parameters: {
      query?: never;
      header?: {
        /** @description What AWS's library for threat protection has collected in the browser or app, as it gave it. Passed on to Cognito together with the address of the client. */
        'X-Device-Data'?: components['parameters']['DeviceData'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "username": "person@example.com",
         *       "code": "123456",
         *       "newPassword": "Correct-Horse-8"
         *     }
         */
        'application/json': components['schemas']['ResetPasswordRequest'];
      };
    };
    responses: {
      /** @description All sign-ins end. */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `request_blocked`: The request was blocked for security reasons
       *
       *     `user_disabled`: The account is disabled
       *
       *     `user_not_confirmed`: The account is not confirmed yet
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `user_not_found`: There is no such user */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `password_cannot_be_reset`: The password cannot be reset in this state */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `code_expired`: The code has expired */
      410: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `code_mismatch`: The code is not right
       *
       *     `operation_refused`: A rule of this service refused the operation
       *
       *     `password_policy`: The password does not meet the policy
       *
       *     `password_reused`: The password was used before
       */
      422: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `rate_limited`: Too many requests
       *
       *     `too_many_attempts`: Too many attempts
       */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  sessionRefresh: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "refreshToken": "eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ.key.iv.text.tag"
         *     }
         */
        'application/json': components['schemas']['RefreshRequest'];
      };
    };
    responses: {
      /**
       * @description Keep the refresh token of the answer: where refresh tokens rotate it is a new one, and whoever uses the old one
       *     later ends the sign-in.
       */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['SignInResponse'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `invalid_refresh_token`: The refresh token cannot be used
       *
       *     `refresh_token_reused`: The refresh token was used before
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `request_blocked`: The request was blocked for security reasons
       *
       *     `user_disabled`: The account is disabled
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `user_not_found`: There is no such user */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `operation_refused`: A rule of this service refused the operation */
      422: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  sessionRead: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /**
       * @description From the token alone. Cognito is only asked once, if you have signed out in another place by its session and this
       *     token might have been one of that session.
       */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['SessionResponse'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  signInSignIn: {
    parameters: {
      query?: never;
      header?: {
        /** @description What AWS's library for threat protection has collected in the browser or app, as it gave it. Passed on to Cognito together with the address of the client. */
        'X-Device-Data'?: components['parameters']['DeviceData'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "username": "person@example.com",
         *       "method": "password",
         *       "password": "Correct-Horse-7"
         *     }
         */
        'application/json': components['schemas']['SignInRequest'];
      };
    };
    responses: {
      /**
       * @description The result is either the tokens, or a challenge to answer with `POST /v1/auth/challenge`. An unknown user, a wrong
       *     password and a disabled account are answered alike, unless the service is set up to reveal accounts.
       */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['SignInResponse'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_credentials`: Incorrect username or password */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `password_reset_required`: The password must be reset
       *
       *     `request_blocked`: The request was blocked for security reasons
       *
       *     `sign_in_refused`: The sign-in was refused
       *
       *     `temporary_password_expired`: The temporary password has expired
       *
       *     `user_disabled`: The account is disabled
       *
       *     `user_not_confirmed`: The account is not confirmed yet
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `user_not_found`: There is no such user */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `operation_refused`: A rule of this service refused the operation */
      422: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `rate_limited`: Too many requests
       *
       *     `too_many_attempts`: Too many attempts
       */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `challenge_unsupported`: This challenge is not supported */
      501: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  signOutSignOut: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "refreshToken": "eyJjdHkiOiJKV1QiLCJlbmMiOiJBMjU2R0NNIiwiYWxnIjoiUlNBLU9BRVAifQ.key.iv.text.tag"
         *     }
         */
        'application/json': components['schemas']['SignOutRequest'];
      };
    };
    responses: {
      /**
       * @description The refresh token is revoked, and the access tokens of its sign-in stop working here at once. An access token may
       *     come along; one that has ended does no harm.
       */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `request_blocked`: The request was blocked for security reasons */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `operation_refused`: A rule of this service refused the operation */
      422: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  signOutSignOutEverywhere: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description All your sign-ins end. Your access tokens stop working here at once. */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `insufficient_scope`: The access token lacks a scope
       *
       *     `password_reset_required`: The password must be reset
       *
       *     `request_blocked`: The request was blocked for security reasons
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  signUpSignUp: {
    parameters: {
      query?: never;
      header?: {
        /** @description What AWS's library for threat protection has collected in the browser or app, as it gave it. Passed on to Cognito together with the address of the client. */
        'X-Device-Data'?: components['parameters']['DeviceData'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "username": "person@example.com",
         *       "password": "Correct-Horse-7",
         *       "attributes": {
         *         "email": "person@example.com"
         *       }
         *     }
         */
        'application/json': components['schemas']['SignUpRequest'];
      };
    };
    responses: {
      /**
       * @description Makes an account and sends a code; the account works once it is confirmed with the code. A name that is taken is
       *     answered like a fresh one, and nothing is made, unless the service is set up to reveal accounts; where the name waits for its
       *     code, another one is sent.
       */
      201: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['SignUpResponse'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `attribute_not_writable`: An attribute may not be written
       *
       *     `request_blocked`: The request was blocked for security reasons
       *
       *     `sign_up_disabled`: Sign-up is closed
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `username_exists`: The username is taken */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `invalid_attributes`: Some attributes are not acceptable
       *
       *     `operation_refused`: A rule of this service refused the operation
       *
       *     `password_policy`: The password does not meet the policy
       */
      422: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `rate_limited`: Too many requests
       *
       *     `too_many_attempts`: Too many attempts
       */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `code_delivery_failed`: The message could not be sent
       *
       *     `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  signUpConfirm: {
    parameters: {
      query?: never;
      header?: {
        /** @description What AWS's library for threat protection has collected in the browser or app, as it gave it. Passed on to Cognito together with the address of the client. */
        'X-Device-Data'?: components['parameters']['DeviceData'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "username": "person@example.com",
         *       "code": "123456",
         *       "signIn": false
         *     }
         */
        'application/json': components['schemas']['ConfirmSignUpRequest'];
      };
    };
    responses: {
      /**
       * @description With `signIn` and the `session` of the sign-up the answer is a sign-in result, where the user pool allows that. A code that
       *     has expired, and an account that waits for none, are `code_mismatch`, unless the service is set up to reveal accounts.
       */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ConfirmSignUpResponse'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `request_blocked`: The request was blocked for security reasons
       *
       *     `user_disabled`: The account is disabled
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `user_not_found`: There is no such user */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `alias_exists`: The e-mail address or phone number is in use
       *
       *     `conflict`: The state has changed or does not allow this
       *
       *     `user_already_confirmed`: The account is confirmed already
       */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `code_expired`: The code has expired */
      410: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `code_mismatch`: The code is not right
       *
       *     `operation_refused`: A rule of this service refused the operation
       */
      422: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `rate_limited`: Too many requests
       *
       *     `too_many_attempts`: Too many attempts
       */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  signUpResend: {
    parameters: {
      query?: never;
      header?: {
        /** @description What AWS's library for threat protection has collected in the browser or app, as it gave it. Passed on to Cognito together with the address of the client. */
        'X-Device-Data'?: components['parameters']['DeviceData'];
      };
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "username": "person@example.com"
         *     }
         */
        'application/json': components['schemas']['ResendCodeRequest'];
      };
    };
    responses: {
      /** @description The answer is the same whether or not an account waits for a code, unless the service is set up to reveal accounts. */
      202: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ResendCodeResponse'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `request_blocked`: The request was blocked for security reasons
       *
       *     `user_disabled`: The account is disabled
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `user_not_found`: There is no such user */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `user_already_confirmed`: The account is confirmed already */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `operation_refused`: A rule of this service refused the operation */
      422: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `rate_limited`: Too many requests
       *
       *     `too_many_attempts`: Too many attempts
       */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `code_delivery_failed`: The message could not be sent
       *
       *     `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  profileRead: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ProfileResponse'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `insufficient_scope`: The access token lacks a scope
       *
       *     `password_reset_required`: The password must be reset
       *
       *     `request_blocked`: The request was blocked for security reasons
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  profileDelete: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /**
       * @description You must have signed in within the last five minutes; refreshing the tokens does not count. The last administrator cannot
       *     leave.
       */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `insufficient_scope`: The access token lacks a scope
       *
       *     `password_reset_required`: The password must be reset
       *
       *     `reauthentication_required`: Sign in again to do this
       *
       *     `request_blocked`: The request was blocked for security reasons
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `last_administrator`: This is the last administrator */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  profileUpdate: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "attributes": {
         *         "name": "Jane Doe",
         *         "nickname": null
         *       }
         *     }
         */
        'application/json': components['schemas']['UpdateProfileRequest'];
      };
    };
    responses: {
      /**
       * @description `null` deletes one. A new e-mail address or phone number is sent a code where the user pool verifies it;
       *     `deliveries` tells where it went.
       */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['UpdateProfileResponse'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `attribute_not_writable`: An attribute may not be written
       *
       *     `insufficient_scope`: The access token lacks a scope
       *
       *     `password_reset_required`: The password must be reset
       *
       *     `request_blocked`: The request was blocked for security reasons
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `alias_exists`: The e-mail address or phone number is in use */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `invalid_attributes`: Some attributes are not acceptable
       *
       *     `operation_refused`: A rule of this service refused the operation
       */
      422: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `code_delivery_failed`: The message could not be sent
       *
       *     `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  verificationSendCode: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The attribute: Cognito verifies these two only.
         * @example email
         */
        name: 'email' | 'phone_number';
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      202: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['AttributeCodeResponse'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `invalid_parameter`: Cognito did not accept a value
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `insufficient_scope`: The access token lacks a scope
       *
       *     `password_reset_required`: The password must be reset
       *
       *     `request_blocked`: The request was blocked for security reasons
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `operation_refused`: A rule of this service refused the operation */
      422: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `rate_limited`: Too many requests
       *
       *     `too_many_attempts`: Too many attempts
       */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `code_delivery_failed`: The message could not be sent
       *
       *     `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  verificationVerify: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description The attribute: Cognito verifies these two only.
         * @example email
         */
        name: 'email' | 'phone_number';
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "code": "123456"
         *     }
         */
        'application/json': components['schemas']['VerifyAttributeRequest'];
      };
    };
    responses: {
      /** @description Done */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `insufficient_scope`: The access token lacks a scope
       *
       *     `password_reset_required`: The password must be reset
       *
       *     `request_blocked`: The request was blocked for security reasons
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `alias_exists`: The e-mail address or phone number is in use */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `code_expired`: The code has expired */
      410: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `code_mismatch`: The code is not right */
      422: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `rate_limited`: Too many requests
       *
       *     `too_many_attempts`: Too many attempts
       */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  awsCredentialsIssue: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "idToken": "eyJraWQiOiJhIiwiYWxnIjoiUlMyNTYifQ.eyJzdWIiOiJ4In0.c2lnbmF0dXJl",
         *       "customRoleArn": "arn:aws:iam::123456789012:role/editors"
         *     }
         */
        'application/json': components['schemas']['AwsCredentialsRequest'];
      };
    };
    responses: {
      /** @description From the identity pool, when this service has one. Send the ID token that came with the access token of the request. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['AwsCredentials'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `forbidden`: You are not allowed to do this */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `feature_not_enabled`: This is not switched on here */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `conflict`: The state has changed or does not allow this
       *
       *     `limit_exceeded`: A limit of the user pool is reached
       */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `invalid_id_token`: The ID token is not taken */
      422: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  devicesList: {
    parameters: {
      query?: {
        /** @description Most items of a page; a page may hold fewer although more follow. 60 when left out. */
        limit?: number;
        /** @description `meta.nextCursor` of the page before. */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['Device'][];
            meta: components['schemas']['ListMeta'];
          };
        };
      };
      /**
       * @description `invalid_cursor`: The cursor cannot be used
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `insufficient_scope`: The access token lacks a scope
       *
       *     `password_reset_required`: The password must be reset
       *
       *     `request_blocked`: The request was blocked for security reasons
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  devicesGet: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Key of the device.
         * @example us-east-1_3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
         */
        deviceKey: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['Device'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `invalid_parameter`: Cognito did not accept a value
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `insufficient_scope`: The access token lacks a scope
       *
       *     `password_reset_required`: The password must be reset
       *
       *     `request_blocked`: The request was blocked for security reasons
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `resource_not_found`: There is no such resource */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  devicesUpdate: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Key of the device.
         * @example us-east-1_3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
         */
        deviceKey: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "remembered": true
         *     }
         */
        'application/json': components['schemas']['UpdateDeviceRequest'];
      };
    };
    responses: {
      /** @description Done */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `insufficient_scope`: The access token lacks a scope
       *
       *     `password_reset_required`: The password must be reset
       *
       *     `request_blocked`: The request was blocked for security reasons
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `resource_not_found`: There is no such resource */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  devicesForget: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Key of the device.
         * @example us-east-1_3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
         */
        deviceKey: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /**
       * @description `invalid_parameter`: Cognito did not accept a value
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `insufficient_scope`: The access token lacks a scope
       *
       *     `password_reset_required`: The password must be reset
       *
       *     `request_blocked`: The request was blocked for security reasons
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `resource_not_found`: There is no such resource */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  devicesConfirm: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Key of the device.
         * @example us-east-1_3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
         */
        deviceKey: string;
      };
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "deviceName": "My phone",
         *       "salt": "AMcQdmS5Ra+JK7NCQA8VeFg=",
         *       "passwordVerifier": "Kh8x+F53pfNaQJXZLV+s+4pi0ZsjXbMRQqfQlL91"
         *     }
         */
        'application/json': components['schemas']['ConfirmDeviceRequest'];
      };
    };
    responses: {
      /** @description For the `newDevice` of a sign-in result. The app keeps the device's secret; the user pool gets a verifier of it. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['ConfirmDeviceResponse'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `insufficient_scope`: The access token lacks a scope
       *
       *     `password_reset_required`: The password must be reset
       *
       *     `request_blocked`: The request was blocked for security reasons
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `resource_not_found`: There is no such resource */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `conflict`: The state has changed or does not allow this */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  factorsRead: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['FactorsResponse'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `insufficient_scope`: The access token lacks a scope
       *
       *     `password_reset_required`: The password must be reset
       *
       *     `request_blocked`: The request was blocked for security reasons
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  mfaUpdate: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "totp": {
         *         "enabled": false
         *       }
         *     }
         */
        'application/json': components['schemas']['UpdateMfaRequest'];
      };
    };
    responses: {
      /** @description Answers what is on now. An authenticator app has to be verified first, an address to be verified. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['MfaMethods'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `insufficient_scope`: The access token lacks a scope
       *
       *     `password_reset_required`: The password must be reset
       *
       *     `reauthentication_required`: Sign in again to do this
       *
       *     `request_blocked`: The request was blocked for security reasons
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `mfa_not_available`: This MFA method is not set up */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  mfaBeginTotp: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description The app in use goes on working until the new one is verified. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['AppEnrolment'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /** @description `invalid_parameter`: Cognito did not accept a value */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `insufficient_scope`: The access token lacks a scope
       *
       *     `password_reset_required`: The password must be reset
       *
       *     `reauthentication_required`: Sign in again to do this
       *
       *     `request_blocked`: The request was blocked for security reasons
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `conflict`: The state has changed or does not allow this
       *
       *     `mfa_not_available`: This MFA method is not set up
       */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  mfaVerifyTotp: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "code": "123456",
         *       "deviceName": "My phone"
         *     }
         */
        'application/json': components['schemas']['VerifyTotpRequest'];
      };
    };
    responses: {
      /**
       * @description Answers the second factors that are on now. Where this fails after the code was taken (a status of 5xx), the app is
       *     verified and still off: `PUT /v1/users/me/mfa` switches it on.
       */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['MfaMethods'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `insufficient_scope`: The access token lacks a scope
       *
       *     `password_reset_required`: The password must be reset
       *
       *     `request_blocked`: The request was blocked for security reasons
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `mfa_not_available`: This MFA method is not set up */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `code_mismatch`: The code is not right */
      422: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  passkeysList: {
    parameters: {
      query?: {
        /** @description Most items of a page. 20 when left out. */
        limit?: number;
        /** @description `meta.nextCursor` of the page before. */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Success */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['Passkey'][];
            meta: components['schemas']['ListMeta'];
          };
        };
      };
      /**
       * @description `invalid_cursor`: The cursor cannot be used
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `insufficient_scope`: The access token lacks a scope
       *
       *     `password_reset_required`: The password must be reset
       *
       *     `request_blocked`: The request was blocked for security reasons
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `rate_limited`: Too many requests
       *
       *     `too_many_attempts`: Too many attempts
       */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  passkeysRegister: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "credential": {
         *         "id": "…",
         *         "rawId": "…",
         *         "type": "public-key",
         *         "response": {}
         *       }
         *     }
         */
        'application/json': components['schemas']['RegisterPasskeyRequest'];
      };
    };
    responses: {
      /** @description Done */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `insufficient_scope`: The access token lacks a scope
       *
       *     `passkey_refused`: Passkeys may not be registered from here
       *
       *     `password_reset_required`: The password must be reset
       *
       *     `request_blocked`: The request was blocked for security reasons
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `limit_exceeded`: A limit of the user pool is reached */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `passkey_challenge_expired`: The passkey registration has expired */
      410: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `passkey_invalid`: The passkey was not accepted */
      422: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  passkeysOptions: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Hand `options` to the browser within five minutes and send what it makes to `POST /v1/users/me/passkeys`. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['PasskeyOptionsResponse'];
            meta: components['schemas']['Meta'];
          };
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `insufficient_scope`: The access token lacks a scope
       *
       *     `password_reset_required`: The password must be reset
       *
       *     `reauthentication_required`: Sign in again to do this
       *
       *     `request_blocked`: The request was blocked for security reasons
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `limit_exceeded`: A limit of the user pool is reached */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  passkeysDelete: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of the passkey, base64url.
         * @example 3f1c2a9e6a5b4c0e
         */
        credentialId: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Done */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /**
       * @description `invalid_parameter`: Cognito did not accept a value
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `insufficient_scope`: The access token lacks a scope
       *
       *     `password_reset_required`: The password must be reset
       *
       *     `reauthentication_required`: Sign in again to do this
       *
       *     `request_blocked`: The request was blocked for security reasons
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `resource_not_found`: There is no such resource */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `rate_limited`: Too many requests
       *
       *     `too_many_attempts`: Too many attempts
       */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  changePasswordChange: {
    parameters: {
      query?: never;
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody: {
      content: {
        /**
         * @example {
         *       "currentPassword": "Correct-Horse-7",
         *       "newPassword": "Correct-Horse-8"
         *     }
         */
        'application/json': components['schemas']['ChangePasswordRequest'];
      };
    };
    responses: {
      /**
       * @description This sign-in goes on; all others end. Five changes an hour at most. Who signs in at another provider only has no password
       *     to change.
       */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /**
       * @description `invalid_json`: The body is not valid JSON
       *
       *     `invalid_parameter`: Cognito did not accept a value
       *
       *     `json_too_deep`: The body is nested too deeply
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `insufficient_scope`: The access token lacks a scope
       *
       *     `password_reset_required`: The password must be reset
       *
       *     `request_blocked`: The request was blocked for security reasons
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `password_cannot_be_reset`: The password cannot be reset in this state */
      409: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `payload_too_large`: The body is too large */
      413: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `unsupported_media_type`: The content type is not supported */
      415: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `incorrect_password`: The current password is not right
       *
       *     `password_policy`: The password does not meet the policy
       *
       *     `password_reused`: The password was used before
       */
      422: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `rate_limited`: Too many requests
       *
       *     `too_many_attempts`: Too many attempts
       */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  userSessionsList: {
    parameters: {
      query?: {
        /** @description `meta.nextCursor` of the page before. */
        cursor?: string;
      };
      header?: never;
      path?: never;
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /** @description Needs session tracking in the user pool. */
      200: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/json': {
            data: components['schemas']['UserSession'][];
            meta: components['schemas']['ListMeta'];
          };
        };
      };
      /**
       * @description `invalid_cursor`: The cursor cannot be used
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `insufficient_scope`: The access token lacks a scope
       *
       *     `password_reset_required`: The password must be reset
       *
       *     `request_blocked`: The request was blocked for security reasons
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
  userSessionsRevoke: {
    parameters: {
      query?: never;
      header?: never;
      path: {
        /**
         * @description Id of the session.
         * @example tkn0123456789abcdefghijklmno
         */
        id: string;
      };
      cookie?: never;
    };
    requestBody?: never;
    responses: {
      /**
       * @description Not the session of this request: that is `POST /v1/auth/sign-out`. Its tokens stop working
       *     at once.
       */
      204: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content?: never;
      };
      /**
       * @description `invalid_parameter`: Cognito did not accept a value
       *
       *     `validation_failed`: Some fields are missing or have the wrong form
       */
      400: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `token_revoked`: The access token has been revoked
       *
       *     `unauthorized`: A valid access token is needed
       */
      401: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `insufficient_scope`: The access token lacks a scope
       *
       *     `password_reset_required`: The password must be reset
       *
       *     `request_blocked`: The request was blocked for security reasons
       */
      403: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `resource_not_found`: There is no such resource */
      404: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `rate_limited`: Too many requests */
      429: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `internal_error`: Something went wrong on our side */
      500: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `upstream_invalid_response`: Cognito gave an answer that cannot be used
       *
       *     `upstream_refused`: Cognito refused this service
       */
      502: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /**
       * @description `overloaded`: The service is overloaded
       *
       *     `service_misconfigured`: This service is not configured for this
       *
       *     `upstream_throttled`: Cognito is limiting this service
       *
       *     `upstream_unavailable`: Cognito cannot be reached
       *
       *     `verification_keys_unavailable`: Tokens cannot be verified at the moment
       */
      503: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      /** @description `upstream_timeout`: Cognito did not answer in time */
      504: {
        headers: {
          'X-Request-Id': components['headers']['RequestId'];
          [name: string]: unknown;
        };
        content: {
          'application/problem+json': components['schemas']['Problem'];
        };
      };
      '4XX': components['responses']['NotRouted'];
    };
  };
}
