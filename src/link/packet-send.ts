import { addressOf, packetCalls } from './native-packet.js';
import { CMSGHDR, MMSGHDR, MSG_DONTWAIT, MSG_ERRQUEUE, SO_TIMESTAMPING, SOL_SOCKET } from './packet-numbers.js';

/** A time stamp of the wall clock: seconds since 1970 and nanoseconds. */
export interface Stamp {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/**
 * Takes the stamp of the frame that was just sent from the socket's error queue, where the kernel put it before `send`
 * returned; undefined when there is none.
 */
export function takeSentStamp(fd: number): Stamp | undefined {
  shared ??= new Buffers();
  return shared.take(fd);
}

const CONTROL_OCTETS = 256;

class Buffers {
  readonly #header = new Uint8Array(MMSGHDR.octets);
  readonly #control = new Uint8Array(CONTROL_OCTETS);
  readonly #headerView = new DataView(this.#header.buffer);
  readonly #controlView = new DataView(this.#control.buffer);

  constructor() {
    this.#headerView.setBigUint64(MMSGHDR.control, addressOf(this.#control), true);
  }

  take(fd: number): Stamp | undefined {
    this.#headerView.setUint32(MMSGHDR.controlLength, CONTROL_OCTETS, true);
    if (packetCalls().recvmsg(fd, this.#header, MSG_ERRQUEUE | MSG_DONTWAIT) < 0) return undefined;
    const end = this.#headerView.getUint32(MMSGHDR.controlLength, true);
    for (let here = 0; here + CMSGHDR.octets <= end; ) {
      const octets = this.#controlView.getUint32(here + CMSGHDR.length, true);
      const level = this.#controlView.getInt32(here + CMSGHDR.level, true);
      const type = this.#controlView.getInt32(here + CMSGHDR.type, true);
      if (level === SOL_SOCKET && type === SO_TIMESTAMPING) {
        const seconds = Number(this.#controlView.getBigInt64(here + CMSGHDR.octets, true));
        return { seconds, nanoseconds: this.#controlView.getUint32(here + CMSGHDR.octets + 8, true) };
      }
      here += Math.max(CMSGHDR.octets, (octets + 7) & ~7);
    }
    return undefined;
  }
}

let shared: Buffers | undefined;
