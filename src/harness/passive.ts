import type { TraceEntry } from '../peer/trace.js';
import type { Exchange } from './exchange.js';

/** A segment of the target, as a passive rule sees it. */
export interface Sight {
  readonly segment: TraceEntry['segment'];
  /** Time to Live or Hop Limit. */
  readonly hops: number;
  /** The octet of Differentiated Services and ECN bits. */
  readonly trafficClass: number;
  /** What passed before it on the same pair of sockets. */
  readonly before: Exchange;
}

/**
 * What a passive rule says of a segment: true if it keeps the rule, what is wrong with it in words if not, and undefined if
 * the rule says nothing of it.
 */
export type Finding = true | string | undefined;

/** A rule that every segment of the target has to keep, whatever a case is about: one judge for each pair of sockets, which sees its segments in order. */
export type PassiveRule = () => (sight: Sight) => Finding;
