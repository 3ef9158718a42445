import type { Result } from './run.js';

/**
 * The results in the order in which the suites name their cases, whatever order they finished in: by the place of the
 * id in `ids`, then IPv4 before IPv6, then by repetition. Unknown ids come last, in the order given.
 */
export function inSuiteOrder<R extends Pick<Result, 'id' | 'family' | 'repeat'>>(
  results: readonly R[],
  ids: readonly string[],
): R[] {
  const places = new Map(ids.map((id, place) => [id, place]));
  const placeOf = (result: R) => places.get(result.id) ?? ids.length;
  return [...results].sort(
    (a, b) => placeOf(a) - placeOf(b) || a.family - b.family || (a.repeat ?? 0) - (b.repeat ?? 0),
  );
}
