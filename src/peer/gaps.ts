import { segmentLength } from '../wire/tcp.js';
import type { TraceEntry } from './trace.js';

/** No retransmission timer is shorter: RFC 6298 2.4 says one second, stacks go down to about 200 ms. */
export const SHORTEST_TIMER_MS = 100;

/** True if a retransmission came long enough after the sending before it to be a timer's, and so no reply to anything. */
export function isByTimer(entry: TraceEntry, trace: readonly TraceEntry[]): boolean {
  const { seq } = entry.segment;
  const same = trace.filter(
    ({ from, segment }) => from === 'target' && segment.seq === seq && segmentLength(segment) > 0,
  );
  const earlier = same[same.indexOf(entry) - 1];
  return earlier !== undefined && entry.at - earlier.at >= SHORTEST_TIMER_MS;
}

/** The intervals, in ms, at which the target's last segment that occupies sequence space was sent again; empty if it was not. */
export function retransmissionGaps(trace: readonly TraceEntry[]): number[] {
  const occupying = trace.filter(({ from, segment }) => from === 'target' && segmentLength(segment) > 0);
  const first = occupying.findLastIndex(({ retransmission }) => !retransmission);
  const sendings = occupying.slice(Math.max(0, first)).map(({ at }) => at);
  return sendings.slice(1).map((at, n) => at - (sendings[n] ?? at));
}
