import { IsIn, Matches } from 'class-validator';
import { UserParams } from '../users/users.dto';

/** What an administrator can say of an event. */
export const FEEDBACK = ['Valid', 'Invalid'] as const;

/** How Cognito rates an event. */
export class EventRisk {
  /**
   * What came of it: `NoRisk`, `AccountTakeover` or `Block`.
   * @example NoRisk
   */
  decision?: string;
  /**
   * How great the risk is: `Low`, `Medium` or `High`; absent without one.
   * @example Low
   */
  level?: string;
  /** Whether the password is known to have leaked. */
  compromisedCredentials?: boolean;
}

/** A step of a sign-in. */
export class EventChallenge {
  /**
   * Which step: `Password` or `Mfa`.
   * @example Password
   */
  name: string;
  /**
   * How it went: `Success` or `Failure`.
   * @example Success
   */
  response: string;
}

/** Where an event came from. */
export class EventContext {
  /**
   * Address of the caller.
   * @example 192.0.2.1
   */
  ip?: string;
  /**
   * Name of the device.
   * @example Firefox 140, Linux
   */
  device?: string;
  /**
   * Time zone.
   * @example Europe/Berlin
   */
  timezone?: string;
  /**
   * City.
   * @example Berlin
   */
  city?: string;
  /**
   * Country.
   * @example Germany
   */
  country?: string;
}

/** What somebody has said of an event. */
export class EventFeedback {
  /**
   * `Valid`: it was the user; `Invalid`: it was not.
   * @example Valid
   */
  value: string;
  /**
   * Who has said so: `Admin` or `EndUser`, in Cognito's words.
   * @example Admin
   */
  provider: string;
  /**
   * When.
   * @example 2026-01-01T12:00:00.000Z
   */
  at?: string;
}

/** Something that a user, or somebody in their name, has done to get in. Values are Cognito's words. */
export class AuthEvent {
  /**
   * Id of the event.
   * @example 3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
   */
  id: string;
  /**
   * What: `SignIn`, `SignUp`, `ForgotPassword`, `PasswordChange` or `ResendCode`.
   * @example SignIn
   */
  type: string;
  /**
   * How it went: `Pass`, `Fail` or `InProgress`.
   * @example Pass
   */
  response: string;
  /**
   * When.
   * @example 2026-01-01T12:00:00.000Z
   */
  createdAt: string;
  /** How Cognito rates it. */
  risk?: EventRisk;
  /** The steps of a sign-in, as far as it came. */
  challenges: EventChallenge[];
  /** Where it came from, as far as Cognito knows. */
  context?: EventContext;
  /** What has been said of it last. */
  feedback?: EventFeedback;
}

/** Which event of a user a route is about. */
export class EventParams extends UserParams {
  /**
   * Id of the event.
   * @example 3f1c2a9e-6a5b-4c0e-9d53-2f6f0b8e7a11
   */
  @Matches(/^[\w+-]{1,50}$/, { message: 'eventId must be the id of an event' })
  eventId: string;
}

/** What an administrator says of an event. */
export class EventFeedbackRequest {
  /**
   * `Valid`: it was the user; `Invalid`: it was not.
   * @example Invalid
   */
  @IsIn(FEEDBACK)
  value: (typeof FEEDBACK)[number];
}
