import { type Clock, processClock } from './clock.js';
import { type Device, readDevice } from './device.js';
import { type Frame, type Link, type LinkCounters, LinkError } from './link.js';
import { LinkState } from './link-state.js';
import { type Cap, newCap } from './native-cap.js';

/**
 * A link through libpcap. `filter` is in tcpdump's language; `bufferBytes` is the kernel's receive ring, large by
 * default because with offloads on each slot of it takes 64 KiB.
 */
export interface CapLinkOptions {
  readonly device: string;
  readonly filter?: string;
  readonly bufferBytes?: number;
}

/** Opens the device in promiscuous mode. Rejects with LinkError saying what to do. */
export async function openCapLink({ device, filter, bufferBytes = 32 << 20 }: CapLinkOptions): Promise<Link> {
  const facts = readDevice(device);
  if (!facts.up) throw new LinkError('device-down', `${device} is down; run: ip link set ${device} up`);
  const cap = newCap();
  // The addon writes here from outside JavaScript and aborts the process when it is collected.
  const buffer = Buffer.alloc(65_536);
  kept.set(cap, buffer);
  const linkType = open(cap, device, incoming(filter), bufferBytes, buffer);
  if (linkType !== 'ETHERNET') {
    cap.close();
    throw new LinkError('not-available', `${device} carries ${linkType}, not Ethernet; use --link raw`);
  }
  return new CapLink(facts, cap, buffer);
}

// Never emptied: the addon never closes its libuv handle, so the object that holds it must outlive the event loop, and
// an object whose open failed aborts the process when it is collected.
const kept = new Map<Cap, Buffer>();

function incoming(filter: string | undefined): string {
  return filter ? `inbound and (${filter})` : 'inbound';
}

function open(cap: Cap, device: string, filter: string, bufferBytes: number, buffer: Buffer): string {
  try {
    return cap.open(device, filter, bufferBytes, buffer);
  } catch (cause) {
    throw openError(device, filter, cause);
  }
}

function openError(device: string, filter: string, cause: unknown): LinkError {
  const text = cause instanceof Error ? cause.message : String(cause);
  if (/permission|not permitted/i.test(text)) {
    return new LinkError('no-privilege', `capturing on ${device} needs CAP_NET_RAW: run as root`, { cause });
  }
  if (/no such device|not configured|ENODEV/i.test(text)) {
    return new LinkError('no-such-device', `no interface is called '${device}'`, { cause });
  }
  if (/is down|not up/i.test(text)) {
    return new LinkError('device-down', `${device} is down; run: ip link set ${device} up`, { cause });
  }
  return new LinkError('bad-filter', `libpcap refuses the filter '${filter}': ${text}`, { cause });
}

class CapLink implements Link {
  readonly kind = 'cap';
  readonly framing = 'ethernet';
  readonly timestamps = 'process';
  readonly clock: Clock = processClock;
  readonly device: string;
  readonly mac: string;
  readonly mtu: number;
  readonly #cap: Cap;
  readonly #state: LinkState;

  constructor({ name, mac, mtu }: Device, cap: Cap, buffer: Buffer) {
    this.device = name;
    this.mac = mac;
    this.mtu = mtu;
    this.#cap = cap;
    this.#state = new LinkState(name);
    cap.on('packet', (length) => this.#state.received(new Uint8Array(buffer.subarray(0, length)), this.clock.now()));
  }

  send(bytes: Uint8Array): Frame {
    this.#state.assertUsable();
    const copy = new Uint8Array(bytes);
    try {
      this.#cap.send(copy, copy.length);
    } catch (cause) {
      throw new LinkError('send-failed', `${this.device}: ${String(cause)}`, { cause });
    }
    return this.#state.sent(copy, this.clock.now());
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
    this.#cap.removeAllListeners();
    this.#cap.close();
  }
}
