import { IsString, Length, Matches } from 'class-validator';
import { MayBeLeftOut } from '../../cognito/input.validators';
import { UserParams } from '../users/users.dto';

/** How Cognito calls the provider's own id of an account: `sub`, `id`, `user_id` or NameID. */
export const SUBJECT = 'Cognito_Subject';

/** An external provider; `Cognito` stands for the pool's own users. */
function IsProvider(): PropertyDecorator {
  return Matches(/^(?!cognito$)[\p{L}\p{M}\p{S}\p{N}\p{P}\p{Z}]{1,32}$/iu, {
    message: '$property must be the name of an external identity provider',
  });
}

/** An identity at an external provider. */
export class ProviderIdentity {
  /**
   * Name of the identity provider in the user pool.
   * @example Google
   */
  provider: string;
  /**
   * What the provider calls the account: the value of `attribute`.
   * @example 108204268033311374519
   */
  userId: string;
  /**
   * By which attribute the provider tells of it.
   * @example Cognito_Subject
   */
  attribute: string;
}

/** The identity that is to sign in as the user. */
export class LinkProviderRequest {
  /**
   * Name of the identity provider in the user pool.
   * @example Google
   */
  @IsProvider()
  provider: string;
  /**
   * What the provider calls the account.
   * @example 108204268033311374519
   */
  @IsString()
  @Length(1, 2048)
  userId: string;
  /**
   * By which attribute the provider tells of it: `Cognito_Subject`, which stands for the provider's own id, when left out. Providers of the
   * kinds OIDC and SAML may name a mapped one, such as `email`: only where nobody can choose its value at the provider.
   * @example Cognito_Subject
   */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 256)
  attribute?: string;
}

/** Which provider of a user a route is about. */
export class UserProviderParams extends UserParams {
  /**
   * Name of the identity provider in the user pool.
   * @example Google
   */
  @IsProvider()
  provider: string;
}

/** Which of several identities at the same provider. */
export class UnlinkProviderQuery {
  /** Only this account; all that the user has at the provider when left out. */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 2048)
  userId?: string;
  /** The attribute by which it was linked, for one that has never signed in; `Cognito_Subject` when left out. */
  @MayBeLeftOut()
  @IsString()
  @Length(1, 256)
  attribute?: string;
}
