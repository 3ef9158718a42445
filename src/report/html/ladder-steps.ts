import { failingLine } from '../case-detail.js';
import type { Result, StateName, StateSighting, Verdict, Witness } from '../run.js';
import { type SegmentLine, segmentLine } from './segment-line.js';

/** A rung of a ladder, from top to bottom; `state` is the one that the target was last seen in, if any. */
export type LadderStep = { readonly state?: StateName } & (
  | {
      readonly kind: 'segment';
      /** The place in the trace. */
      readonly line: number;
      readonly at: number;
      readonly from: 'peer' | 'target';
      readonly text: string;
      /** Undefined when the text is not a segment in tcpdump's notation. */
      readonly segment: SegmentLine | undefined;
      readonly failing: boolean;
    }
  | { readonly kind: 'state'; readonly at: number; readonly state: StateName; readonly witness: Witness }
  | { readonly kind: 'pause'; readonly ms: number }
  | { readonly kind: 'judged'; readonly at: number }
);

/** The rungs of a result's ladder: segments and states in the order of time, long pauses, and where it was judged. */
export function ladderSteps(result: Result): LadderStep[] {
  const failing = PROBLEMS.has(result.verdict) ? failingLine(result) : undefined;
  const moments = momentsOf(result, failing);
  const steps: LadderStep[] = [];
  let state: StateName | undefined;
  let before = moments[0]?.at ?? 0;
  for (const moment of moments) {
    const ms = moment.at - before;
    if (ms >= PAUSE_MS) steps.push({ kind: 'pause', ms, ...(state ? { state } : {}) });
    before = moment.at;
    if (moment.kind === 'state') state = moment.state;
    steps.push(state ? { ...moment, state } : moment);
  }
  return steps;
}

/** A wait that is worth a rung of its own. */
const PAUSE_MS = 100;

/** Verdicts that a certain segment, or the lack of one, brought about. */
const PROBLEMS: ReadonlySet<Verdict> = new Set<Verdict>(['FAIL', 'DEVIATES', 'INCONCLUSIVE', 'ERROR']);

type Moment = Exclude<LadderStep, { kind: 'pause' }>;

function momentsOf(result: Result, failing: number | undefined): Moment[] {
  const segments = result.trace.map(({ at, from, text }, line): Moment => {
    return { kind: 'segment', line, at, from, text, segment: segmentLine(text), failing: line === failing };
  });
  const moments = result.states.reduceRight((later, sighting) => withSighting(later, sighting), segments);
  const judged: Moment = { kind: 'judged', at: Math.max(result.durationMs, moments.at(-1)?.at ?? 0) };
  return failing === -1 ? [...moments, judged] : moments;
}

// Times are rounded, and virtual ones may not have moved at all. Of what has the same time, a state is taken to follow what
// the target sent, and to come before what the peer sent once it had been seen.
function withSighting(moments: readonly Moment[], sighting: StateSighting): Moment[] {
  const later = moments.findIndex((moment) => {
    if (moment.at !== sighting.at) return moment.at > sighting.at;
    return moment.kind === 'state' || (moment.kind === 'segment' && moment.from === 'peer');
  });
  return moments.toSpliced(later === -1 ? moments.length : later, 0, { kind: 'state', ...sighting });
}
