import { type Check, when } from './check';
import type { Examined } from './examine';

const factors = ({ pool, client }: Examined): readonly string[] =>
  client.ExplicitAuthFlows?.includes('ALLOW_USER_AUTH') === true
    ? (pool.Policies?.SignInPolicy?.AllowedFirstAuthFactors ?? ['PASSWORD'])
    : [];

/** Whether a site may use passkeys of this relying party. */
const isWithin = (host: string, party: string): boolean => host === party || host.endsWith(`.${party}`);

/** The user pool. */
export const poolChecks: readonly Check[] = [
  {
    id: 'case-sensitive',
    severity: 'unsafe',
    why: 'Ada and ada are two people: a stranger can have a name that looks like somebody else’s. It cannot be changed later.',
    change: 'UsernameConfiguration of a new user pool: CaseSensitive false',
    find: ({ pool }) =>
      when(
        pool.UsernameConfiguration?.CaseSensitive !== false,
        'names are told apart by upper and lower case',
      ),
  },
  {
    id: 'short-passwords',
    severity: 'unsafe',
    why: 'Short passwords are guessed.',
    change: 'PasswordPolicy of the user pool: MinimumLength 8 or more',
    find: ({ pool }) => {
      const { MinimumLength: length = 8 } = pool.Policies?.PasswordPolicy ?? {};
      return when(length < 8, `passwords may have ${length} characters`);
    },
  },
  {
    id: 'update-before-verification',
    severity: 'unsafe',
    why: 'Whoever finds a session open changes the address at once, and takes the account over by a code to the new one.',
    change: 'UserAttributeUpdateSettings of the user pool: AttributesRequireVerificationBeforeUpdate',
    find: ({ pool }) => {
      const kept = pool.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate ?? [];
      const open = (pool.AutoVerifiedAttributes ?? []).filter((name) => !kept.includes(name));
      return when(open.length > 0, `${open.join(', ')} can be changed before the new one is verified`);
    },
  },
  {
    id: 'no-verification',
    severity: 'broken',
    why: 'Nobody gets a code: sign-ups cannot be confirmed, and passwords cannot be recovered.',
    change: 'AutoVerifiedAttributes of the user pool: email, phone_number, or both',
    find: ({ pool }) =>
      when((pool.AutoVerifiedAttributes ?? []).length === 0, 'no address of people is verified'),
  },
  {
    id: 'username-verification',
    severity: 'broken',
    why: 'People sign in by an address that nobody has shown to be theirs.',
    change: 'AutoVerifiedAttributes of the user pool: what people sign in by',
    find: ({ pool }) => {
      const names = [...(pool.UsernameAttributes ?? []), ...(pool.AliasAttributes ?? [])];
      const addresses = names.filter((name) => name === 'email' || name === 'phone_number');
      const { AutoVerifiedAttributes: verified = [] } = pool;
      const open = verified.length === 0 ? [] : addresses.filter((name) => !verified.includes(name));
      return when(
        open.length > 0 && open.length === addresses.length,
        `${open.join(', ')} is what people sign in by, and is not verified`,
      );
    },
  },
  {
    id: 'sms-role',
    severity: 'broken',
    why: 'Cognito may not send text messages.',
    change: 'SmsConfiguration of the user pool: SnsCallerArn',
    find: (examined) => {
      const { pool } = examined;
      const used = [
        ...when(
          pool.AutoVerifiedAttributes?.includes('phone_number') === true,
          'verification of phone numbers',
        ),
        ...when(factors(examined).includes('SMS_OTP'), 'sign-in by text message'),
      ];
      return when(
        used.length > 0 && pool.SmsConfiguration?.SnsCallerArn === undefined,
        `${used.join(' and ')} has no role to send with`,
      );
    },
  },
  {
    id: 'code-address',
    severity: 'broken',
    why: 'Codes to sign in go to verified addresses only, and nobody’s is.',
    change: 'AutoVerifiedAttributes of the user pool, or AllowedFirstAuthFactors without it',
    find: (examined) => {
      const verified = examined.pool.AutoVerifiedAttributes ?? [];
      return [
        ...when(
          factors(examined).includes('EMAIL_OTP') && !verified.includes('email'),
          'sign-in by code is on, and e-mail addresses are not verified',
        ),
        ...when(
          factors(examined).includes('SMS_OTP') && !verified.includes('phone_number'),
          'sign-in by text message is on, and phone numbers are not verified',
        ),
      ];
    },
  },
  {
    id: 'passkey-site',
    severity: 'broken',
    why: 'Browsers refuse passkeys of another site.',
    change: 'WebAuthnConfiguration of the user pool: RelyingPartyId; CORS_ORIGINS: origins of that site',
    find: (examined) => {
      const { RelyingPartyId: party } = examined.mfa.WebAuthnConfiguration ?? {};
      if (!factors(examined).includes('WEB_AUTHN')) return [];
      if (party === undefined) return ['passkeys are on without a relying party'];
      const origins = examined.environment.CORS_ORIGINS ?? [];
      const foreign = origins.filter((origin) => !isWithin(new URL(origin).hostname, party));
      return when(
        foreign.length > 0,
        `${foreign.join(', ')} cannot use passkeys of the relying party ${party}`,
      );
    },
  },
  {
    id: 'recovery-by-phone',
    severity: 'advice',
    why: 'A phone number is taken over more easily than a mailbox.',
    change: 'AccountRecoverySetting of the user pool: verified_email first',
    find: ({ pool }) => {
      const ways = [...(pool.AccountRecoverySetting?.RecoveryMechanisms ?? [])];
      const [first] = ways.sort((one, other) => (one.Priority ?? 0) - (other.Priority ?? 0));
      return when(first?.Name === 'verified_phone_number', 'passwords are recovered by text message first');
    },
  },
  {
    id: 'no-recovery',
    severity: 'advice',
    why: 'POST /v1/auth/password/forgot sends nothing to anybody: people need an administrator.',
    change: 'AccountRecoverySetting of the user pool: verified_email',
    find: ({ pool }) =>
      when(
        pool.AccountRecoverySetting?.RecoveryMechanisms?.some(({ Name }) => Name === 'admin_only') === true,
        'only administrators can reset passwords',
      ),
  },
  {
    id: 'mfa-off',
    severity: 'advice',
    why: 'A password that has leaked is enough to sign in, for administrators as well.',
    change: 'MfaConfiguration of the user pool: OPTIONAL or ON',
    find: ({ mfa }) => when((mfa.MfaConfiguration ?? 'OFF') === 'OFF', 'nobody can have a second factor'),
  },
  {
    id: 'no-threat-protection',
    severity: 'advice',
    why: 'Passwords that are known from breaches are taken, and sign-ins from odd places look like all others.',
    change: 'UserPoolTier PLUS, and AdvancedSecurityMode of UserPoolAddOns: AUDIT or ENFORCED',
    find: ({ pool }) =>
      when((pool.UserPoolAddOns?.AdvancedSecurityMode ?? 'OFF') === 'OFF', 'threat protection is off'),
  },
  {
    id: 'few-mails',
    severity: 'advice',
    why: 'Cognito’s own sender sends some 50 messages a day; codes after that do not arrive.',
    change: 'EmailConfiguration of the user pool: EmailSendingAccount DEVELOPER',
    find: ({ pool }) =>
      when(
        (pool.EmailConfiguration?.EmailSendingAccount ?? 'COGNITO_DEFAULT') === 'COGNITO_DEFAULT' &&
          pool.LambdaConfig?.CustomEmailSender === undefined,
        'messages are sent by Cognito’s own sender',
      ),
  },
  {
    id: 'deletion-protection',
    severity: 'advice',
    why: 'One call deletes all users, and nothing brings their passwords back.',
    change: 'DeletionProtection of the user pool: ACTIVE',
    find: ({ pool }) => when(pool.DeletionProtection !== 'ACTIVE', 'the pool can be deleted'),
  },
  {
    id: 'closed-sign-up',
    severity: 'advice',
    why: 'POST /v1/auth/sign-up is refused. That is well where people are invited.',
    change: 'AdminCreateUserConfig of the user pool: AllowAdminCreateUserOnly false',
    find: ({ pool }) =>
      when(pool.AdminCreateUserConfig?.AllowAdminCreateUserOnly === true, 'nobody can sign up by themselves'),
  },
];
