import { addressOf, packetCalls } from './native-packet.js';
import { CMSGHDR, MMSGHDR, MSG_DONTWAIT, MSG_ERRQUEUE, SO_TIMESTAMPING, SOL_SOCKET } from './packet-numbers.js';

/** A time stamp of the wall clock: seconds since 1970 and nanoseconds. */
export interface Stamp {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/**
 * Takes the stamps of what was sent from the socket's error queue, the oldest first. The kernel puts each there before
 * `send` returns, if there is memory for it.
 */
export function takeSentStamps(fd: number): Stamp[] {
  shared ??= new Buffers();
  const stamps: Stamp[] = [];
  while (shared.take(fd, stamps) === BATCH);
  return stamps;
}

// An error queue of the usual size holds some 250.
const BATCH = 64;
const CONTROL_OCTETS = 256;

class Buffers {
  readonly #headers = new Uint8Array(BATCH * MMSGHDR.octets);
  readonly #address = addressOf(this.#headers);
  readonly #controls = new Uint8Array(BATCH * CONTROL_OCTETS);
  readonly #header = new DataView(this.#headers.buffer);
  readonly #control = new DataView(this.#controls.buffer);

  constructor() {
    const controls = addressOf(this.#controls);
    for (let i = 0; i < BATCH; i++) {
      this.#header.setBigUint64(i * MMSGHDR.octets + MMSGHDR.control, BigInt(controls + i * CONTROL_OCTETS), true);
      this.#makeReady(i);
    }
  }

  take(fd: number, into: Stamp[]): number {
    const count = packetCalls().recvmmsg(fd, this.#address, BATCH, MSG_ERRQUEUE | MSG_DONTWAIT, null);
    for (let i = 0; i < count; i++) {
      const stamp = this.#stamp(i);
      if (stamp) into.push(stamp);
      this.#makeReady(i);
    }
    return count;
  }

  #stamp(i: number): Stamp | undefined {
    const first = i * CONTROL_OCTETS;
    const end = first + this.#header.getUint32(i * MMSGHDR.octets + MMSGHDR.controlLength, true);
    for (let here = first; here + CMSGHDR.octets <= end; ) {
      const octets = this.#control.getUint32(here + CMSGHDR.length, true);
      const level = this.#control.getInt32(here + CMSGHDR.level, true);
      const type = this.#control.getInt32(here + CMSGHDR.type, true);
      if (level === SOL_SOCKET && type === SO_TIMESTAMPING) {
        const seconds = Number(this.#control.getBigInt64(here + CMSGHDR.octets, true));
        return { seconds, nanoseconds: this.#control.getUint32(here + CMSGHDR.octets + 8, true) };
      }
      here += Math.max(CMSGHDR.octets, (octets + 7) & ~7);
    }
    return undefined;
  }

  // What the kernel overwrites with what it used.
  #makeReady(i: number): void {
    this.#header.setUint32(i * MMSGHDR.octets + MMSGHDR.controlLength, CONTROL_OCTETS, true);
  }
}

let shared: Buffers | undefined;
