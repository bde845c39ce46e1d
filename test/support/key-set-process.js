// A process with a key set and nothing else, so that what a hostile answer costs can be measured. Started with the address of the
// keys; each message asks for a kid that is not known, half a minute after the last. Needs the build.
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');
const { KeySet } = require('../../dist/src/common/access/key-set.js');

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

let clock = 0;
const reasons = [];
const warn = ({ reason }) => reasons.push(reason);
const keys = new KeySet(process.argv[2], { warn }, () => clock);
const answer = (more) =>
  process.send({ available: keys.available, known: keys.known('known') !== undefined, reasons, ...more });

/** The most memory that was resident until a promise was settled, in bytes. */
async function peakUntil(promise) {
  let peak = 0;
  const look = () => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  const timer = setInterval(look, 5);
  await promise.catch(() => undefined);
  clearInterval(timer);
  look();
  return peak;
}

process.on('message', async () => {
  collectGarbage();
  const before = process.memoryUsage.rss();
  clock += 31_000;
  const start = performance.now();
  const peak = await peakUntil(keys.find('evil'));
  answer({ ms: performance.now() - start, grown: peak - before });
});

keys.onModuleInit().then(() => answer({}));
