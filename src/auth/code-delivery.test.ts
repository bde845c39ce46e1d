import { deliveryOfCognito, deliveryOfRequest } from './code-delivery';

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

describe('the delivery that Cognito tells', () => {
  it('is passed on', () => {
    const details = {
      DeliveryMedium: 'SMS',
      Destination: '+*******1234',
      AttributeName: 'phone_number',
    } as const;
    expect(deliveryOfCognito(details)).toEqual({
      medium: 'SMS',
      destination: '+*******1234',
      attribute: 'phone_number',
    });
  });

  it('is nothing when nothing was sent', () => {
    expect(deliveryOfCognito(undefined)).toBeUndefined();
    expect(deliveryOfCognito({})).toBeUndefined();
  });
});
