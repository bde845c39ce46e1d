/** Ways to write the address of a route, by what they hope for. `target` begins with a slash and has at least two segments. */
export function spellings(target: string): Record<string, string> {
  const [, first = '', ...rest] = target.split('/');
  const last = rest.at(-1) ?? '';
  const before = target.slice(0, target.length - last.length - 1);
  const hex = (text: string, upper = false): string =>
    Array.from(text, (char) => char.charCodeAt(0).toString(16))
      .map((code) => `%${upper ? code.toUpperCase() : code}`)
      .join('');
  return {
    ...{
      // Slashes
      'a doubled slash in front': `/${target}`,
      'three slashes in front': `//${target}`,
      'a doubled slash within': `${before}//${last}`,
      'a slash behind': `${target}/`,
      'two slashes behind': `${target}//`,
      'an encoded slash in front': `/%2f${target.slice(1)}`,
      'an encoded slash within': `${before}%2F${last}`,
      'an encoded slash behind': `${target}%2f`,
      'a doubly encoded slash within': `${before}%252f${last}`,
      'a backslash within': `${before}\\${last}`,
      'an encoded backslash within': `${before}%5c${last}`,
      'a backslash in front': `\\${target.slice(1)}`,
    },
    ...{
      // Dots
      'a dot segment in front': `/.${target}`,
      'a dot segment within': `${before}/./${last}`,
      'a dot behind': `${target}.`,
      'a dot segment behind': `${target}/.`,
      'a parent from a public route': `/health/..${target}`,
      'an encoded parent': `/health/%2e%2e${target}`,
      'a half encoded parent': `/health/.%2e${target}`,
      'a doubly encoded parent': `/health/%252e%252e${target}`,
      'a parent behind encoded slashes': `/health/live%2f..%2f..${target}`,
      'a parent with a parameter': `/health/..;${target}`,
      'a parent behind backslashes': `/health\\..${target.replaceAll('/', '\\')}`,
      'out of the root': `/../..${target}`,
      'an extension': `${target}.json`,
    },
    ...{
      // Encodings of what needs none
      'one letter encoded': `${before}/${hex(last[0] ?? '')}${last.slice(1)}`,
      'all letters encoded': `/${hex(first)}/${rest.map((part) => hex(part)).join('/')}`,
      'all letters encoded in capitals': `/${hex(first, true)}/${rest.map((part) => hex(part, true)).join('/')}`,
      'one letter doubly encoded': `${before}/%25${(last.charCodeAt(0) || 0).toString(16)}${last.slice(1)}`,
      'an overlong letter': `${before}/%c1%${(0x80 + (last.charCodeAt(0) & 0x3f)).toString(16)}${last.slice(1)}`,
      'an overlong slash': `${before}%c0%af${last}`,
      'an encoding cut short': `${target}%`,
      'an encoding that is none': `${target}%zz`,
      'UTF-16 escapes': `${before}/%u00${(last.charCodeAt(0) || 0).toString(16)}${last.slice(1)}`,
      'full-width letters': `${before}/%ef%bd%${(0x80 + ((last.charCodeAt(0) - 0x21) & 0x3f)).toString(16)}${last.slice(1)}`,
      'raw UTF-8': `${before}/\xc3\xa9${last}`,
      'a byte beyond ASCII': `${target}\xff`,
    },
    ...{
      // Case and things hung onto it
      capitals: target.toUpperCase(),
      'one capital': `/${first}/${rest.map((part) => (part[0] ?? '').toUpperCase() + part.slice(1)).join('/')}`,
      'a parameter': `${target};x=1`,
      'a parameter in front': `/${first};x=1/${rest.join('/')}`,
      'an encoded null': `${target}%00`,
      'an encoded null and an extension': `${target}%00.html`,
      'a null': `${target}\0`,
      'an encoded question mark': `${target}%3f`,
      'an encoded fragment': `${target}%23`,
      'a fragment': `${target}#/health/live`,
      'a fragment in front': `/health/live#${target}`,
      'an encoded line break': `${target}%0d%0aX-Injected:%201`,
      'an encoded blank': `${target}%20`,
      'an encoded tab': `${target}%09`,
      'a tab': `${target}\t`,
      'a query that names another route': `${target}?/health/live`,
      'a public route with the other as its query': `/health/live?${target}`,
      wildcards: `/${first}/*`,
      'a pattern': `/${first}/:name`,
    },
    ...{
      // Forms of the whole target
      'absolute form': `http://elsewhere.example${target}`,
      'absolute form in capitals': `HTTP://ELSEWHERE.EXAMPLE${target}`,
      'absolute form with https': `https://elsewhere.example${target}`,
      'absolute form with a user': `http://user:secret@elsewhere.example${target}`,
      'absolute form with a public route as its query': `http://elsewhere.example?/health/live`,
      'absolute form without a path': 'http://elsewhere.example',
      'absolute form of another scheme': `ftp://elsewhere.example${target}`,
      'a file': `file://${target}`,
      'a host without scheme': `//elsewhere.example${target}`,
      'authority form': 'elsewhere.example:443',
      'asterisk form': '*',
      'no slash in front': target.slice(1),
    },
  };
}
