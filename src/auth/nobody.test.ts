import { nobodyLike } from './nobody';

const DIGEST = '0123456789abcdef'.repeat(4);

describe('the name of nobody', () => {
  it.each([
    ['person@example.com', /^[0-9a-f]{32}@nobody\.invalid$/],
    ['+4930123456', /^\+999\d{11}$/],
    ['ada', /^[0-9a-f]{32}$/],
    ['+49', /^[0-9a-f]{32}$/],
  ])('is of the same kind as %s', (name, form) => {
    expect(nobodyLike(name, DIGEST)).toMatch(form);
  });
});
