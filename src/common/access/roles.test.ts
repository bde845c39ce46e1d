import { grantsAll, isConfined, isRole, mayGrant, roleTable } from './roles';

const held = [[], ['editors'], ['support'], ['account-admin'], ['support', 'account-admin'], ['admin']];

describe('the table of roles', () => {
  it.each(Object.entries(roleTable))('lets %s grant nothing that they do not hold', (role, { grants }) => {
    const beyond = grants === 'all' ? [] : grants.filter((granted) => granted !== role && isRole(granted));
    expect(beyond).toEqual([]);
  });

  it('lets only administrators of the platform make others', () => {
    const granters = (role: string) => held.filter((groups) => mayGrant(groups, role));
    expect(granters('admin')).toEqual([['admin']]);
    expect(granters('support')).toEqual([['admin']]);
    expect(granters('account-admin')).toEqual([['account-admin'], ['support', 'account-admin'], ['admin']]);
    expect(granters('editors')).toEqual(held);
    expect(held.filter(grantsAll)).toEqual([['admin']]);
  });

  it.each(['constructor', '__proto__', 'Admin', 'admin ', ''])('has no role %j', (group) => {
    expect([isRole(group), isConfined(group), grantsAll([group])]).toEqual([false, true, false]);
    expect(mayGrant([group], 'admin')).toBe(false);
  });
});
