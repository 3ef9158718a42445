import { watchCarrier } from './carrier-watch.js';
import { type Clock, processClock } from './clock.js';
import { type Device, startedDevice } from './device.js';
import { DeviceDrops } from './device-drops.js';
import { deviceDown, deviceGone } from './device-watch.js';
import { type Frame, type Link, type LinkCounters, LinkError } from './link.js';
import { LinkState } from './link-state.js';
import { lastErrno, packetCalls, type Watch, watchReadable } from './native-packet.js';
import { haveRoomReady, octetsCopy } from './octets-copy.js';
import { batchFrames, longestFrame, type ReceivedFrame, receiveBatch } from './packet-batch.js';
import { readClocks, wallMs } from './packet-clock.js';
import { EarlyLook } from './packet-early.js';
import { EAGAIN, EINTR, EINVAL, EMSGSIZE, ENETDOWN, ENOBUFS, ENODEV, ENXIO } from './packet-numbers.js';
import { sendFrame } from './packet-send.js';
import { SentFrames } from './packet-sent.js';
import { openPacketSockets, type PacketSockets, takeDropped } from './packet-socket.js';
import { StampClock } from './packet-time.js';
import { untilRoom } from './until-room.js';

/** What a link through a packet socket is opened with. */
export interface PacketLinkOptions {
  readonly device: string;
  /**
   * The kernel's receive buffer, 32 MiB unless told. The kernel doubles it and counts 768 octets for the shortest frame;
   * memory is used only while frames wait. What finds no room is counted as dropped, here and in the device's own queue.
   */
  readonly bufferBytes?: number;
  /** Octets of a frame that are kept, all unless told; `wireOctets` of the frame then says how long it was. */
  readonly snapOctets?: number;
}

/**
 * Opens a device through a packet socket (AF_PACKET), in promiscuous mode. What the tester's own kernel sends is not
 * received. Frames carry the kernel's time stamps, those that were sent too, and lost ones are counted. A VLAN tag that
 * the kernel took out is put back. Listeners run in the poll phase of the event loop, in each turn for what had arrived
 * when it began, and as a microtask soon after a send; what they throw becomes an uncaught exception, and the next frames
 * still come. Rejects with LinkError saying what to do.
 */
export async function openPacketLink(options: PacketLinkOptions): Promise<Link> {
  const { device, bufferBytes = 32 << 20, snapOctets = longestFrame } = options;
  packetCalls();
  const facts = await startedDevice(device);
  if (facts.mac === '') throw new LinkError('not-available', `${device} carries no Ethernet; use --link raw`);
  if (!facts.up) throw new LinkError('device-down', `${device} is down; run: ip link set ${device} up`);
  return new PacketLink(facts, openPacketSockets(device, bufferBytes), snapOctets);
}

class PacketLink implements Link {
  readonly kind = 'packet';
  readonly framing = 'ethernet';
  readonly timestamps = 'kernel';
  readonly clock: Clock = processClock;
  readonly device: string;
  readonly mac: string;
  readonly mtu: number;
  readonly #sockets: PacketSockets;
  readonly #sent: SentFrames;
  readonly #snapOctets: number;
  readonly #state: LinkState;
  readonly #stamps = new StampClock(readClocks());
  readonly #watch: Watch;
  readonly #stopWatching: () => void;
  readonly #early = new EarlyLook(() => this.#receiveEarly());
  readonly #droppedBefore: DeviceDrops;
  #dropped = 0;

  constructor({ name, mac, mtu }: Device, sockets: PacketSockets, snapOctets: number) {
    this.device = name;
    this.mac = mac;
    this.mtu = mtu;
    this.#sockets = sockets;
    this.#sent = new SentFrames(sockets.sendFd);
    this.#snapOctets = snapOctets;
    this.#state = new LinkState(name);
    this.#droppedBefore = new DeviceDrops(name);
    this.#watch = watchReadable(sockets.fd, () => this.#receive());
    this.#stopWatching = watchCarrier({ name, mac }, (error) => this.#state.fail(error));
  }

