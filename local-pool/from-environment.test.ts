import { optionsFrom } from './from-environment';

const defaults = { port: 9229, data: '.local-pool', control: false };

it.each([
  ['nothing', {}, defaults],
  ['empty values', { LOCAL_POOL_PORT: '', LOCAL_POOL_DATA: ' ', LOCAL_POOL_CONTROL: '' }, defaults],
  [
    'all of them',
    { LOCAL_POOL_PORT: '0', LOCAL_POOL_DATA: 'memory', LOCAL_POOL_CONTROL: 'on' },
    { port: 0, data: 'memory', control: true },
  ],
])('reads %s', (_, environment, options) => {
  expect(optionsFrom(environment)).toEqual(options);
});

it.each([
  ['LOCAL_POOL_PORT', 'http', 'LOCAL_POOL_PORT must be a port number, not http'],
  ['LOCAL_POOL_PORT', '65536', 'LOCAL_POOL_PORT must be a port number, not 65536'],
  ['LOCAL_POOL_PORT', '-1', 'LOCAL_POOL_PORT must be a port number, not -1'],
  ['LOCAL_POOL_CONTROL', 'true', 'LOCAL_POOL_CONTROL must be on or off, not true'],
])('refuses %s=%s', (name, value, message) => {
  expect(() => optionsFrom({ [name]: value })).toThrow(message);
});
