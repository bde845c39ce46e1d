/**
 * Whether any object in a document names a member twice: then it has more names than what became of it has members. `JSON.parse` takes the
 * last one silently where other parsers take the first, so that two services can read two identities from one token (RFC 8725 §2.4;
 * RFC 7519 §4).
 *
 * @param json a text that JSON.parse accepts
 * @param parsed what it has made of it
 */
export function hasDuplicateMembers(json: string, parsed: unknown): boolean {
  return countNames(json) !== countMembers(parsed);
}

/** Strings that a colon follows. */
function countNames(json: string): number {
  let names = 0;
  let start = json.indexOf('"');
  while (start !== -1) {
    const end = endOfString(json, start);
    if (isFollowedByColon(json, end)) names++;
    start = json.indexOf('"', end + 1);
  }
  return names;
}

/** By a list and not by recursion: strangers may nest a text as deep as it is long. */
function countMembers(document: unknown): number {
  let members = 0;
  const open = isNested(document) ? [document] : [];
  for (let value = open.pop(); value !== undefined; value = open.pop()) {
    const values: unknown[] = Object.values(value);
    if (!Array.isArray(value)) members += values.length;
    for (const inner of values) if (isNested(inner)) open.push(inner);
  }
  return members;
}

const isNested = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Index of the closing quote of the string that opens at `start`. */
function endOfString(json: string, start: number): number {
  let end = json.indexOf('"', start + 1);
  while (isEscaped(json, end)) end = json.indexOf('"', end + 1);
  return end;
}

/** Whether an odd number of backslashes stands before. */
function isEscaped(json: string, index: number): boolean {
  let backslashes = 0;
  while (json[index - 1 - backslashes] === '\\') backslashes++;
  return backslashes % 2 === 1;
}

function isFollowedByColon(json: string, end: number): boolean {
  let next = end + 1;
  while (json[next] === ' ' || json[next] === '\n' || json[next] === '\r' || json[next] === '\t') next++;
  return json[next] === ':';
}
