import { type ArcCoverage, type Result, type Run, STATES, type StateName, type Summary } from '../run.js';
import { summarise } from '../summary.js';

/**
 * How the cases about a state or an arc came out: a MUST broken that no baseline lists, or the tester's own fault; departures
 * that are known or from a SHOULD only; all as the RFC asks; driven, with no case judged; neither driven nor judged.
 */
export type Outcome = 'undriven' | 'unjudged' | 'met' | 'deviating' | 'failed';

/** The outcome of a state or an arc, and how its cases were judged. */
export interface Judgement {
  readonly outcome: Outcome;
  /** Whether the state was reached, or the arc driven. What failed may be the reason that it was not. */
  readonly driven: boolean;
  readonly counts: Summary;
  /** How many of the results are known deviations. */
  readonly known: number;
}

/** The judgements of a run, of each state and of each arc, by `arcKey`. */
export interface Judgements {
  readonly states: Readonly<Record<StateName, Judgement>>;
  readonly arcs: ReadonlyMap<string, Judgement>;
}

/** How a run's cases judged the states and arcs that they are about. */
export function judgements({ coverage, results }: Pick<Run, 'coverage' | 'results'>): Judgements {
  const byId = new Map<string, Result[]>();
  for (const result of results) {
    const group = byId.get(result.id);
    if (group) group.push(result);
    else byId.set(result.id, [result]);
  }
  const of = (cases: readonly string[]) => cases.flatMap((id) => byId.get(id) ?? []);
  const states = STATES.map((state) => {
    const { reached } = coverage.states[state];
    return [
      state,
      judgement(
        reached,
        results.filter((result) => countsFor(state, result)),
      ),
    ] as const;
  });
  return {
    states: Object.fromEntries(states) as Record<StateName, Judgement>,
    arcs: new Map(coverage.arcs.map((arc) => [arcKey(arc), judgement(arc.driven, of(casesAbout(arc)))])),
  };
}

// A case passes through many states: what went wrong in it counts for the last one that the target was seen in.
function countsFor(state: StateName, { states, verdict }: Result): boolean {
  if (verdict === 'PASS' || verdict === 'INFO') return states.some((sighting) => sighting.state === state);
  return states.at(-1)?.state === state;
}

/** All cases of a run that are about an arc, whether or not they drove it. */
export function casesAbout({ cases, inVain = [] }: Pick<ArcCoverage, 'cases' | 'inVain'>): readonly string[] {
  return [...cases, ...inVain];
}

/** The name of an arc, of its ends and its event: `LISTEN>SYN-RECEIVED:rcv SYN`. */
export function arcKey({ from, to, event }: Pick<ArcCoverage, 'from' | 'to' | 'event'>): string {
  return `${from}>${to}:${event}`;
}

/** Of what a run says nothing. */
export const NOT_JUDGED: Judgement = { outcome: 'undriven', driven: false, counts: summarise([]), known: 0 };

function judgement(driven: boolean, results: readonly Result[]): Judgement {
  return {
    outcome: outcome(driven, results),
    driven,
    counts: summarise(results),
    known: results.filter(({ known }) => known !== undefined).length,
  };
}

function outcome(driven: boolean, results: readonly Result[]): Outcome {
  const open = results.filter(({ known }) => known === undefined);
  if (open.some(({ verdict }) => verdict === 'FAIL' || verdict === 'ERROR')) return 'failed';
  if (open.length < results.length || open.some(({ verdict }) => verdict === 'DEVIATES')) return 'deviating';
  if (!driven) return 'undriven';
  return open.some(({ verdict }) => verdict === 'PASS' || verdict === 'INFO') ? 'met' : 'unjudged';
}
