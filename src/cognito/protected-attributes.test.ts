import { type AttributeWriter, refuseProtectedAttributes } from './protected-attributes';

const NEVER = ['sub', 'identities', 'cognito:user_status', 'custom:account_id'];
const BY_ADMINS = ['email_verified', 'phone_number_verified', 'dev:custom:plan'];

const set = (writer: AttributeWriter, ...names: string[]) =>
  refuseProtectedAttributes(writer, Object.fromEntries(names.map((name) => [name, null])), 'at');
const refused = (...names: string[]): Error =>
  expect.objectContaining({
    code: 'attribute_not_writable',
    errors: names.map((name) => ({ field: `at.${name}`, message: 'may not be set here' })),
  }) as Error;

describe('attributes that access or verification depends on', () => {
  it.each([...NEVER, ...BY_ADMINS])('are not a person’s to write: %s', (name) => {
    expect(() => {
      set('person', 'name', name);
    }).toThrow(refused(name));
  });

  it.each(NEVER)('are not an administrator’s to write as an attribute: %s', (name) => {
    expect(() => {
      set('admin', 'name', name);
    }).toThrow(refused(name));
  });

  it.each(BY_ADMINS)('are an administrator’s to write: %s', (name) => {
    expect(() => {
      set('admin', name);
    }).not.toThrow();
  });

  it('are all named', () => {
    expect(() => {
      set('person', 'sub', 'name', 'email_verified');
    }).toThrow(refused('sub', 'email_verified'));
  });

  it.each(['email', 'name', 'custom:team', 'custom:account_id2', 'verified'])('do not include %s', (name) => {
    expect(() => {
      set('person', name);
    }).not.toThrow();
  });
});
