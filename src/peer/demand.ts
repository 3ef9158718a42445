import { describeMatch, mismatches, type SegmentMatch } from './match.js';
import { Nonconformance } from './nonconformance.js';
import { type Bases, type TraceEntry, traceText } from './trace.js';

/** Named outcomes that a requirement allows: control bits and fields, or `null` for silence. */
export type Outcomes<K extends string> = Readonly<Record<K, readonly [string, SegmentMatch?] | null>>;

/** Holds what came (undefined: nothing) against one demand; throws Nonconformance if it differs. */
export function demand(
  entry: TraceEntry | undefined,
  flags: string,
  match: SegmentMatch,
  told: { bases: Bases; withinMs: number | undefined },
): TraceEntry {
  const expected = describeMatch(flags, match, told.bases);
  const when = told.withinMs === undefined ? 'in time' : `within ${told.withinMs} ms`;
  if (!entry) throw new Nonconformance(`expected ${expected}, but nothing arrived ${when}`, expected, 'nothing');
  const wrong = mismatches(entry.segment, flags, match);
  if (wrong.length === 0) return entry;
  const actual = traceText(entry);
  throw new Nonconformance(`expected ${expected}, got ${actual}: ${wrong.join('; ')}`, expected, actual);
}

/** The breach of a segment that came where none was to. */
export function unwanted(entry: TraceEntry, expected: string, words: string): Nonconformance {
  const actual = traceText(entry);
  return new Nonconformance(`${words} ${actual}`, expected, actual);
}

/** The breach of what came, or of nothing, where something was to be sent again. */
export function notSentAgain(entry: TraceEntry | undefined): Nonconformance {
  const actual = entry ? traceText(entry) : 'nothing';
  return new Nonconformance(`expected a retransmission, got ${actual}`, 'a retransmission', actual);
}

/** Says which of the allowed outcomes came (undefined: nothing did); throws Nonconformance if it is none of them. */
export function whichOutcome<K extends string>(entry: TraceEntry | undefined, outcomes: Outcomes<K>, bases: Bases): K {
  const names = Object.keys(outcomes) as K[];
  const found = names.find((name) => {
    const outcome = outcomes[name];
    if (!entry || outcome === null) return !entry && outcome === null;
    return mismatches(entry.segment, outcome[0], outcome[1] ?? {}).length === 0;
  });
  if (found !== undefined) return found;
  const expected = names.map((name) => `${name}: ${describeOutcome(outcomes[name], bases)}`).join(' | ');
  const actual = entry ? traceText(entry) : 'nothing';
  throw new Nonconformance(
    `expected one of ${expected}, ${entry ? `got ${actual}` : 'but nothing arrived'}`,
    expected,
    actual,
  );
}

function describeOutcome(outcome: readonly [string, SegmentMatch?] | null, bases: Bases): string {
  return outcome === null ? 'silence' : describeMatch(outcome[0], outcome[1] ?? {}, bases);
}
