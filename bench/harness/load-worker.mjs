// The process that load.mjs starts: reads a job from stdin, writes what it measured to stdout. It writes requests and reads answers itself:
// a client for all purposes would take longer than the servers that are measured.
import { connect } from 'node:net';
import { setImmediate, setTimeout } from 'node:timers';
import { text } from 'node:stream/consumers';
import { Answers } from './answers.mjs';

const job = JSON.parse(await text(process.stdin));
const { host, ports, method, path, headers, bodies = [''], tokens, expect } = job;
const { seconds, connections, perConnection = Number.POSITIVE_INFINITY, most, rate, label } = job;
const head = [
  `${method} ${path} HTTP/1.1`,
  `host: ${host}:${ports[0]}`,
  ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
].join('\r\n');
const unique = `${label}${process.pid}x`;
const latencies = [];
const late = [0];
let sent = 0;
let failed = 0;
let failure = '';

function requestOf(number) {
  const token = tokens === undefined ? '' : `\r\nauthorization: Bearer ${tokens[number % tokens.length]}`;
  if (method === 'GET') return `${head}${token}\r\n\r\n`;
  const body = bodies[number % bodies.length].replaceAll('{n}', `${unique}${number}`);
  return `${head}${token}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

const started = performance.now();
const end = started + seconds * 1000;
const isOver = () => performance.now() >= end || sent >= (most ?? Number.POSITIVE_INFINITY);

/** When the next request is due: at once, or by the clock. A request that has to wait for a connection is late by that, too. */
async function due(number) {
  if (rate === undefined) return performance.now();
  const at = started + (number / rate) * 1000;
  if (performance.now() >= at) return at;
  await until(at);
  // What the load itself is late by is told, and is not the server's.
  late.push(performance.now() - at);
  return performance.now();
}

/** Timers come a millisecond late, which is longer than most answers take: the last of the time is spent in turns of the loop. */
async function until(at) {
  for (let wait = at - performance.now(); wait > 0; wait = at - performance.now())
    await new Promise((resolve) => (wait > 3 ? setTimeout(resolve, wait - 2) : setImmediate(resolve)));
}

async function asLongAsItLasts() {
  const localAddress = nextAddress();
  // Where several servers share the work, connections go to each in turn.
  const port = ports[addresses % ports.length];
  const socket = connect({ port, host, localAddress }).setNoDelay(true);
  const answers = new Answers(socket);
  await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
  for (let asked = 0; asked < perConnection && !isOver(); asked += 1) {
    const number = sent;
    sent += 1;
    const since = await due(number);
    socket.write(requestOf(number));
    const { status, body } = await answers.next();
    latencies.push(performance.now() - since);
    if (status === expect) continue;
    failed += 1;
    failure ||= `${status} ${body().slice(0, 200)}`;
  }
  socket.destroy();
}

let addresses = 0;
/** As many people come from as many addresses: what is limited by address is to count, and not to refuse. */
function nextAddress() {
  addresses += 1;
  const { pid } = process;
  return `127.${1 + (pid % 250)}.${(addresses >> 8) % 256}.${1 + (addresses % 250)}`;
}

async function one() {
  while (!isOver()) await asLongAsItLasts();
}

await Promise.all(Array.from({ length: connections }, one));
const elapsed = (performance.now() - started) / 1000;
for (const times of [latencies, late]) times.sort((a, b) => a - b);
const at = (share, times = latencies) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
process.stdout.write(
  JSON.stringify({
    count: latencies.length,
    perSecond: latencies.length / elapsed,
    p50: at(0.5),
    p99: at(0.99),
    late: at(0.99, late),
    failed,
    failure,
  }),
);
