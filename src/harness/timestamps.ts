import type { SendFields } from '../peer/build.js';
import type { DecodedSegment } from '../wire/tcp.js';
import type { TcpOption } from '../wire/tcp-options.js';
import { type Establishment, establish } from './establish.js';
import { optionOf } from './options.js';
import { Unsupported } from './verdict.js';
import type { World } from './world.js';

/** The Timestamps option (RFC 7323 3.2), aligned by two NOPs. */
export function stamp(value: number, echoReply: number): TcpOption[] {
  return [{ kind: 'nop' }, { kind: 'nop' }, { kind: 'timestamps', value: value >>> 0, echoReply: echoReply >>> 0 }];
}

/** TSval and TSecr of a segment; undefined where it has no Timestamps option. */
export function stampOf(segment: DecodedSegment): { value: number; echoReply: number } | undefined {
  return optionOf(segment, 'timestamps');
}

/** Fields of a segment with a TSval; it echoes the TSval that was read last. */
export type Stamped = (value: number) => SendFields & { readonly options: readonly TcpOption[] };

/**
 * A prologue: the target in ESTABLISHED with timestamps in force, its peer's clock at `value`. Resolves to what stamps
 * the peer's segments from then on. Throws Inconclusive, and Unsupported where the target does not use timestamps.
 */
export async function establishStamped(
  world: World,
  { value, options, syn = [] }: { value: number; options?: Establishment['options']; syn?: readonly TcpOption[] },
): Promise<Stamped> {
  const { peer } = world;
  const stamped: Stamped = (now) => ({ options: stamp(now, stampOf(peer.last)?.value ?? 0) });
  const answer = await establish(world, {
    ...(options ? { options } : {}),
    syn: { options: [...syn, ...stamp(value, 0)] },
    ack: () => stamped(value),
  });
  if (!stampOf(answer)) throw new Unsupported('the target does not use timestamps');
  return stamped;
}
