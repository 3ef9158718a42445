import type { Run } from '../src/report/run.js';

// TIME-WAIT, when a reset in the window is left unheeded, ends only by its own timer.
const UNHEEDED_IN_TIME_WAIT = ['next', 'middle', 'last-octet'].flatMap((where) => [
  `rfc5961/3.2/rst-${where}-time-wait`,
  `rfc9293/3.10.7.4/rst-ack-${where}-time-wait`,
]);

/**
 * The RST matrix: the cases about resets, in all states, that wait for no timer of the target. Those that are left out
 * wait for a zero-window probe, for the delayed acknowledgments of what fills a window, for the end of TIME-WAIT, or
 * between resets so that no limit of challenge ACKs is met.
 */
export const RST_MATRIX: readonly string[] = [
  'rfc5961/3.2/**',
  'rfc9293/3.5.2/**',
  'rfc9293/3.5.3/**',
  'rfc9293/3.10.7.4/rst-*',
  ...[
    'rfc9293/3.5.3/rst-in-zero-window',
    'rfc9293/3.10.7.4/rst-*in-zero-window-*',
    'rfc5961/3.2/survives',
    ...UNHEEDED_IN_TIME_WAIT,
  ].flatMap((pattern) => ['--skip', pattern]),
];

/** In words, for the page. */
export const RST_MATRIX_TOLD =
  'The *RST matrix* is all cases below `rfc5961/3.2`, `rfc9293/3.5.2` and `rfc9293/3.5.3` and those of `rfc9293/3.10.7.4/rst-*`, in both families, but for those that wait for a timer of the target: with a window of zero (for delayed acknowledgments and a probe), in TIME-WAIT where it outlasts the reset, and `rfc5961/3.2/survives`, which spaces its resets.';

/** How many different cases a run had, each family for itself. */
export function instancesIn({ results }: Pick<Run, 'results'>): number {
  return new Set(results.map(({ id, family }) => `${id} ${family}`)).size;
}

/** All verdicts and behaviours that each instance came to in a run, each once. */
export type Judgements = ReadonlyMap<string, ReadonlySet<string>>;

/** What each instance of a run came to; with `judged`, INCONCLUSIVE ones left out. */
export function judgementsOf({ results }: Pick<Run, 'results'>, only?: 'judged'): Judgements {
  const found = new Map<string, Set<string>>();
  for (const { id, family, verdict, behaviour = '' } of results) {
    if (only && verdict === 'INCONCLUSIVE') continue;
    const key = `${id} IPv${family}`;
    found.set(key, (found.get(key) ?? new Set()).add(`${verdict} ${behaviour}`.trim()));
  }
  return found;
}

/** Why each INCONCLUSIVE result of a run is one, with numbers left out so that like reasons are alike. */
export function reasonsOf({ results }: Pick<Run, 'results'>): string[] {
  return results.flatMap(({ verdict, message = '' }) =>
    verdict === 'INCONCLUSIVE' ? [(message.split('\n')[0] ?? '').replace(/\d+/g, 'N')] : [],
  );
}

/** The instances that did not come to one and the same judgement in all of these, with what they came to. */
export function disagreements(runs: readonly Judgements[]): string[] {
  const all = new Map<string, Set<string>>();
  for (const run of runs) {
    for (const [key, found] of run) all.set(key, new Set([...(all.get(key) ?? []), ...found]));
  }
  return [...all].flatMap(([key, found]) => (found.size > 1 ? `${key}: ${[...found].sort().join(' or ')}` : []));
}
