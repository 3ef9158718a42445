import { type OpenCap, startCapture, stopCapture } from './cap-open.js';
import { watchCarrier } from './carrier-watch.js';
import { type Clock, processClock } from './clock.js';
import { type Device, startedDevice } from './device.js';
import { deviceDown, deviceGone, watchPacketSocket } from './device-watch.js';
import { type Frame, type Link, type LinkCounters, LinkError } from './link.js';
import { LinkState } from './link-state.js';

/** What a link through libpcap is opened with. */
export interface CapLinkOptions {
  readonly device: string;
  /** In tcpdump's language. */
  readonly filter?: string | undefined;
  /**
   * The kernel's receive ring, 32 MiB unless told. A frame takes a slot of it, and those that find none are lost without
   * a word: with an MTU of 1500 it holds 20,972 frames, but 512 while the device has offloads on, because a slot then
   * takes 64 KiB (libpcap's own 2 MiB would hold 1,310 and 32). So turn the offloads off.
   */
  readonly bufferBytes?: number;
}

/**
 * Opens a device through libpcap, in promiscuous mode. Frames whose source is the device's own address are those of
 * the tester's kernel and are not received; the kernel does not return what the link sends. libpcap prints a warning
 * when the device has no IPv4 address, which means nothing here. Lost frames cannot be counted (`dropped` is null).
 * Rejects with LinkError saying what to do.
 */
export async function openCapLink({ device, filter, bufferBytes = 32 << 20 }: CapLinkOptions): Promise<Link> {
  const facts = await startedDevice(device);
  if (facts.mac === '') throw new LinkError('not-available', `${device} carries no Ethernet; use --link raw`);
  if (!facts.up) throw new LinkError('device-down', `${device} is down; run: ip link set ${device} up`);
  return new CapLink(facts, startCapture(device, incoming(facts.mac, filter), bufferBytes));
}

// Not libpcap's `inbound`, which loses the first frame: until its ring has turned, libpcap filters again in the
// process, where it does not know a frame's direction and so refuses it.
function incoming(mac: string, filter = ''): string {
  return filter.trim() === '' ? `not ether src ${mac}` : `not ether src ${mac} and (${filter})`;
}

class CapLink implements Link {
  readonly kind = 'cap';
  readonly framing = 'ethernet';
  readonly timestamps = 'process';
  readonly clock: Clock = processClock;
  readonly device: string;
  readonly mac: string;
  readonly mtu: number;
  readonly #cap: OpenCap['cap'];
  readonly #state: LinkState;
  readonly #stopWatching: () => void;
  readonly #stopCarrier: () => void;

  constructor({ name, mac, mtu }: Device, { cap, buffer, inode }: OpenCap) {
    this.device = name;
    this.mac = mac;
    this.mtu = mtu;
    this.#cap = cap;
    this.#state = new LinkState(name);
    this.#stopWatching = inode ? watchPacketSocket(name, inode, (error) => this.#state.fail(error)) : () => {};
    this.#stopCarrier = watchCarrier({ name, mac }, (error) => this.#state.fail(error));
    cap.on('packet', (length) => {
      // One buffer serves all frames, and the next overwrites it before this callback's caller returns.
      this.#state.received({
        direction: 'received',
        at: this.clock.now(),
        bytes: new Uint8Array(buffer.subarray(0, length)),
      });
    });
  }

  send(bytes: Uint8Array): Frame {
    this.#state.assertUsable();
    const copy = new Uint8Array(bytes);
    try {
      this.#cap.send(copy, copy.length);
    } catch (cause) {
      throw this.#sendError(copy, cause);
    }
    return this.#state.sent({ at: this.clock.now(), direction: 'sent', bytes: copy });
  }

  // A packet socket reports once, at the next send, that its device was down, even if it is up again by then: the
  // capture has stopped for good.
  #sendError(bytes: Uint8Array, cause: unknown): LinkError {
    const text = cause instanceof Error ? cause.message : String(cause);
    if (/network is down/i.test(text)) return this.#state.fail(deviceDown(this.device, cause));
    if (/no such device/i.test(text)) return this.#state.fail(deviceGone(this.device, cause));
    const hint = sendHints.find(([pattern]) => pattern.test(text))?.[1] ?? '';
    return new LinkError('send-failed', `cannot send ${bytes.length} octets on ${this.device}: ${text}${hint}`, {
      cause,
    });
  }

  onFrame(listener: (frame: Frame) => void): () => void {
    return this.#state.onFrame(listener);
  }

  onError(listener: (error: LinkError) => void): () => void {
    return this.#state.onError(listener);
  }

  counters(): LinkCounters {
    return this.#state.counters(null);
  }

  async close(): Promise<void> {
    if (!this.#state.close()) return;
    this.#stopWatching();
    this.#stopCarrier();
    stopCapture(this.#cap);
  }
}

const sendHints: readonly (readonly [RegExp, string])[] = [
  [/message too long/i, '; it is larger than the MTU and a link-layer header'],
  [/no buffer space/i, '; the queue is full or there is no carrier: is the other end up?'],
];
