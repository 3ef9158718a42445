import { randomBytes } from 'node:crypto';
import type { Link } from '../link/link.js';
import type { Echo } from '../wire/icmp.js';

/**
 * The echo requests that wait for their reply. Their data cannot be guessed, so that only a host that has had the request
 * can answer it: a reply sent blindly in the target's name proves nothing about order. On virtual time, where nobody could guess, it is zero,
 * so that a run is the same again.
 */
export class Echoes {
  readonly #fresh: (octets: number) => Uint8Array;
  readonly #waiting = new Map<string, { readonly data: Uint8Array; readonly answered: (at: number) => void }>();
  #last = 0;

  constructor(timestamps: Link['timestamps']) {
    this.#fresh = timestamps === 'virtual' ? (octets) => new Uint8Array(octets) : randomOctets;
  }

  /** A request to a destination that nobody waits for yet. `answered` is called once at most, with the moment of the reply; `forget` gives it up. */
  begin(destination: string, octets: number, answered: (at: number) => void): { echo: Echo; forget: () => void } {
    this.#last = (this.#last + 1) >>> 0;
    const data = this.#fresh(octets);
    const echo = { reply: false, identifier: this.#last >>> 16, sequence: this.#last & 0xffff, data };
    const key = keyOf(destination, echo);
    this.#waiting.set(key, { data, answered });
    return { echo, forget: () => void this.#waiting.delete(key) };
  }

  /** A reply came, `at` a moment on the clock. True if it is the one that was waited for, from that address and with that data. */
  reply(source: string, echo: Omit<Echo, 'reply'>, at: number): boolean {
    const waiting = this.#waiting.get(keyOf(source, echo));
    if (!waiting || !Buffer.from(waiting.data).equals(echo.data)) return false;
    waiting.answered(at);
    return true;
  }
}

/** Octets that nobody can guess and nobody has had; asking the system for a few at a time takes longer than building the frame. */
function randomOctets(octets: number): Uint8Array {
  if (octets > POOL_OCTETS / 16) return randomBytes(octets);
  if (pool.length < octets) pool = randomBytes(POOL_OCTETS);
  const taken = pool.subarray(0, octets);
  pool = pool.subarray(octets);
  return taken;
}

const POOL_OCTETS = 4_096;
let pool: Uint8Array = new Uint8Array(0);

function keyOf(address: string, { identifier, sequence }: Pick<Echo, 'identifier' | 'sequence'>): string {
  return `${address} ${identifier} ${sequence}`;
}
