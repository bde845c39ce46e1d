type Names = readonly (readonly [name: string, RegExp])[];

/** Those that name others as well come before them. */
const systems: Names = [
  ['Windows', /windows/iu],
  ['Android', /android/iu],
  ['iOS', /iphone|ipad|os\/ios/iu],
  ['macOS', /mac os|macintosh|os\/(?:macos|darwin)/iu],
  ['Linux', /linux/iu],
];
const programs: Names = [
  ['Edge', /\bEdg\//u],
  ['Opera', /\bOPR\//u],
  ['Firefox', /\bFirefox\//u],
  ['Chrome', /\bChrome\//u],
  ['Safari', /\bSafari\//u],
];
/** The first product of a program that is no browser, e.g. `aws-sdk-js/3.0.0`. */
const product = /^([\w.-]{1,64})\//u;

/** What a call came from, in words: the operating system and the browser or program, or `unknown`. */
export function deviceTypeOf(userAgent: string): string {
  const system = nameIn(systems, userAgent);
  const program = nameIn(programs, userAgent) ?? product.exec(userAgent)?.[1];
  const known = [system, program].filter((name) => name !== undefined);
  return known.length > 0 ? known.join(', ') : 'unknown';
}

function nameIn(names: Names, userAgent: string): string | undefined {
  return names.find(([, pattern]) => pattern.test(userAgent))?.[0];
}
