// Loaded into a process of the service before everything else (NODE_OPTIONS): on request, tells what it holds after a garbage
// collection, and what has happened that should not have.
const { monitorEventLoopDelay } = require('node:perf_hooks');
const { setFlagsFromString } = require('node:v8');
const { runInNewContext } = require('node:vm');

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc');
const delay = monitorEventLoopDelay({ resolution: 10 });
delay.enable();
const complaints = [];
process.on('warning', ({ name, message }) => {
  // That a version of Node is about to be dropped by the SDK is known.
  if (name !== 'NodeVersionSupportWarning' && !message.startsWith('NodeVersionSupportWarning'))
    complaints.push(`${name}: ${message}`);
});
process.on('unhandledRejection', (reason) => complaints.push(`unhandled rejection: ${String(reason)}`));

process.on('message', () => {
  collect();
  collect();
  const { heapUsed, external, rss } = process.memoryUsage();
  const resources = {};
  for (const name of process.getActiveResourcesInfo()) resources[name] = (resources[name] ?? 0) + 1;
  process.send({ heapUsed, external, rss, resources, delayMs: delay.percentile(99) / 1e6, complaints });
  delay.reset();
});
// The channel alone must not keep the process.
process.channel?.unref();
