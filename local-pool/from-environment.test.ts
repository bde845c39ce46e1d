import { optionsFrom } from './from-environment';

const defaults = { port: 9229, data: '.local-pool', control: false, quotas: false, lambdaRemote: false };

it.each([
  ['nothing', {}, defaults],
  [
    'empty values',
    {
      LOCAL_POOL_PORT: '',
      LOCAL_POOL_DATA: ' ',
      LOCAL_POOL_CONTROL: '',
      LOCAL_POOL_QUOTAS: '',
      LOCAL_POOL_LAMBDA_ENDPOINT: '',
      LOCAL_POOL_LAMBDA_REMOTE: '',
    },
    defaults,
  ],
  [
    'all of them',
    {
      LOCAL_POOL_PORT: '0',
      LOCAL_POOL_DATA: 'memory',
      LOCAL_POOL_CONTROL: 'on',
      LOCAL_POOL_QUOTAS: 'on',
      LOCAL_POOL_LAMBDA_ENDPOINT: 'http://lambda:8080',
      LOCAL_POOL_LAMBDA_REMOTE: 'on',
    },
    {
      port: 0,
      data: 'memory',
      control: true,
      quotas: true,
      lambdaEndpoint: 'http://lambda:8080',
      lambdaRemote: true,
    },
  ],
])('reads %s', (_, environment, options) => {
  expect(optionsFrom(environment)).toEqual(options);
});

it.each([
  ['LOCAL_POOL_PORT', 'http', 'LOCAL_POOL_PORT must be a port number, not http'],
  ['LOCAL_POOL_PORT', '65536', 'LOCAL_POOL_PORT must be a port number, not 65536'],
  ['LOCAL_POOL_PORT', '-1', 'LOCAL_POOL_PORT must be a port number, not -1'],
  ['LOCAL_POOL_CONTROL', 'true', 'LOCAL_POOL_CONTROL must be on or off, not true'],
  ['LOCAL_POOL_QUOTAS', 'ON', 'LOCAL_POOL_QUOTAS must be on or off, not ON'],
  ['LOCAL_POOL_LAMBDA_REMOTE', 'yes', 'LOCAL_POOL_LAMBDA_REMOTE must be on or off, not yes'],
])('refuses %s=%s', (name, value, message) => {
  expect(() => optionsFrom({ [name]: value })).toThrow(message);
});
