import { addressOf, packetCalls } from './native-packet.js';
import { octetsCopy } from './octets-copy.js';
import {
  AUXDATA,
  CMSGHDR,
  IOVEC,
  MMSGHDR,
  MSG_DONTWAIT,
  PACKET_AUXDATA,
  PACKET_OUTGOING,
  SO_TIMESTAMPNS,
  SOCKADDR_LL,
  SOL_PACKET,
  SOL_SOCKET,
  TP_STATUS_CSUMNOTREADY,
  TP_STATUS_VLAN_TPID_VALID,
  TP_STATUS_VLAN_VALID,
} from './packet-numbers.js';

/** A frame as the kernel handed it over. */
export interface ReceivedFrame {
  /** Nobody else's. */
  readonly bytes: Uint8Array;
  /** Octets that it had on the wire. */
  readonly wireOctets: number;
  /** Whether its checksum was left to hardware that was not there. */
  readonly checksumPending: boolean;
  /** The wall clock's stamp: seconds since 1970 and nanoseconds. Seconds are -1 without one. */
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** The most frames that one call hands over. */
export const batchFrames = 64;

/** The longest frame that is received whole: the largest IP packet, Ethernet and two tags. */
export const longestFrame = 65_535 + 14 + 8;

/**
 * Reads what waits at the socket, at most `most` or `batchFrames`, the oldest first, each cut to `snapOctets`; frames
 * that went out are left out. Returns the number that was read, or -1 with errno set. Every frame is copied before it
 * returns, so one set of buffers serves all links.
 */
export function receiveBatch(
  fd: number,
  { snapOctets, most }: { readonly snapOctets: number; readonly most: number },
  into: ReceivedFrame[],
): number {
  shared ??= new Buffers();
  const count = most === 1 ? shared.readOne(fd) : shared.read(fd, Math.min(most, batchFrames));
  for (let i = 0; i < count; i++) {
    const frame = shared.take(i, snapOctets);
    if (frame) into.push(frame);
  }
  return count;
}

const CONTROL_OCTETS = 192;
const NAME_OCTETS = 32;
const SLOT_OCTETS = 65_600;
const TAG_OCTETS = 4;
const ADDRESS_OCTETS = 12;

class Buffers {
  readonly #headers = new Uint8Array(batchFrames * MMSGHDR.octets);
  readonly #address = addressOf(this.#headers);
  readonly #vectors = new Uint8Array(batchFrames * IOVEC.octets);
  readonly #names = new Uint8Array(batchFrames * NAME_OCTETS);
  readonly #controls = new Uint8Array(batchFrames * CONTROL_OCTETS);
  // Pages that no frame reaches are never touched, so they take no memory.
  readonly #slots = new Uint8Array(batchFrames * SLOT_OCTETS);
  readonly #header = new DataView(this.#headers.buffer);
  readonly #control = new DataView(this.#controls.buffer);
  readonly #slot = new DataView(this.#slots.buffer);

  constructor() {
    const vector = new DataView(this.#vectors.buffer);
    const [vectors, names, controls, slots] = [
      addressOf(this.#vectors),
      addressOf(this.#names),
      addressOf(this.#controls),
      addressOf(this.#slots),
    ];
    for (let i = 0; i < batchFrames; i++) {
      const at = i * MMSGHDR.octets;
      const put = (offset: number, value: number): void => this.#header.setBigUint64(at + offset, BigInt(value), true);
      put(MMSGHDR.name, names + i * NAME_OCTETS);
      put(MMSGHDR.vector, vectors + i * IOVEC.octets);
      put(MMSGHDR.vectorLength, 1);
      put(MMSGHDR.control, controls + i * CONTROL_OCTETS);
      const base = BigInt(slots + i * SLOT_OCTETS + TAG_OCTETS);
      vector.setBigUint64(i * IOVEC.octets + IOVEC.base, base, true);
      vector.setBigUint64(i * IOVEC.octets + IOVEC.length, BigInt(longestFrame), true);
      this.#makeReady(at);
    }
  }

  read(fd: number, most: number): number {
    return packetCalls().recvmmsg(fd, this.#address, most, MSG_DONTWAIT, null);
  }

  /** A call for one alone is quicker. */
  readOne(fd: number): number {
    const octets = packetCalls().recvmsg(fd, this.#address, MSG_DONTWAIT);
    if (octets < 0) return -1;
    this.#header.setUint32(MMSGHDR.length, octets, true);
    return 1;
  }

  /** Copies a frame out and makes its place ready for the next; undefined for a frame that went out. */
  take(i: number, snapOctets: number): ReceivedFrame | undefined {
    const at = i * MMSGHDR.octets;
    const taken = this.#header.getUint32(at + MMSGHDR.length, true);
    const controlOctets = this.#header.getUint32(at + MMSGHDR.controlLength, true);
    this.#makeReady(at);
    if (this.#names[i * NAME_OCTETS + SOCKADDR_LL.packetType] === PACKET_OUTGOING) return undefined;
    let status = 0;
    let wireOctets = taken;
    let tag = 0;
    let seconds = -1;
    let nanoseconds = 0;
    const first = i * CONTROL_OCTETS;
    for (let here = first; here + CMSGHDR.octets <= first + controlOctets; ) {
      const octets = this.#control.getUint32(here + CMSGHDR.length, true);
      const level = this.#control.getInt32(here + CMSGHDR.level, true);
      const type = this.#control.getInt32(here + CMSGHDR.type, true);
      const data = here + CMSGHDR.octets;
      if (level === SOL_PACKET && type === PACKET_AUXDATA) {
        status = this.#control.getUint32(data + AUXDATA.status, true);
        wireOctets = this.#control.getUint32(data + AUXDATA.length, true);
        const tpid = status & TP_STATUS_VLAN_TPID_VALID ? this.#control.getUint16(data + AUXDATA.tpid, true) : 0x8100;
        tag = tpid * 0x10000 + this.#control.getUint16(data + AUXDATA.tci, true);
      } else if (level === SOL_SOCKET && type === SO_TIMESTAMPNS) {
        seconds = Number(this.#control.getBigInt64(data, true));
        nanoseconds = this.#control.getUint32(data + 8, true);
      }
      here += Math.max(CMSGHDR.octets, (octets + 7) & ~7);
    }
    const checksumPending = (status & TP_STATUS_CSUMNOTREADY) !== 0;
    const slot = i * SLOT_OCTETS;
    if ((status & TP_STATUS_VLAN_VALID) === 0) {
      const from = slot + TAG_OCTETS;
      const bytes = octetsCopy(this.#slots, from, from + Math.min(taken, snapOctets));
      return { bytes, wireOctets, checksumPending, seconds, nanoseconds };
    }
    // The kernel took the tag out: the addresses move up to where there is room for it.
    this.#slots.copyWithin(slot, slot + TAG_OCTETS, slot + TAG_OCTETS + ADDRESS_OCTETS);
    this.#slot.setUint32(slot + ADDRESS_OCTETS, tag);
    const bytes = octetsCopy(this.#slots, slot, slot + Math.min(taken + TAG_OCTETS, snapOctets));
    return { bytes, wireOctets: wireOctets + TAG_OCTETS, checksumPending, seconds, nanoseconds };
  }

  // What the kernel overwrites with what it used.
  #makeReady(at: number): void {
    this.#header.setUint32(at + MMSGHDR.nameLength, NAME_OCTETS, true);
    this.#header.setUint32(at + MMSGHDR.controlLength, CONTROL_OCTETS, true);
  }
}

let shared: Buffers | undefined;
