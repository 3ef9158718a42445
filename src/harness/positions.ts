import type { Peer } from '../peer/peer.js';
import { add } from '../wire/seq.js';
import { rightEdge } from './sequence-space.js';

/** A sequence number by its place in the target's receive window, as that was offered last. */
export interface Position {
  /** Its name in the id of a case. */
  readonly name: string;
  /** Its name in the title of a case. */
  readonly words: string;
  readonly seqOf: (peer: Peer) => number;
}

const QUARTER = 2 ** 30;

/** In the window, but not at RCV.NXT. */
export const INSIDE: readonly Position[] = [
  { name: 'next', words: 'one right of RCV.NXT', seqOf: ({ snd }) => add(snd.nxt, 1) },
  { name: 'middle', words: 'in the middle of the window', seqOf: ({ snd }) => add(snd.nxt, snd.wnd >>> 1) },
  { name: 'last-octet', words: 'at the last octet of the window', seqOf: (peer) => add(rightEdge(peer), -1) },
];

/** Outside of the window, for a segment that takes one sequence number or none. */
export const OUTSIDE: readonly Position[] = [
  { name: 'left-of-window', words: 'one left of RCV.NXT', seqOf: ({ snd }) => add(snd.nxt, -1) },
  { name: 'right-edge', words: 'one past the last octet of the window', seqOf: rightEdge },
  { name: 'far-left', words: '2^30 left of the window', seqOf: ({ snd }) => add(snd.nxt, -QUARTER) },
  { name: 'far-right', words: '2^30 right of the window', seqOf: (peer) => add(rightEdge(peer), QUARTER) },
];
