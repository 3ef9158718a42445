import { Nonconformance } from '../peer/nonconformance.js';
import { traceText } from '../peer/trace.js';
import { distance } from '../wire/seq.js';
import type { World } from './world.js';

/** A zero-window probe: when it came, on the link's clock, and how it is made. */
export interface Probe {
  readonly at: number;
  readonly kind: 'new-octet' | 'old-sequence-number';
}

/**
 * Waits for the target's next zero-window probe (RFC 9293 3.8.6.1): one octet of new data at `next`, or a segment before it
 * that has nothing new and so must be answered. Throws Nonconformance on anything else, and if none comes within `withinMs`.
 */
export async function nextProbe({ peer }: World, next: number, wait: { withinMs?: number } = {}): Promise<Probe> {
  const entry = await peer.next(wait);
  const { at, segment } = entry;
  const ahead = distance(next, segment.seq);
  if (ahead === 0 && segment.payload.length === 1) return { at, kind: 'new-octet' };
  if (ahead === -1 && segment.payload.length <= 1) return { at, kind: 'old-sequence-number' };
  const actual = traceText(entry);
  throw new Nonconformance(`expected a zero-window probe, got ${actual}`, 'a zero-window probe', actual);
}
