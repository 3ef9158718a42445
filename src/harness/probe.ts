import { Nonconformance } from '../peer/nonconformance.js';
import { type TraceEntry, traceText } from '../peer/trace.js';
import { distance } from '../wire/seq.js';
import { RST } from '../wire/tcp.js';
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
  return probeOf(await peer.next(wait), next);
}

/**
 * Answers the target's zero-window probes for so long, each with what is expected next and that the window is still zero, or
 * until the target resets the connection. Resolves to the probes; throws Nonconformance when something else comes.
 */
export async function answerProbes({ peer, deadline }: World, next: number, forMs: number): Promise<Probe[]> {
  const probes: Probe[] = [];
  const until = deadline.clock.now() + forMs;
  for (;;) {
    const entry = await peer.next({ withinMs: until - deadline.clock.now() }).catch(unlessNothing);
    if (!entry || (entry.segment.flags & RST) !== 0) return probes;
    probes.push(probeOf(entry, next));
    await peer.send('ACK', { ack: next, window: 0 });
  }
}

function probeOf(entry: TraceEntry, next: number): Probe {
  const { at, segment } = entry;
  const ahead = distance(next, segment.seq);
  if (ahead === 0 && segment.payload.length === 1) return { at, kind: 'new-octet' };
  if (ahead === -1 && segment.payload.length <= 1) return { at, kind: 'old-sequence-number' };
  const actual = traceText(entry);
  throw new Nonconformance(`expected a zero-window probe, got ${actual}`, 'a zero-window probe', actual);
}

function unlessNothing(error: unknown): undefined {
  if (!(error instanceof Nonconformance) || error.actual !== 'nothing') throw error;
}
