/** The model publishes one pattern for passwords, the live service reports and applies another. */
const publishedPassword = '[\\S]+';
const livePassword = '^[\\S]+.*[\\S]+$';

/** A test for the whole of a text. */
export interface Pattern {
  test(text: string): boolean;
}

const compiled = new Map<string, Pattern>();

/**
 * Compiles a pattern of the API model, once. The model's are Java's, matched against the whole text.
 *
 * @param pattern as in the model
 */
export function compilePattern(pattern: string): Pattern {
  const known = compiled.get(pattern);
  if (known) return known;
  const made = compile(pattern);
  compiled.set(pattern, made);
  return made;
}

/** The published pattern has no dots, which are in every custom domain. */
const liveDomain = '^[a-z0-9](?:[a-z0-9\\-.]{0,61}[a-z0-9])?$';

/** Replaces a published pattern by the live one, where they are known to differ. */
export function livePattern(shapeName: string, pattern: string | undefined): string | undefined {
  if (shapeName === 'DomainType') return liveDomain;
  return shapeName === 'PasswordType' && pattern === publishedPassword ? livePassword : pattern;
}

function compile(pattern: string): Pattern {
  // The same language without the nested repetition, which takes cubic time to fail.
  if (pattern === livePassword) return /^\S.*\S$/u;
  const dotAll = pattern.startsWith('(?s)');
  const source = dotAll ? pattern.slice('(?s)'.length) : pattern;
  return new RegExp(`^(?:${source})$`, dotAll ? 'us' : 'u');
}
