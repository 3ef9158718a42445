import type { Deadline } from '../peer/deadline.js';
import type { Peer } from '../peer/peer.js';
import type { DecodedSegment } from '../wire/tcp.js';
import type { CaseTarget } from './case-target.js';
import type { IcmpError } from './icmp-error.js';
import type { State } from './states.js';

/** What a case sees: the two ends of its connection, and where to say what was found. */
export interface World {
  readonly family: 4 | 6;
  readonly peer: Peer;
  readonly target: CaseTarget;
  readonly deadline: Deadline;
  /** The largest MSS that fits the link: its MTU less the fixed headers (RFC 9293 3.7.1). */
  readonly linkMss: number;
  /** A further peer at the phantom host, on a port of its own, aimed at the same port of the target. */
  anotherPeer(): Peer;
  /** Sends an ICMP error about a segment of the target, from the phantom host. */
  icmp(about: DecodedSegment, error: IcmpError): void;
  /** A peer on the first one's port that sends to the target what is addressed to a group, or to everyone. */
  twinTowards(group: string): Peer;
  /** When the target asked for the hardware address of the peer's host (ARP, neighbour discovery): moments in ms on the clock, the last hundred. */
  neighbourQuestions(): readonly number[];
  /** An initial sequence number, from the run's seed. */
  freshIss(): number;
  /** Says that a consequence was seen on the wire that only this state has. */
  witnessed(state: State): void;
  /** Files a measured time, in ms, under a short stable name. */
  measured(name: string, ms: number): void;
}

/**
 * Lets the time pass that keeps the next probe clear of a target's limit on answers to unacceptable segments. RFC 5961
 * section 7 asks for such a limit and leaves its size open; Linux takes 500 ms a connection.
 */
export async function pace({ deadline }: World): Promise<void> {
  await deadline.pause(1_000);
}
