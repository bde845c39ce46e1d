import { CognitoIdentityProviderServiceException } from '@aws-sdk/client-cognito-identity-provider';
import type { AppError, FieldError } from '../common/errors/app-error';
import type { CommandName } from './commands';
import { translate } from './translate';

/** What becomes of a text with which Cognito refuses attributes. */
function refused(command: CommandName, message: string): AppError {
  return translate(
    command,
    new CognitoIdentityProviderServiceException({
      name: 'InvalidParameterException',
      message,
      $fault: 'client',
      $metadata: { httpStatusCode: 400 },
    }),
  );
}

describe('a refused attribute', () => {
  it.each<[CommandName, string, ...FieldError[]]>([
    [
      'SignUpCommand',
      'Attributes did not conform to the schema: custom:tier: Attribute does not exist in the schema.',
      { field: 'attributes.custom:tier', message: 'is not known to the user pool' },
    ],
    [
      'SignUpCommand',
      'Attributes did not conform to the schema: given_name: The attribute is required\nname: The attribute is required\n',
      { field: 'attributes.given_name', message: 'is required' },
      { field: 'attributes.name', message: 'is required' },
    ],
    [
      'UpdateUserAttributesCommand',
      'Type for attribute {custom:x} could not be determined',
      { field: 'attributes.custom:x', message: 'is not known to the user pool' },
    ],
    [
      'DeleteUserAttributesCommand',
      'Invalid user attributes: phone_number: Required attribute cannot be deleted.',
      { field: 'attributes.phone_number', message: 'is required and cannot be deleted' },
    ],
    [
      'UpdateUserAttributesCommand',
      'Attribute value for picture must not be null',
      { field: 'attributes.picture', message: 'must have a value' },
    ],
    [
      'RespondToAuthChallengeCommand',
      'Invalid attributes given, given_name is missing',
      { field: 'answer.attributes.given_name', message: 'is required' },
    ],
    [
      'SignUpCommand',
      'Invalid email address format.',
      { field: 'attributes.email', message: 'is not an e-mail address' },
    ],
    [
      'RespondToAuthChallengeCommand',
      'Invalid phone number format.',
      { field: 'answer.attributes.phone_number', message: 'is not a phone number such as +4930123456' },
    ],
    [
      'RespondToAuthChallengeCommand',
      'Attributes did not conform to the schema: name: The attribute is required',
      { field: 'answer.attributes.name', message: 'is required' },
    ],
    [
      'UpdateUserAttributesCommand',
      'Attributes did not conform to the schema: birthdate: Invalid birthdate format. Must be YYYY-MM-DD.',
      { field: 'attributes.birthdate', message: 'is not a date such as 1990-12-31' },
    ],
    [
      'SignUpCommand',
      'Attributes did not conform to the schema: custom:team: String must be of maximum length 8',
      { field: 'attributes.custom:team', message: 'is too long' },
    ],
    [
      'SignUpCommand',
      'Attributes did not conform to the schema: updated_at: Attribute value is not a number.',
      { field: 'attributes.updated_at', message: 'has a form that the user pool does not accept' },
    ],
  ])('at %s is named: %s', (command, text, ...errors) => {
    expect(refused(command, text)).toMatchObject({
      code: 'invalid_attributes',
      status: 422,
      detail: undefined,
      errors,
    });
  });

  it.each([
    'Attributes did not conform to the schema: no-name-of-a-pool: a text nobody has seen',
    'Invalid attribute name. Only phone_number and email can be verified.',
  ])('is not named where Cognito does not say it safely: %s', (text) => {
    expect(refused('UpdateUserAttributesCommand', text)).toMatchObject({
      code: 'invalid_attributes',
      errors: undefined,
    });
  });
});
