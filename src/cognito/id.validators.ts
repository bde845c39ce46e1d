import { Matches } from 'class-validator';

/** The key of a device, as Cognito makes them. */
export function IsDeviceKey(): PropertyDecorator {
  return Matches(/^[\w-]{1,20}_[0-9a-f-]{1,36}$/, { message: '$property must be a device key' });
}

/** The id of a session, as Cognito makes them. */
export function IsSessionId(): PropertyDecorator {
  return Matches(/^(?:tkn|sso)[0-9a-z]{25}$/, { message: '$property must be the id of a session' });
}
