import { deliveryFrom } from './code-delivery.dto';

describe('the delivery that Cognito tells', () => {
  it('is passed on', () => {
    const details = {
      DeliveryMedium: 'SMS',
      Destination: '+*******1234',
      AttributeName: 'phone_number',
    } as const;
    expect(deliveryFrom(details)).toEqual({
      medium: 'SMS',
      destination: '+*******1234',
      attribute: 'phone_number',
    });
  });

  it('is nothing when nothing was sent', () => {
    expect(deliveryFrom(undefined)).toBeUndefined();
    expect(deliveryFrom({})).toBeUndefined();
  });
});
