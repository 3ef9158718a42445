import { Nonconformance } from '../peer/nonconformance.js';
import type { TraceEntry } from '../peer/trace.js';
import type { DecodedSegment } from '../wire/tcp.js';
import { Inconclusive } from './verdict.js';
import type { World } from './world.js';

const QUIET_MS = 20;
const QUIET_TIMES = 3;

/**
 * Takes the data that the target sends in one go, each segment in its place: all that comes until none has come for
 * 60 ms, which is shorter than any retransmission timer. Acknowledges nothing. Empty if nothing comes.
 */
export async function flight({ peer, deadline }: World): Promise<DecodedSegment[]> {
  const segments: DecodedSegment[] = [];
  for (let quiet = 0; quiet < QUIET_TIMES; ) {
    const kind = await peer.expectOneOf({ data: ['ACK', { seq: peer.rcv.nxt }], nothing: null });
    if (kind === 'data' && peer.last.payload.length > 0) segments.push(peer.last);
    if (kind === 'data') quiet = 0;
    else if (++quiet < QUIET_TIMES) await deadline.pause(QUIET_MS);
  }
  return segments;
}

/** Octets of data in segments. */
export function octetsIn(segments: readonly Pick<DecodedSegment, 'payload'>[]): number {
  return segments.reduce((sum, { payload }) => sum + payload.length, 0);
}

/** The segments that the target sent again so far, oldest first. */
export function sentAgain({ peer }: World): readonly TraceEntry[] {
  return peer.trace.filter(({ from, retransmission }) => from === 'target' && retransmission);
}

/**
 * A prologue: ESTABLISHED after a passive OPEN over a path that seems long, since the peer takes its time to complete the
 * handshake. The target's retransmission time-out is then some three times `rttMs`, which leaves room to look at what it
 * does before. Throws Inconclusive.
 */
export async function establishFarAway(
  world: World,
  {
    rttMs = 300,
    window,
    mss,
    options,
  }: { rttMs?: number; window?: number; mss?: number; options?: Record<string, number> } = {},
): Promise<void> {
  const { peer, target, deadline } = world;
  const fields = window === undefined ? {} : { window };
  try {
    await target.passiveOpen(options ? { options } : {});
    await peer.send('SYN', mss === undefined ? fields : { ...fields, options: [{ kind: 'mss', value: mss }] });
    await peer.expect('SYN,ACK', { ack: peer.snd.nxt });
    await deadline.pause(rttMs);
    await peer.send('ACK', fields);
    await target.reaches('ESTABLISHED');
    await target.accept();
  } catch (error) {
    if (!(error instanceof Nonconformance)) throw error;
    throw new Inconclusive(`ESTABLISHED was not reached: ${error.message}`, error.expected, error.actual);
  }
}
