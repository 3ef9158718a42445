import { segmentLength } from '../wire/tcp.js';
import type { TraceEntry } from './trace.js';

/** The intervals, in ms, at which the target's last segment that occupies sequence space was sent again; empty if it was not. */
export function retransmissionGaps(trace: readonly TraceEntry[]): number[] {
  const occupying = trace.filter(({ from, segment }) => from === 'target' && segmentLength(segment) > 0);
  const first = occupying.findLastIndex(({ retransmission }) => !retransmission);
  const sendings = occupying.slice(Math.max(0, first)).map(({ at }) => at);
  return sendings.slice(1).map((at, n) => at - (sendings[n] ?? at));
}
