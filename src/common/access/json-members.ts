/**
 * Whether any object in the document names a member twice. `JSON.parse` takes the last one silently where other parsers take the
 * first, so that two services can read two identities from one token (RFC 8725 §2.4; RFC 7519 §4).
 *
 * @param json a text that JSON.parse accepts
 */
export function hasDuplicateMembers(json: string): boolean {
  /** Names seen in each open object. Lists need no place here: no name stands in one. */
  const open: Set<string>[] = [];
  for (let i = 0; i < json.length; i++) {
    const character = json.charAt(i);
    if (character === '{') open.push(new Set());
    else if (character === '}') open.pop();
    else if (character === '"') {
      const end = endOfString(json, i);
      const names = open.at(-1);
      if (names !== undefined && isFollowedByColon(json, end)) {
        const name = memberName(json.slice(i, end + 1));
        if (names.has(name)) return true;
        names.add(name);
      }
      i = end;
    }
  }
  return false;
}

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

/** `"s\u0075b"` is the same name as `"sub"`. */
function memberName(quoted: string): string {
  return quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}
