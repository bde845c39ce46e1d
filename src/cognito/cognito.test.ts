import { Test } from '@nestjs/testing';
import { AppModule } from '../app.module';
import { environmentSchema } from '../common/config/environment';
import { Cognito } from './cognito';
import { secretHash } from './secret-hash';
import { userContextData } from './user-context';
import { UserPool } from './user-pool';

const environment = (more: Record<string, string> = {}) =>
  environmentSchema.parse({
    COGNITO_USER_POOL_ID: 'eu-central-1_Test',
    COGNITO_CLIENT_ID: '1example23456789',
    ...more,
  });

describe('SECRET_HASH', () => {
  const secret = '1abcd23efgh4ijkl5mnop6qrst7uvwx8yz';
  const hash = 'XfTOOzC9BoGORB6+s4LO8/g06XTQuftK5Q3x3HP7HEI=';

  it('has the value known for a name, a client and a secret', () => {
    expect(secretHash('mary@example.com', '1example23456789', secret)).toBe(hash);
    const cognito = new Cognito(environment({ COGNITO_CLIENT_SECRET: secret }));
    expect(cognito.secretHash('mary@example.com')).toBe(hash);
    expect(cognito.secretHash('Mary@example.com')).not.toBe(hash);
  });

  it('is not made for a public client', () => {
    expect(new Cognito(environment()).secretHash('mary@example.com')).toBeUndefined();
  });
});

describe('the door to Cognito', () => {
  it('needs a user pool', () => {
    expect(() => new Cognito(environmentSchema.parse({}))).toThrow('COGNITO_USER_POOL_ID');
  });

  it('is given to every feature', async () => {
    const module = await Test.createTestingModule({
      imports: [AppModule.for(environment({ LOG_LEVEL: 'silent' }), {})],
    }).compile();
    expect(module.get(Cognito)).toMatchObject({
      userPoolId: 'eu-central-1_Test',
      clientId: '1example23456789',
    });
    expect(module.get(UserPool)).toBeInstanceOf(UserPool);
    await module.close();
  });
});

describe('the user context', () => {
  it.each([
    [{}, { UserContextData: {} }],
    [{ ip: '192.0.2.1' }, { UserContextData: { IpAddress: '192.0.2.1' } }],
    [
      { ip: '192.0.2.1', deviceData: 'abc' },
      { UserContextData: { IpAddress: '192.0.2.1', EncodedData: 'abc' } },
    ],
  ])('of %j is %j', (known, data) => {
    expect(userContextData(known)).toEqual(data);
  });
});
