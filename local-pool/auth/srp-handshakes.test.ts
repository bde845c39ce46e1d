import { shakeHands } from '../test/handshakes';

it('agrees with a foreign client in 100 handshakes', () => {
  expect(() => {
    shakeHands(100);
  }).not.toThrow();
});
