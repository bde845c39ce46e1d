import { exchange } from './raw-http';
import { Service } from './service';
import { goodTransports, transports } from './transports';

let service: Service;
beforeAll(async () => {
  service = await Service.start();
});
afterAll(() => service.close());

const mint = () => ({
  valid: service.mint.valid,
  withClaims: (members: object) => service.mint.withClaims(members),
});

it('there are more than 100 ways in which a token must not come, in 10 classes and more', () => {
  const classes = Object.values(transports(mint()));
  expect(classes.length).toBeGreaterThanOrEqual(10);
  expect(classes.flat().length).toBeGreaterThanOrEqual(100);
});

it('a good token is not taken when it comes in another way than the one', async () => {
  const found: string[] = [];
  for (const [className, ways] of Object.entries(transports(mint()))) {
    for (const { name, request, status } of ways) {
      const [answer] = await exchange(service.url, [request]);
      const challenged = /^Bearer realm="gatehouse"/.test(String(answer?.headers['www-authenticate']));
      const whole = answer?.body?.status === status && challenged === (status === 401);
      if (answer?.status !== status || !whole) found.push(`${className}, ${name}: ${JSON.stringify(answer)}`);
    }
  }
  expect(found).toEqual([]);
});

it('a good token is taken in all the ways that the one allows', async () => {
  for (const [name, request] of Object.entries(goodTransports(mint()))) {
    const [answer] = await exchange(service.url, [request]);
    const { status, sub } = { status: answer?.status, sub: answer?.body?.data?.sub };
    expect({ name, status, sub }).toEqual({ name, status: 200, sub: service.mint.claims.sub });
  }
});

it('tells whoever sends something wrong that the token is not valid, and whoever sends nothing what is wanted', async () => {
  const challenge = async (authorization?: string): Promise<unknown> =>
    (await service.inject('/doors/signed-in', authorization)).headers['www-authenticate'];
  expect(await challenge('Bearer junk')).toBe('Bearer realm="gatehouse", error="invalid_token"');
  expect(await challenge()).toBe('Bearer realm="gatehouse"');
});

it('none of it is in the log', () => {
  expect(service.log.filter(({ msg }) => msg === 'request').length).toBeGreaterThan(90);
  const text = JSON.stringify(service.log);
  const [header, payload, signature] = service.mint.parts;
  for (const part of [header, payload, signature]) {
    for (let i = 0; i + 5 <= part.length; i += 5) expect(text.includes(part.slice(i, i + 5))).toBe(false);
  }
});
