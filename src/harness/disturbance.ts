import { SHORTEST_TIMER_MS } from '../peer/gaps.js';
import type { Peer } from '../peer/peer.js';
import type { TimeLooks } from '../peer/settings.js';
import type { TraceEntry } from '../peer/trace.js';
import { segmentLength } from '../wire/tcp.js';
import type { Capture, HeldUp } from './capture.js';
import type { Judgement } from './verdict.js';

/** What keeps a case from being judged, on the tester's side. */
export interface Disturbance {
  readonly cause: 'frames-lost' | 'held-up' | 'too-many-segments' | 'segments-withheld';
  /** In words that can follow "the case cannot be judged: ". */
  readonly what: string;
}

/** Of a result what is judged anew when it was disturbed. */
interface Judged extends Judgement {
  readonly attempts: number;
  readonly disturbances: readonly Disturbance[];
}

/**
 * A result with what disturbed it, if anything did. The first time it stands as it is until it has been run again; where
 * that happened, or would come to the same, it is inconclusive.
 */
export function judged<T extends Judged>(result: T, disturbance: Disturbance | undefined): T {
  if (!disturbance) return result;
  const now = { ...result, disturbances: [...result.disturbances, disturbance] };
  return wantsAnother(now) ? now : inconclusive(now);
}

/** Whether a result cannot stand until the instance has been run again, alone. */
export function wantsAnother({ attempts, disturbances }: Judged): boolean {
  return attempts === 1 && disturbances.some(({ cause }) => cause !== 'too-many-segments');
}

/** A disturbed result that is not to be run again. What was found is no finding, so behaviour, expected and actual go. */
export function inconclusive<T extends Judged>(result: T, why = ''): T {
  const { behaviour: _behaviour, expected: _expected, actual: _actual, ...rest } = result;
  return { ...rest, verdict: 'INCONCLUSIVE', message: wordsOf(result.disturbances) + why } as unknown as T;
}

function wordsOf(disturbances: readonly Disturbance[]): string {
  const [first, second] = disturbances;
  if (!second) return first?.what ?? '';
  return first?.cause === second.cause ? `${second.what}, twice` : `${first?.what}, and when run again ${second.what}`;
}

/** From a hold-up as long as this a moment that the process took can be so late that an interval is judged wrongly. */
const WRONG_MOMENT_MS = 30;
/** What was due in a hold-up is delivered so soon after it: what takes longer is a hold-up itself. */
const DELIVERED_WITHIN_MS = 15;

/** Watches what could spoil one case. Made when it starts, asked once when it has been tidied up. */
export class Watch implements TimeLooks {
  readonly #capture: Capture;
  readonly #startedAt: number;
  readonly #droppedBefore: number | null;
  readonly #ends = new Set<number>();
  #momentsFrom = Number.POSITIVE_INFINITY;
  #momentsTo = Number.NEGATIVE_INFINITY;

  constructor(capture: Capture, startedAt: number) {
    this.#capture = capture;
    this.#startedAt = startedAt;
    this.#droppedBefore = capture.dropped();
  }

  end(atMs: number): void {
    if (this.#capture.timestamps === 'process') this.#ends.add(atMs);
  }

  moments(fromMs: number, toMs: number): void {
    this.#momentsFrom = Math.min(this.#momentsFrom, fromMs);
    this.#momentsTo = Math.max(this.#momentsTo, toMs);
  }

  /** What disturbed the case, if anything did; `withheld` says why the phantom host kept segments from it, `passed` that all was as demanded. */
  disturbance(
    peers: readonly Peer[],
    { withheld, passed }: { readonly withheld: string | undefined; readonly passed: boolean },
  ): Disturbance | undefined {
    const lost = (this.#capture.dropped() ?? 0) - (this.#droppedBefore ?? 0);
    if (lost > 0) {
      return { cause: 'frames-lost', what: `the capture lost ${lost} frame${lost > 1 ? 's' : ''} during the case` };
    }
    if (peers.some(({ overrun }) => overrun)) {
      return { cause: 'too-many-segments', what: 'more segments came than can be kept, so some were not looked at' };
    }
    if (withheld !== undefined) return { cause: 'segments-withheld', what: withheld };
    const holdUps = this.#capture.heldUpSince(this.#startedAt);
    if (holdUps.length === 0) return undefined;
    // A late act makes the target say more than it would have; a case that found all as it should be has not minded.
    const found = holdUps.find(this.#spoilsOneOf(peers)) ?? (passed ? undefined : lateAct(peers, holdUps));
    if (!found) return undefined;
    const ms = Math.round(found.to - found.from);
    return { cause: 'held-up', what: `the tester was held up for ${ms} ms when the time of a segment mattered` };
  }

  #spoilsOneOf(peers: readonly Peer[]): (holdUp: HeldUp) => boolean {
    if (this.#capture.timestamps !== 'process') return () => false;
    const [from, to] = [this.#momentsFrom, this.#momentsTo]; // before the traces are read, which counts as looking
    const came = peers.flatMap(({ trace }) => trace.filter((entry) => entry.from === 'target'));
    const ends = [...this.#ends];
    return (holdUp) => {
      const during = came.filter(({ at }) => at >= holdUp.from && at <= holdUp.to + DELIVERED_WITHIN_MS);
      if (during.some(({ at }) => ends.some((end) => end >= holdUp.from && end < at))) return true;
      return holdUp.to - holdUp.from >= WRONG_MOMENT_MS && during.some(({ at }) => at >= from && at <= to);
    };
  }
}

/**
 * The longest hold-up of those that took half or more of the time between a sending and its repetition, and after which
 * the peer acted soon: a prompt tester might have stopped the timer that ran out.
 */
function lateAct(peers: readonly Peer[], holdUps: readonly HeldUp[]): HeldUp | undefined {
  for (const { trace } of peers) {
    for (const { from, to } of repetitions(trace)) {
      const overlap = (each: HeldUp) => Math.max(0, Math.min(each.to, to) - Math.max(each.from, from));
      if (holdUps.reduce((sum, each) => sum + overlap(each), 0) * 2 < to - from) continue;
      const longest = holdUps.reduce((most, each) => (overlap(each) > overlap(most) ? each : most));
      if (trace.some((entry) => entry.from === 'peer' && isSoonAfter(entry.at, longest))) return longest;
    }
  }
  return undefined;
}

function isSoonAfter(at: number, { from, to }: HeldUp): boolean {
  return at >= from && at <= to + SHORTEST_TIMER_MS;
}

/**
 * The times from each sending of the target to the next of the same octets, also when those came in other pieces. What
 * is sent again sooner than any timer runs out answers something (a SYN,ACK repeats the SYN), however late the tester is.
 */
function repetitions(trace: readonly TraceEntry[]): { readonly from: number; readonly to: number }[] {
  const sent = new Map<number, number>();
  return trace.flatMap(({ at, from, segment }) => {
    if (from !== 'target' || segmentLength(segment) === 0) return [];
    const before = sent.get(segment.seq);
    sent.set(segment.seq, at);
    return before === undefined || at - before < SHORTEST_TIMER_MS ? [] : [{ from: before, to: at }];
  });
}
