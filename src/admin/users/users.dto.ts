import { ArrayMaxSize, ArrayUnique, IsArray, IsIn, Length, ValidateIf } from 'class-validator';
import type { AttributePatch, Attributes } from '../../cognito/attributes';
import { IsAttributeMap, IsAttributePatch, MayBeLeftOut } from '../../cognito/input.validators';
import { AreNames, IsAccountId, IsName } from '../admin.validators';
import { PageQuery } from '../../cognito/page.dto';

/** Attributes that Cognito can search by. */
export const SEARCHABLE = [
  'username',
  'sub',
  'email',
  'phone_number',
  'name',
  'given_name',
  'family_name',
  'preferred_username',
] as const;

/** Statuses that users can have. */
export const STATUSES = [
  'UNCONFIRMED',
  'CONFIRMED',
  'FORCE_CHANGE_PASSWORD',
  'RESET_REQUIRED',
  'EXTERNAL_PROVIDER',
] as const;

/** Which user a route is about. */
export class UserParams {
  /**
   * The username, the `sub`, or an e-mail address or phone number that signs in.
   * @example person@example.com
   */
  @IsName()
  username: string;
}

/** Which membership a route is about. */
export class MembershipParams extends UserParams {
  /**
   * The name of the group.
   * @example editors
   */
  @IsName()
  group: string;
}

const searches = (query: ListUsersQuery): boolean =>
  (query.attribute ?? query.match ?? query.value) !== undefined;

/** Which users are listed. All conditions that are given must hold. */
export class ListUsersQuery extends PageQuery {
  /**
   * The attribute to search by; needs `value`.
   * @example email
   */
  @ValidateIf(searches)
  @IsIn(SEARCHABLE)
  attribute?: (typeof SEARCHABLE)[number];
  /**
   * Whether the attribute has the value or begins with it; `exact` when left out.
   * @example prefix
   */
  @MayBeLeftOut()
  @IsIn(['exact', 'prefix'])
  match?: 'exact' | 'prefix';
  /**
   * What to look for.
   * @example person
   */
  @ValidateIf(searches)
  @Length(1, 200)
  value?: string;
  /** Only users of this status. */
  @MayBeLeftOut()
  @IsIn(STATUSES)
  status?: (typeof STATUSES)[number];
  /** Only members of this group, e.g. `editors`. */
  @MayBeLeftOut()
  @IsName()
  group?: string;
}

/** A new user. */
export class InviteUserRequest {
  /**
   * The username; an e-mail address or phone number where people sign in with that.
   * @example new.person@example.com
   */
  @IsName()
  username: string;
  /**
   * Attributes by Cognito's names. Numbers and booleans may be sent as such or as texts. `*_verified` may be set; `custom:account_id` has
   * a member of its own.
   * @example { "email": "new.person@example.com", "email_verified": true, "name": "New Person" }
   */
  @MayBeLeftOut()
  @IsAttributeMap()
  attributes?: Attributes;
  /** Password for the first sign-in only; Cognito makes one up when it is left out. Taken as it is, without trimming. */
  @MayBeLeftOut()
  @Length(1, 256)
  temporaryPassword?: string;
  /**
   * How the invitation is sent; `NONE` sends nothing. `EMAIL` when left out.
   * @example EMAIL
   */
  @MayBeLeftOut()
  @IsIn(['EMAIL', 'SMS', 'NONE'])
  delivery?: 'EMAIL' | 'SMS' | 'NONE';
  /**
   * The account (tenant) the user belongs to. Somebody who administrates an account invites into that account, named or not.
   * @example acme
   */
  @MayBeLeftOut()
  @IsAccountId()
  accountId?: string;
  /** Groups to join at once, e.g. `["editors"]`. They must exist. */
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(20)
  @ArrayUnique()
  @AreNames()
  groups?: string[];
}

/** New values of a user's attributes. */
export class UpdateUserRequest {
  /**
   * New values by attribute name; null deletes. All of it is done, or none. Numbers and booleans may be sent as such or as texts.
   * `*_verified` may be set.
   * @example { "name": "Jane Doe", "email_verified": true, "nickname": null }
   */
  @IsAttributePatch()
  attributes: AttributePatch;
}

/** To which account a user is to belong. */
export class AssignAccountRequest {
  /**
   * The account (tenant); null for none.
   * @example acme
   */
  @ValidateIf(({ accountId }: AssignAccountRequest) => accountId !== null)
  @IsAccountId()
  accountId: string | null;
}

/** A password that an administrator sets. */
export class SetPasswordRequest {
  /**
   * The password. Taken as it is, without trimming.
   * @example Correct-Horse-7
   */
  @Length(1, 256)
  password: string;
  /**
   * Whether it stays; a password that does not is changed at the next sign-in.
   * @example true
   */
  @IsIn([true, false])
  permanent: boolean;
}