  #receiveEarly(): boolean {
    if (this.#state.closed) return false;
    const frames: ReceivedFrame[] = [];
    const count = receiveBatch(this.#sockets.fd, { snapOctets: this.#snapOctets, most: 1 }, frames);
    if (count < 0) this.#receiveFailed(lastErrno()); // an error is told once
    if (frames.length === 0) return false;
    this.#sent.fetchWhatIsDue(this.#deliver(frames));
    haveRoomReady();
    return true;
  }

  // Delivers what had arrived when the turn of the event loop began: all of it, so that a timer that lets one poll pass
  // knows of it, and no more, so that timers and other links have their turn in a flood. It must not throw.
  #receive(): void {
    const beganAt = this.clock.now();
    // The first alone: it is usually the only one, and a call for more would make it wait.
    for (let taken = 0, most = 1; taken < mostFramesATurn && !this.#state.closed; taken += most, most = batchFrames) {
      const frames: ReceivedFrame[] = [];
      const count = receiveBatch(this.#sockets.fd, { snapOctets: this.#snapOctets, most }, frames);
      if (count < 0) this.#receiveFailed(lastErrno());
      if (count < most && frames.length === 0) break;
      const lastAt = this.#deliver(frames);
      if (count < most || lastAt > beganAt) break;
    }
    this.#sent.fetchWhatIsDue(beganAt);
    haveRoomReady();
  }

  /** Returns when the last of them arrived. */
  #deliver(received: readonly ReceivedFrame[]): number {
    this.#stamps.read(readClocks());
    let at = 0;
    for (const each of received) {
      const frame = this.#stamped(each);
      at = frame.at;
      this.#tell(frame);
    }
    return at;
  }

  #stamped({ bytes, wireOctets, checksumPending, seconds, nanoseconds }: ReceivedFrame): Frame {
    const at = this.#stamps.received(wallMs(seconds, nanoseconds));
    const kernelNs = BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds);
    if (wireOctets <= bytes.length && !checksumPending) return { at, direction: 'received', bytes, kernelNs };
    const cut = wireOctets > bytes.length ? { wireOctets } : {};
    return { at, direction: 'received', bytes, kernelNs, ...cut, ...(checksumPending ? { checksumPending } : {}) };
  }

  #tell(frame: Frame): void {
    try {
      this.#state.received(frame);
    } catch (error) {
      setImmediate(() => {
        throw error;
      });
    }
  }

  #receiveFailed(errno: number): void {
    if (errno !== EAGAIN && errno !== EINTR) this.#lost(errno);
  }

  send(bytes: Uint8Array): Frame {
    this.#state.assertUsable();
    const copy = octetsCopy(bytes);
    const from = this.clock.now();
    const errno = untilRoom(
      () => this.#attempt(copy),
      (each) => each === ENOBUFS || each === EAGAIN,
    );
    if (errno !== 0) throw this.#sendError(copy.length, errno);
    const to = this.clock.now();
    this.#early.sent(to);
    return this.#state.sent(this.#sent.add(copy, { from, to }));
  }

  #attempt(bytes: Uint8Array): number {
    if (sendFrame(this.#sockets.sendFd, bytes) >= 0) return 0;
    const errno = lastErrno();
    this.#sent.fetchStamps();
    return errno;
  }

  #sendError(octets: number, errno: number): LinkError {
    if (errno === ENETDOWN || errno === ENXIO || errno === ENODEV) return this.#lost(errno);
    const [why, hint] = sendErrors.get(errno) ?? [`errno ${errno}`, ''];
    return new LinkError('send-failed', `cannot send ${octets} octets on ${this.device}: ${why}${hint}`);
  }

  // A packet socket reports once that its device was down, even if it is up again by then: frames were missed.
  #lost(errno: number): LinkError {
    const gone = packetCalls().if_nametoindex(this.device) !== this.#sockets.deviceIndex;
    const cause = new Error(`errno ${errno}`);
    return this.#state.fail(gone ? deviceGone(this.device, cause) : deviceDown(this.device, cause));
  }

  onFrame(listener: (frame: Frame) => void): () => void {
    return this.#state.onFrame(listener);
  }

  onError(listener: (error: LinkError) => void): () => void {
    return this.#state.onError(listener);
  }

  counters(): LinkCounters {
    if (this.#state.closed) return this.#state.counters(this.#dropped);
    this.#dropped += takeDropped(this.#sockets.fd);
    return this.#state.counters(this.#dropped + this.#droppedBefore.count());
  }

  async close(): Promise<void> {
    if (this.#state.closed) return;
    this.#dropped += takeDropped(this.#sockets.fd) + this.#droppedBefore.count();
    this.#droppedBefore.close();
    this.#state.close();
    this.#watch.stop();
    this.#stopWatching();
    this.#sent.fetchStamps();
    for (const fd of [this.#sockets.fd, this.#sockets.sendFd]) packetCalls().close(fd);
  }
}

// More than the usual receive buffer holds of short frames; a larger one takes several turns.
const mostFramesATurn = 100_000;

const sendErrors = new Map<number, readonly [why: string, hint: string]>([
  [EMSGSIZE, ['message too long', '; it is larger than the MTU and a link-layer header']],
  [EINVAL, ['invalid argument', '; it is shorter than a link-layer header']],
  [ENOBUFS, ['no buffer space', '; the queue is full or there is no carrier: is the other end up?']],
  [EAGAIN, ['the send buffer is full', '; send more slowly']],
]);
