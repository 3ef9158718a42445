import type { Clock } from '../link/clock.js';
import type { Segment } from '../wire/tcp.js';
import type { Connections } from './connections.js';
import { keyedHash } from './hash.js';
import type { Listener } from './listener.js';
import { keyOf, type Path } from './path.js';
import type { Rules } from './rules.js';
import type { Settings } from './settings.js';
import type { Tcb, TimerName } from './tcb.js';

/** How a segment leaves: from where to where, and what its IP header says. */
export interface Leaving {
  readonly source: string;
  readonly destination: string;
  readonly hops: number;
  readonly trafficClass: number;
  /** Over IPv4; none unless given. */
  readonly ipOptions?: Uint8Array;
  /** The first gateway of a source route: where the datagram goes first. */
  readonly via?: string | undefined;
}

/** What all parts of the model work with. */
export interface Stack {
  readonly clock: Clock;
  readonly rules: Rules;
  readonly settings: Settings;
  readonly connections: Connections;
  /** The secret of RFC 6528 3. */
  readonly secret: string;
  /** The model's own addresses. */
  readonly addresses: readonly string[];
  /** The largest IP packet that the link carries. */
  readonly mtu: number;
  /** Sends a segment. */
  transmit(segment: Segment, leaving: Leaving): void;
  /** Negative advice to IP (RFC 9293 3.8.3): an address may no longer be where it was. */
  doubt(address: string): void;
  /** TCP never does anything again, as if it were caught in a loop. */
  hang(): void;
  /** What happens when a timer of a connection runs out. */
  timeout(tcb: Tcb, timer: TimerName): void;
}

/** The listener that a segment for no connection belongs to. */
export function listenerOf({ connections, rules }: Stack, { family, local, remote }: Path): Listener | undefined {
  const own = connections.listenerFor(family, local, remote);
  return (
    own ?? (rules.heedsLocalAddress ? undefined : connections.listenerAt(family, { ...local, address: undefined }))
  );
}

const TICKS_PER_MS = 250;

/** RFC 9293 3.4.1: a clock that ticks every 4 microseconds, and a hash of the pair of sockets that only the model can make. */
export function chooseIss({ clock, rules, secret }: Stack, path: Path): number {
  const tick = Math.floor(clock.now() * TICKS_PER_MS) >>> 0;
  return rules.iss(tick, keyedHash(secret, `iss ${keyOf(path)}`)) >>> 0;
}

/** RFC 7323 7.1: what is added to the clock so that timestamps do not tell how long the model is up. */
export function timestampOffset({ secret }: Stack, path: Path): number {
  return keyedHash(secret, `timestamps ${keyOf(path)}`);
}
