import { IsString, Length, Matches } from 'class-validator';
import { MayBeLeftOut } from '../../cognito/input.validators';

/** What credentials are given for. */
export class AwsCredentialsRequest {
  /**
   * The ID token of the sign-in result: identity pools take no access token.
   * @example eyJraWQiOiJhIiwiYWxnIjoiUlMyNTYifQ.eyJzdWIiOiJ4In0.c2lnbmF0dXJl
   */
  @IsString()
  @Length(1, 8192)
  idToken: string;
  /**
   * Which of the IAM roles of your groups (`cognito:roles` in the ID token); the identity pool chooses when left out.
   * @example arn:aws:iam::123456789012:role/editors
   */
  @MayBeLeftOut()
  @Matches(/^arn:[\w+=/,.@:-]{20,2000}$/, { message: '$property must be the ARN of an IAM role' })
  customRoleArn?: string;
}

/** Temporary AWS credentials. Keep them as you keep tokens: in memory, and never in a log. */
export class AwsCredentials {
  /**
   * Id of the user in the identity pool.
   * @example us-east-1:3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
   */
  identityId: string;
  /**
   * Access key.
   * @example ASIAEXAMPLEEXAMPLE00
   */
  accessKeyId: string;
  /** Secret of the access key. */
  secretAccessKey: string;
  /** Goes with both on each request to AWS. */
  sessionToken: string;
  /**
   * When they end.
   * @example 2026-01-01T13:00:00.000Z
   */
  expiresAt: string;
}
