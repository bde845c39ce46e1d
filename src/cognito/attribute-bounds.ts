/**
 * Bounds of an attribute as numbers. Cognito writes them as texts, and leaves out those that are not set or sends them empty.
 *
 * @returns only those that are set
 */
export function attributeBounds<Name extends string>(
  bounds: Readonly<Record<Name, string | undefined>>,
): Partial<Record<Name, number>> {
  const set = Object.entries<string | undefined>(bounds).filter(
    ([, bound]) => bound !== undefined && bound !== '',
  );
  return Object.fromEntries(set.map(([name, bound]) => [name, Number(bound)])) as Partial<
    Record<Name, number>
  >;
}
