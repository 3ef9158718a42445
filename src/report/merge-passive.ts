import type { Result, Verdict } from './run.js';

/** What says most of a rule first: that it was broken, that it was kept, that nothing could be seen of it. */
const TELLING: readonly Verdict[] = ['FAIL', 'ERROR', 'DEVIATES', 'PASS', 'INFO', 'INCONCLUSIVE', 'UNSUPPORTED'];

/**
 * One result of those that several runs have of a passive case, each of which judged the segments of its own run: counts
 * are summed, and verdict and exchange are those of the result that says most; of several, that whose offending case
 * comes first in `ids`, the order of the suites.
 */
export function mergedPassive(results: readonly Result[], ids: readonly string[]): Result {
  const places = new Map(ids.map((id, place) => [id, place]));
  const placeOf = (id: string | undefined) => places.get(id ?? '') ?? ids.length;
  const weight = ({ verdict }: Result) => TELLING.indexOf(verdict);
  const first = ({ judged }: Result) => placeOf(judged?.cases[0]);
  const [telling] = [...results].sort((a, b) => weight(a) - weight(b) || first(a) - first(b)) as [Result];
  const sum = (of: (judged: NonNullable<Result['judged']>) => number) =>
    results.reduce((total, { judged }) => total + (judged ? of(judged) : 0), 0);
  const judged = {
    segments: sum(({ segments }) => segments),
    offending: sum(({ offending }) => offending),
    cases: [...new Set(results.flatMap(({ judged }) => judged?.cases ?? []))].sort((a, b) => placeOf(a) - placeOf(b)),
  };
  const { message } = telling;
  return { ...telling, judged, ...(message === undefined ? {} : { message: recounted(message, judged) }) };
}

/** A message ends with the counts of its own run: `(2 of 9 segments, in 1 case, first in ...)`. */
function recounted(message: string, { offending, segments, cases }: NonNullable<Result['judged']>): string {
  const counts = `(${offending} of ${segments} segments, in ${cases.length} ${cases.length === 1 ? 'case' : 'cases'}, first in `;
  return message.replace(/\(\d+ of \d+ segments, in \d+ cases?, first in (?=[^()]*\S.*\)$)/s, counts);
}
