import { shakeHands } from '../../local-pool/test/handshakes';
import { amount } from './amount';

const handshakes = amount(1000, 100);

it(`the embedded pool agrees with a foreign client in ${handshakes} handshakes, whatever zeros the numbers begin with`, () => {
  expect(() => {
    shakeHands(handshakes);
  }).not.toThrow();
});
