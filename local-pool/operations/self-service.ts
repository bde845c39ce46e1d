import type {
  DeleteUserAttributesCommandInput,
  DeleteUserAttributesCommandOutput,
  DeleteUserCommandInput,
  DeleteUserCommandOutput,
  GetUserAttributeVerificationCodeCommandInput,
  GetUserAttributeVerificationCodeCommandOutput,
  GetUserCommandInput,
  GetUserCommandOutput,
  UpdateUserAttributesCommandInput,
  UpdateUserAttributesCommandOutput,
  VerifyUserAttributeCommandInput,
  VerifyUserAttributeCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { issueCode, matchCode, useCode } from '../auth/codes';
import { checkNotInUse } from '../auth/mfa/in-use';
import { invalidParameter } from '../auth/refusals';
import { countCall } from '../auth/user-limits';
import type { Operation, OperationTable } from '../operation';
import { PoolError } from '../pool-error';
import type { CodePurpose, UserRecord } from '../store/records';
import { withAccess } from '../tokens/access-token';
import { checkUnique, claimAlias } from '../users/aliases';
import {
  attributesIn,
  attributesOut,
  checkAttributes,
  checkDeletion,
  checkWritable,
  contactAttributes,
  planUpdate,
  readableAttributes,
  withoutAttributes,
  type ContactAttribute,
} from '../users/attributes';
import { deleteUser } from '../users/delete-user';
import { putAttributes } from '../users/put-attributes';
import { mfaOut } from '../users/user-out';

const getUser: Operation<GetUserCommandInput, GetUserCommandOutput> = (input, context) =>
  withAccess(context, input.AccessToken, ({ pool, client, user }) => ({
    Username: user.username,
    UserAttributes: attributesOut(user, readableAttributes(pool, client)),
    ...mfaOut(user),
  }));

const updateUserAttributes: Operation<UpdateUserAttributesCommandInput, UpdateUserAttributesCommandOutput> = (
  input,
  context,
) =>
  withAccess(context, input.AccessToken, async ({ pool, client, user }) => {
    const unset = input.UserAttributes?.find(({ Value }) => Value === undefined);
    if (unset) throw invalidParameter(`Attribute value for ${unset.Name ?? ''} must not be null`);
    const values = attributesIn(input.UserAttributes);
    checkWritable(pool, client, Object.keys(values));
    checkAttributes(pool, values, false);
    checkUnique(context, pool, values, user);
    const preferred = values['preferred_username'];
    if (preferred) claimAlias(context, pool, 'preferred_username', preferred, false, user);
    const { attributes, pendingAttributes, toVerify } = planUpdate(pool, user, values);
    checkNotInUse({ pool, user }, attributes);
    const changed = putAttributes(context, user, { attributes, pendingAttributes });
    const to = { kind: 'UpdateUserAttribute', call: { client, clientMetadata: input.ClientMetadata } };
    const sent = toVerify.map(({ name }) =>
      issueCode(context, pool, changed, verifying(name), { attribute: name, ...to }),
    );
    return { CodeDeliveryDetailsList: await Promise.all(sent) };
  });

const deleteUserAttributes: Operation<DeleteUserAttributesCommandInput, DeleteUserAttributesCommandOutput> = (
  input,
  context,
) =>
  withAccess(context, input.AccessToken, ({ pool, client, user }) => {
    const names = input.UserAttributeNames ?? [];
    checkWritable(pool, client, names);
    checkDeletion(pool, names);
    const attributes = withoutAttributes(user.attributes, names);
    checkNotInUse({ pool, user }, attributes);
    putAttributes(context, user, {
      attributes,
      pendingAttributes: withoutAttributes(user.pendingAttributes, names),
    });
    return {};
  });

const getUserAttributeVerificationCode: Operation<
  GetUserAttributeVerificationCodeCommandInput,
  GetUserAttributeVerificationCodeCommandOutput
> = (input, context) =>
  withAccess(context, input.AccessToken, async ({ pool, client, user }) => {
    const attribute = contactAttribute(input.AttributeName);
    if (!valueToVerify(user, attribute)) throw invalidParameter(`User has no ${attribute}.`);
    countCall(context, pool, user, 'attribute-code');
    const call = { client, clientMetadata: input.ClientMetadata };
    const to = { attribute, kind: 'VerifyUserAttribute', call };
    return { CodeDeliveryDetails: await issueCode(context, pool, user, verifying(attribute), to) };
  });

const verifyUserAttribute: Operation<VerifyUserAttributeCommandInput, VerifyUserAttributeCommandOutput> = (
  input,
  context,
) =>
  withAccess(context, input.AccessToken, ({ pool, user }) => {
    const attribute = contactAttribute(input.AttributeName);
    countCall(context, pool, user, 'verify-attribute');
    const code = matchCode(context, pool, user, verifying(attribute), input.Code ?? '');
    const value = valueToVerify(user, attribute);
    // The code proves the address it went to, which need not be the one the user has by now.
    if (code.destination !== value) {
      throw new PoolError('ExpiredCodeException', 'Invalid code provided, please request a code again.');
    }
    checkUnique(context, pool, { [attribute]: value }, user);
    // Whoever proves an address owns it: Cognito takes the alias from the former owner without telling.
    claimAlias(context, pool, attribute, value, true, user);
    useCode(context, code);
    putAttributes(context, user, {
      attributes: { ...user.attributes, [attribute]: value, [`${attribute}_verified`]: 'true' },
      pendingAttributes: withoutAttributes(user.pendingAttributes, [attribute]),
    });
    return {};
  });

const deleteOneself: Operation<DeleteUserCommandInput, DeleteUserCommandOutput> = (input, context) =>
  withAccess(context, input.AccessToken, ({ user }) => {
    deleteUser(context, user);
    return {};
  });

/** What signed-in users do with their own account. */
export const selfServiceOperations = {
  GetUser: getUser,
  UpdateUserAttributes: updateUserAttributes,
  DeleteUserAttributes: deleteUserAttributes,
  GetUserAttributeVerificationCode: getUserAttributeVerificationCode,
  VerifyUserAttribute: verifyUserAttribute,
  DeleteUser: deleteOneself,
} satisfies OperationTable;

function verifying(attribute: ContactAttribute): CodePurpose {
  return `verify-${attribute}`;
}

function contactAttribute(name: string | undefined): ContactAttribute {
  const attribute = contactAttributes.find((contact) => contact === name);
  if (attribute) return attribute;
  throw invalidParameter('Invalid attribute name. Only phone_number and email can be verified.');
}

/** The value that a code is sent to: one that waits for its verification comes before the present one. */
function valueToVerify(user: UserRecord, attribute: ContactAttribute): string {
  return user.pendingAttributes[attribute] ?? user.attributes[attribute] ?? '';
}
