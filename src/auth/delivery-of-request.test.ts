import { deliveryOfRequest } from './delivery-of-request';

describe('the delivery that a request tells', () => {
  it.each([
    [{ username: 'person@example.com' }, 'EMAIL', 'p***@e***', 'email'],
    [{ username: '+4930123456' }, 'SMS', '+*******3456', 'phone_number'],
    [{ username: 'ada', attributes: { email: 'ada@lovelace.example' } }, 'EMAIL', 'a***@l***', 'email'],
    [{ username: 'ada', attributes: { phone_number: '+4930123456' } }, 'SMS', '+*******3456', 'phone_number'],
    [{ username: 'a@b.example', attributes: { email: 'c@d.example' } }, 'EMAIL', 'c***@d***', 'email'],
    [{ username: 'ada' }, 'EMAIL', '***', 'email'],
    [{ username: 'ada', attributes: { email: 'nowhere' } }, 'EMAIL', '***', 'email'],
    [{ username: '😀@example.com' }, 'EMAIL', '😀***@e***', 'email'],
  ])('%j', (request, medium, destination, attribute) => {
    expect(deliveryOfRequest(request)).toEqual({ medium, destination, attribute });
  });
});
