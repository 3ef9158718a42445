import type { Frame, Link } from '../link/link.js';
import { formatMac, parseMac } from '../wire/address.js';
import { WireError } from '../wire/error.js';
import { type Contents, openFrame } from './datagram.js';
import { PhantomHost, type Tap } from './phantom-host.js';

/** The phantom hosts of one link. Nothing but what is addressed to them is answered; the tap is told of every frame, unless a host has one of its own. */
export class Network {
  readonly #link: Link;
  readonly #tap: Tap | undefined;
  readonly #hosts: PhantomHost[] = [];
  readonly #stop: () => void;
  #undecodable = 0;
  #added = 0;

  constructor(link: Link, tap?: Tap) {
    this.#link = link;
    this.#tap = tap;
    this.#stop = link.onFrame((frame) => this.#received(frame));
  }

  /** Brings a phantom host to life. Its hardware address is a locally administered one (IEEE 802) unless given. */
  addHost(settings: {
    address4?: string | undefined;
    address6?: string | undefined;
    mac?: string;
    nextHop?: ((destination: string) => string) | undefined;
    tap?: Tap | undefined;
  }): PhantomHost {
    const mac = settings.mac ?? this.#freeMac();
    const host = new PhantomHost({ tap: this.#tap, ...settings, mac, link: this.#link });
    this.#hosts.push(host);
    return host;
  }

  /** The next hardware address that no host here has now. */
  #freeMac(): string {
    for (;;) {
      this.#added++;
      const mac = localMac(this.#link.mac, this.#added);
      if (!this.#hosts.some((host) => host.mac === mac) || !this.#link.mac) return mac;
    }
  }

  /** Takes a phantom host off the link. */
  removeHost(host: PhantomHost): void {
    const index = this.#hosts.indexOf(host);
    if (index >= 0) this.#hosts.splice(index, 1);
  }

  /** Frames that were too short or too broken to say for whom they are. */
  get undecodable(): number {
    return this.#undecodable;
  }

  /** Stops listening; the link stays open. */
  close(): void {
    this.#stop();
  }

  #received(frame: Frame): void {
    const contents = this.#open(frame);
    const taken = contents !== undefined && this.#hosts.some((host) => this.#take(host, frame, contents));
    if (!taken) this.#tap?.(frame, undefined);
  }

  #open(frame: Frame): Contents | undefined {
    return this.#guard(() => openFrame(frame.bytes, this.#link.framing));
  }

  #take(host: PhantomHost, frame: Frame, contents: Contents): boolean {
    return this.#guard(() => host.take(frame, contents)) ?? false;
  }

  #guard<T>(decode: () => T): T | undefined {
    try {
      return decode();
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#undecodable++;
      return undefined;
    }
  }
}

/** A locally administered unicast address that differs from the interface's own and from host to host. */
function localMac(interfaceMac: string, n: number): string {
  if (!interfaceMac) return '02:00:00:00:00:01';
  const bytes = parseMac(interfaceMac).slice();
  bytes[0] = 0x02;
  bytes[1] = (bytes[1] ?? 0) ^ 0x5c;
  bytes[4] = ((bytes[4] ?? 0) + (n >> 8)) & 0xff;
  bytes[5] = ((bytes[5] ?? 0) + n) & 0xff;
  return formatMac(bytes);
}
