import { attributeList, attributesFrom } from './attributes';
import { schemaFrom } from './attributes-schema';

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

  it('are read by the types of the schema, as far as JSON says just the same', () => {
    const types = [
      { Name: 'custom:age', AttributeDataType: 'Number' as const },
      { Name: 'custom:vip', AttributeDataType: 'Boolean' as const },
      { Name: 'custom:since', AttributeDataType: 'DateTime' as const },
      { Name: 'custom:team', AttributeDataType: 'String' as const },
    ];
    const read = (Name: string, Value: string): unknown =>
      attributesFrom([{ Name, Value }], schemaFrom({ SchemaAttributes: types })).attributes[Name];
    expect(['42', '-1', '0', '1.5', '9007199254740991'].map((value) => read('custom:age', value))).toEqual([
      42, -1, 0, 1.5, 9007199254740991,
    ]);
    const inexact = [
      '9007199254740993',
      '-9007199254740992',
      '007',
      '1.50',
      '1e3',
      '-0',
      '',
      ' 1',
      'NaN',
      'Infinity',
    ];
    expect(inexact.map((value) => read('custom:age', value))).toEqual(inexact);
    expect(['true', 'FALSE', 'yes'].map((value) => read('custom:vip', value))).toEqual([true, false, 'yes']);
    expect(read('custom:since', '1700000000')).toBe('1700000000');
    expect(read('custom:team', '42')).toBe('42');
    expect(read('updated_at', '1700000000')).toBe(1_700_000_000);
    expect(attributesFrom([{ Name: 'custom:age', Value: '42' }]).attributes).toEqual({ 'custom:age': '42' });
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
