import { encodings } from './encodings';

/** A secret that was found where it has no business. */
export interface Leak {
  readonly kind: string;
  readonly encoding: string;
  /** What stands before it. */
  readonly around: string;
}

interface Needle {
  readonly text: string;
  readonly kind: string;
  readonly encoding: string;
  /** Short numbers are in everything: they count on their own only. */
  readonly alone: boolean;
}

/** Characters by which needles are found; nothing shorter is a secret. */
const PREFIX = 6;
/** Of longer secrets pieces are looked for, so that a part of one is found as well. */
const PIECE = 24;
/** Secrets of one kind that are looked for in every encoding; the others raw. */
const IN_FULL = 40;

/** Finds secrets in what is printed, in any case and encoding, whole or in part, also wrapped over lines. */
export class Scanner {
  private readonly needles = new Map<string, Needle[]>();
  private readonly known = new Set<string>();
  private readonly counts = new Map<string, number>();

  /** The kinds that have been added. */
  get kinds(): string[] {
    return [...this.counts.keys()];
  }

  add(kind: string, secret: string): void {
    const key = `${kind} ${secret}`;
    if (secret.length < PREFIX || this.known.has(key)) return;
    this.known.add(key);
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    for (const [encoding, encode] of Object.entries(encodings)) {
      if (count > IN_FULL && encoding !== 'raw') return;
      for (const text of piecesOf(secret).flatMap(encode)) this.note(text, kind, encoding);
    }
  }

  /** @returns a leak for each kind and encoding that is in the text */
  find(text: string): Leak[] {
    const leaks = new Map<string, Leak>();
    for (const view of new Set([text.toLowerCase(), joined(text)])) {
      for (let at = 0; at + PREFIX <= view.length; at++) {
        for (const needle of this.needles.get(view.slice(at, at + PREFIX)) ?? []) {
          if (!isAt(view, at, needle)) continue;
          const { kind, encoding } = needle;
          const name = `${kind} ${encoding}`;
          if (!leaks.has(name)) leaks.set(name, { kind, encoding, around: before(view, at) });
        }
      }
    }
    return [...leaks.values()];
  }

  private note(text: string, kind: string, encoding: string): void {
    for (const form of new Set([text.toLowerCase(), joined(text)])) {
      if (form.length < PREFIX) continue;
      const prefix = form.slice(0, PREFIX);
      const at = this.needles.get(prefix) ?? [];
      at.push({ text: form, kind, encoding, alone: /^\d{1,9}$/.test(form) || form.length < 7 });
      this.needles.set(prefix, at);
    }
  }
}

/** The whole of a short secret; pieces of a long one, its beginning and its last characters among them. */
function piecesOf(secret: string): string[] {
  if (secret.length <= 2 * PIECE) return [secret];
  const starts = [0, 1, 2, 3].map((part) => Math.floor((part * (secret.length - PIECE)) / 3));
  return [...starts.map((start) => secret.slice(start, start + PIECE)), secret.slice(-12)];
}

/** Without case, line ends, blanks, and the NULs of UTF-16: what was wrapped is whole again. */
function joined(text: string): string {
  return text
    .replace(/\\+(?:[rnt]|u0000|x00)/g, '')
    .replace(/[\s\0]+/g, '')
    .toLowerCase();
}

function isAt(view: string, at: number, { text, alone }: Needle): boolean {
  if (!view.startsWith(text, at)) return false;
  return !alone || (!/[\da-z]/.test(view[at - 1] ?? '') && !/[\da-z]/.test(view[at + text.length] ?? ''));
}

/** What stands before, without what looks like more of it. */
const before = (view: string, at: number): string =>
  view.slice(Math.max(0, at - 80), at).replace(/[\w+/=-]{16,}/g, '***');
