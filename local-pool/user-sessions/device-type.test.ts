import { deviceTypeOf } from './device-type';

const chrome = 'AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36';

it.each([
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome}`, 'Windows, Chrome'],
  [`Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${chrome} Edg/140.0.0.0`, 'Windows, Edge'],
  [`Mozilla/5.0 (Linux; Android 10; K) ${chrome}`, 'Android, Chrome'],
  [`Mozilla/5.0 (X11; Linux x86_64) ${chrome} OPR/120.0.0.0`, 'Linux, Opera'],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0', 'Linux, Firefox'],
  ['Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/18.0 Safari/605.1.15', 'macOS, Safari'],
  ['aws-sdk-js/3.1169.0 ua/2.1 os/linux#6.1 lang/js', 'Linux, aws-sdk-js'],
  ['curl/8.5.0', 'curl'],
  ['', 'unknown'],
  ['?', 'unknown'],
])('calls %s %s', (userAgent, name) => {
  expect(deviceTypeOf(userAgent)).toBe(name);
});
