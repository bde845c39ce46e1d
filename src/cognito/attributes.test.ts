import { attributeList, attributesFrom } from './attributes';

describe('attributes', () => {
  it('are read as text, the verified ones as booleans, and sub on its own', () => {
    const list = [
      { Name: 'sub', Value: '1' },
      { Name: 'email', Value: 'mary@example.com' },
      { Name: 'email_verified', Value: 'true' },
      { Name: 'phone_number_verified', Value: 'false' },
      { Name: 'custom:account_id', Value: 'true' },
      { Name: 'nickname', Value: '' },
    ];
    expect(attributesFrom(list)).toEqual({
      sub: '1',
      attributes: {
        email: 'mary@example.com',
        email_verified: true,
        phone_number_verified: false,
        'custom:account_id': 'true',
        nickname: '',
      },
    });
  });

  it('may be missing', () => {
    expect(attributesFrom(undefined)).toEqual({ sub: undefined, attributes: {} });
  });

  it('are written as a list, with a blank value for what is to be deleted', () => {
    expect(attributeList({ email: 'a@b.c', email_verified: true, nickname: null, picture: '' })).toEqual([
      { Name: 'email', Value: 'a@b.c' },
      { Name: 'email_verified', Value: 'true' },
      { Name: 'nickname', Value: '' },
      { Name: 'picture', Value: '' },
    ]);
  });
});
