// Callers who ask for a guarded route over connections that they keep, as soon as they are answered: `crowd.js <port> <callers> <token>`.
// Each second it tells the process that started it how many were served and shed, and how long those had to wait that were served, now and the
// time before.
const { connect } = require('node:net');

const [port, callers, token] = process.argv.slice(2);
const request = Buffer.from(
  `GET /v1/auth/session HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer ${token}\r\n\r\n`,
);
// The system connects before the service takes the connection: only an answer shows that it has.
const greeting = Buffer.from('GET /health/live HTTP/1.1\r\nHost: here\r\n\r\n');
let counts;
let waits;
const begin = () => {
  counts = { served: 0, shed: 0, other: 0 };
  waits = [];
};
begin();

function join() {
  const socket = connect(Number(port), '127.0.0.1');
  let asked = 0;
  let rude = false;
  const ask = () => {
    asked = performance.now();
    socket.write(request);
  };
  const hear = (chunk) => {
    // An answer is smaller than a packet.
    const status = chunk.toString('latin1', 9, 12);
    if (status === '200') {
      counts.served++;
      // Who asks at once after a refusal is left waiting.
      if (!rude) waits.push(performance.now() - asked);
    } else if (status === '503') counts.shed++;
    else counts.other++;
    rude = status !== '200';
    ask();
  };
  socket.on('error', () => counts.other++);
  socket.write(greeting);
  return new Promise((resolve) => {
    socket.once('data', () => {
      socket.on('data', hear);
      resolve(ask);
    });
  });
}

async function gather() {
  const all = [];
  // Some at a time: connections are taken one after the other.
  while (all.length < Number(callers)) all.push(...(await Promise.all(Array.from({ length: 50 }, join))));
  for (const ask of all) ask();
  setInterval(() => {
    waits.sort((one, other) => one - other);
    process.send({ ...counts, p99: waits[Math.floor(waits.length * 0.99)] ?? 0 });
    begin();
  }, 1000);
}

void gather();
process.on('disconnect', () => process.exit());
