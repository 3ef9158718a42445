import { type Clock, processClock } from './clock.js';
import type { Frame, Link, LinkCounters, LinkError } from './link.js';
import { LinkState } from './link-state.js';

/**
 * Two ends of one wire in memory, for tests and the model: lossless, in order, and never delivering inside `send`.
 * On a virtual clock a frame arrives when that clock next runs, zero milliseconds later.
 */
export function memoryLinkPair(clock: Clock = processClock): [Link, Link] {
  const left = new MemoryLink('memory0', '02:00:00:00:00:0a', clock);
  const right = new MemoryLink('memory1', '02:00:00:00:00:0b', clock);
  left.connect(right);
  right.connect(left);
  return [left, right];
}

// Bounds what a sender can pile up while the clock stands still.
const wireCapacityFrames = 65_536;

class MemoryLink implements Link {
  readonly kind = 'memory';
  readonly framing = 'ethernet';
  readonly mtu = 1500;
  readonly timestamps: 'process' | 'virtual';
  readonly device: string;
  readonly mac: string;
  readonly clock: Clock;
  readonly #state: LinkState;
  #other: MemoryLink = this;
  #onTheWire = 0;
  #dropped = 0;

  constructor(device: string, mac: string, clock: Clock) {
    this.device = device;
    this.mac = mac;
    this.clock = clock;
    this.timestamps = clock === processClock ? 'process' : 'virtual';
    this.#state = new LinkState(device);
  }

  connect(other: MemoryLink): void {
    this.#other = other;
  }

  send(bytes: Uint8Array): Frame {
    this.#state.assertUsable();
    this.#other.#carry(new Uint8Array(bytes));
    return this.#state.sent({ at: this.clock.now(), direction: 'sent', bytes: new Uint8Array(bytes) });
  }

  #carry(bytes: Uint8Array): void {
    if (this.#onTheWire >= wireCapacityFrames) {
      this.#dropped += 1;
      return;
    }
    this.#onTheWire += 1;
    this.clock.after(0, () => {
      this.#onTheWire -= 1;
      this.#state.received({ direction: 'received', at: this.clock.now(), bytes });
    });
  }

  onFrame(listener: (frame: Frame) => void): () => void {
    return this.#state.onFrame(listener);
  }

  onError(listener: (error: LinkError) => void): () => void {
    return this.#state.onError(listener);
  }

  counters(): LinkCounters {
    return this.#state.counters(this.#dropped);
  }

  async close(): Promise<void> {
    this.#state.close();
  }
}
