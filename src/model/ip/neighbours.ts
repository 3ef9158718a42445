import type { Clock } from '../../link/clock.js';

const ATTEMPTS = 3;
const RETRY_MS = 1_000;
const MOST_WAITING = 256;

interface Waiting {
  readonly frames: ((mac: string) => void)[];
  cancel: () => void;
}

/** Hardware addresses of neighbours; datagrams for one that is not known yet wait until it answers. */
export class Neighbours {
  readonly #clock: Clock;
  readonly #ask: (address: string) => void;
  readonly #known = new Map<string, string>();
  readonly #waiting = new Map<string, Waiting>();

  constructor(clock: Clock, ask: (address: string) => void) {
    this.#clock = clock;
    this.#ask = ask;
  }

  /** A neighbour has said who it is. */
  learn(address: string, mac: string): void {
    this.#known.set(address, mac);
    const waiting = this.#waiting.get(address);
    if (!waiting) return;
    this.#waiting.delete(address);
    waiting.cancel();
    for (const send of waiting.frames) send(mac);
  }

  /** A neighbour may be there no more: it is asked, and forgotten if it does not answer. Until then datagrams go where they went. */
  doubt(address: string): void {
    if (!this.#known.has(address) || this.#waiting.has(address)) return;
    this.#waiting.set(address, { frames: [], cancel: () => {} });
    this.#inquire(address, ATTEMPTS);
  }

  /** Sends once the hardware address is known; gives up after three questions. */
  withMac(address: string, send: (mac: string) => void): void {
    const mac = this.#known.get(address);
    if (mac !== undefined) {
      send(mac);
      return;
    }
    const waiting = this.#waiting.get(address);
    if (waiting) {
      if (waiting.frames.length < MOST_WAITING) waiting.frames.push(send);
      return;
    }
    this.#waiting.set(address, { frames: [send], cancel: () => {} });
    this.#inquire(address, ATTEMPTS);
  }

  #inquire(address: string, attempts: number): void {
    const waiting = this.#waiting.get(address);
    if (!waiting) return;
    if (attempts === 0) {
      this.#known.delete(address);
      this.#waiting.delete(address);
      return;
    }
    waiting.cancel = this.#clock.after(RETRY_MS, () => this.#inquire(address, attempts - 1));
    this.#ask(address);
  }

  /** Asks no more. */
  close(): void {
    for (const { cancel } of this.#waiting.values()) cancel();
    this.#waiting.clear();
  }
}
