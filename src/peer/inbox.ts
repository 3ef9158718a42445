import { ACK, type DecodedSegment, FIN, RST, SYN, segmentLength } from '../wire/tcp.js';

const CAPACITY = 10_000;

/** What the inbox needs to know of an arrival. */
export interface Inbound {
  readonly segment: DecodedSegment;
  readonly retransmission?: boolean;
}

/**
 * The segments that arrived and were not looked at yet, in order. A segment that repeats an earlier one octet for octet
 * is put aside into `retransmissions`: it stays visible, and does not stand in the way of what is awaited.
 */
export class Inbox<T extends Inbound> {
  readonly #unread: T[] = [];
  readonly #seen = new Map<string, Uint8Array>();
  readonly #waiting = new Set<() => void>();
  /** Everything put aside so far. */
  readonly retransmissions: T[] = [];
  #total = 0;
  #overrun = false;

  /** True if the segment occupies sequence space and repeats one that came before; one that was damaged repeats nothing. */
  isRetransmission(segment: DecodedSegment): boolean {
    if (segmentLength(segment) === 0 || (segment.flags & RST) !== 0 || !segment.checksumOk) return false;
    const before = this.#seen.get(keyOf(segment));
    return before !== undefined && Buffer.from(before).equals(segment.payload);
  }

  /** Takes an arrival; beyond 10,000 of them further ones are counted and dropped, and it is `overrun` for good. */
  put(item: T, retransmission: boolean): void {
    this.#total++;
    if (this.#unread.length + this.retransmissions.length >= CAPACITY) {
      this.#overrun = true;
      return;
    }
    if (retransmission) this.retransmissions.push(item);
    else {
      if (segmentLength(item.segment) > 0 && item.segment.checksumOk)
        this.#seen.set(keyOf(item.segment), item.segment.payload);
      this.#unread.push(item);
    }
    for (const wake of [...this.#waiting]) wake();
  }

  /** Takes what is to be seen of an arrival: the whole of it where no parts are given. A part that is the whole segment is the arrival itself. */
  putParts(item: T, parts: readonly DecodedSegment[] = [item.segment]): void {
    for (const segment of parts) {
      const whole = segment === item.segment;
      const retransmission = whole ? item.retransmission === true : this.isRetransmission(segment);
      this.put(whole ? item : { ...item, segment, retransmission }, retransmission);
    }
  }

  /** How many have arrived in all, whatever became of them. */
  get total(): number {
    return this.#total;
  }

  /** Whether some were dropped. */
  get overrun(): boolean {
    return this.#overrun;
  }

  /** The oldest that nobody has looked at. */
  shift(): T | undefined {
    return this.#unread.shift();
  }

  /** All that nobody has looked at, oldest first, without taking them. */
  get unread(): readonly T[] {
    return this.#unread;
  }

  /** Resolves to true once `ready` holds (looked at now and after each arrival), to false when `signal` fires or after `withinMs`. */
  wait(
    ready: () => boolean,
    within: { after: (ms: number, callback: () => void) => () => void; ms: number; signal: AbortSignal },
  ): Promise<boolean> {
    if (ready()) return Promise.resolve(true);
    return new Promise((resolve) => {
      const finish = (result: boolean) => {
        cancel();
        this.#waiting.delete(onArrival);
        within.signal.removeEventListener('abort', onAbort);
        resolve(result);
      };
      const onArrival = () => {
        if (ready()) finish(true);
      };
      const onAbort = () => finish(ready());
      const cancel = within.after(within.ms, onAbort);
      this.#waiting.add(onArrival);
      within.signal.addEventListener('abort', onAbort, { once: true });
      if (within.signal.aborted) onAbort();
    });
  }
}

function keyOf(segment: DecodedSegment): string {
  return `${segment.seq} ${segment.flags & (SYN | FIN | ACK)} ${segment.payload.length}`;
}
