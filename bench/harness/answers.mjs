const END_OF_HEAD = Buffer.from('\r\n\r\n');
const END_OF_CHUNKS = Buffer.from('0\r\n\r\n');

/** The answers that come over a connection, one after the other. */
export class Answers {
  #rest = Buffer.alloc(0);
  #waiting;

  /** @param socket nothing else may read of it */
  constructor(socket) {
    socket.on('data', (chunk) => {
      this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
      this.#settle();
    });
    const fail = (error) => this.#waiting?.reject(error ?? new Error('The server closed the connection'));
    socket.once('error', fail).once('close', () => fail());
  }

  /** @returns status, and a function that gives the body as text */
  next() {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#settle();
    });
  }

  #settle() {
    if (this.#waiting === undefined) return;
    const found = answerIn(this.#rest);
    if (found === undefined) return;
    const { resolve } = this.#waiting;
    this.#waiting = undefined;
    const { status, from, to } = found;
    const bytes = this.#rest;
    this.#rest = bytes.subarray(to);
    resolve({ status, body: () => bytes.toString('utf8', from, to) });
  }
}

function answerIn(bytes) {
  const headEnd = bytes.indexOf(END_OF_HEAD);
  if (headEnd < 0) return undefined;
  const head = bytes.toString('latin1', 0, headEnd);
  const from = headEnd + END_OF_HEAD.length;
  const to = endOf(head, bytes, from);
  return to === undefined || to > bytes.length ? undefined : { status: Number(head.slice(9, 12)), from, to };
}

function endOf(head, bytes, from) {
  const length = /\r\ncontent-length: *(\d+)/iu.exec(head)?.[1];
  if (length !== undefined) return from + Number(length);
  if (!/\r\ntransfer-encoding: *chunked/iu.test(head)) return from;
  const last = bytes.indexOf(END_OF_CHUNKS, from);
  return last < 0 ? undefined : last + END_OF_CHUNKS.length;
}
