import { canonicalIp } from '../wire/address.js';
import { IP_PROTOCOL } from '../wire/ip-protocol.js';
import { type Clock, processClock } from './clock.js';
import { type Device, startedDevice } from './device.js';
import { deviceLost, isUsable, watchDevice } from './device-watch.js';
import { type Frame, type Link, type LinkCounters, LinkError } from './link.js';
import { LinkState } from './link-state.js';
import { socketTable } from './own-sockets.js';
import { installRawGuard } from './raw-guard.js';
import { closeRawSocket, type OpenRawSocket, openRawSocket } from './raw-open.js';
import { isFor, pathOf, rebuildIpv6, rewrittenByKernel } from './raw-packet.js';

/** What a link of raw sockets is opened with. */
export interface RawLinkOptions {
  readonly device: string;
  /** An address of the tester on the device for each family that is used; at least one. */
  readonly address4?: string | undefined;
  readonly address6?: string | undefined;
  /** Whether to keep the tester's kernel from resetting the connections, by a firewall rule. True unless told. */
  readonly guard?: boolean;
}

/**
 * A link of raw IP sockets, for devices that no Ethernet frame can be sent on: whole IP packets out, TCP, ICMP and
 * ICMPv6 to the given addresses in. Linux reassembles fragments, drops packets with a wrong IP header, fills a zero
 * Identification, and hands over IPv6 without its header, which is made up again (see `rebuildIpv6`). What Linux would
 * change in a packet is refused (`send-failed`) instead. Rejects with LinkError saying what to do.
 */
export async function openRawLink({ device, address4, address6, guard = true }: RawLinkOptions): Promise<Link> {
  const facts = await startedDevice(device);
  if (!facts.up) throw new LinkError('device-down', `${device} is down; run: ip link set ${device} up`);
  const own = [address4, address6].flatMap((each) => (each === undefined ? [] : [ownAddress(facts, each)]));
  if (own.length === 0) {
    throw new LinkError('not-available', `a raw link on ${device} needs an address of it: ${addressList(facts)}`);
  }
  if (!isUsable(device)) throw deviceLost(device);
  const sockets: OpenRawSocket[] = [];
  const removeGuard = guard ? installRawGuard(own).remove : () => {};
  try {
    for (const [family, protocol] of wanted(address4, address6)) sockets.push(openRawSocket(device, family, protocol));
    return new RawLink({ facts, own, sockets, removeGuard });
  } catch (error) {
    for (const { socket } of sockets) closeRawSocket(socket);
    removeGuard();
    throw error;
  }
}

function wanted(address4: string | undefined, address6: string | undefined): (readonly [4 | 6, number])[] {
  const of4 = [IP_PROTOCOL.TCP, IP_PROTOCOL.ICMP].map((protocol) => [4, protocol] as const);
  const of6 = [IP_PROTOCOL.TCP, IP_PROTOCOL.ICMPV6].map((protocol) => [6, protocol] as const);
  return [...(address4 === undefined ? [] : of4), ...(address6 === undefined ? [] : of6)];
}

function ownAddress(facts: Device, text: string): string {
  const address = canonicalIp(text);
  if (facts.addresses.some((each) => each.address === address)) return address;
  throw new LinkError('not-available', `${address} is not an address of ${facts.name}: ${addressList(facts)}`);
}

function addressList({ addresses }: Device): string {
  return addresses.length === 0 ? 'it has none' : `it has ${addresses.map((each) => each.address).join(', ')}`;
}

class RawLink implements Link {
  readonly kind = 'raw';
  readonly framing = 'ip';
  readonly mac = '';
  readonly timestamps = 'process';
  readonly clock: Clock = processClock;
  readonly device: string;
  readonly mtu: number;
  readonly #state: LinkState;
  readonly #sockets: readonly OpenRawSocket[];
  readonly #removeGuard: () => void;
  readonly #stopWatching: () => void;
  #dropped: number | null = null;

  constructor(parts: {
    readonly facts: Device;
    readonly own: readonly string[];
    readonly sockets: readonly OpenRawSocket[];
    readonly removeGuard: () => void;
  }) {
    const { facts, own, sockets, removeGuard } = parts;
    this.device = facts.name;
    this.mtu = facts.mtu;
    this.#state = new LinkState(facts.name);
    this.#sockets = sockets;
    this.#removeGuard = removeGuard;
    this.#stopWatching = watchDevice(facts.name, (error) => this.#state.fail(error));
    const others = facts.addresses.map((each) => each.address).filter((each) => !own.includes(each));
    for (const each of sockets) this.#listen(each, own, others);
  }

  #listen({ family, protocol, socket }: OpenRawSocket, own: readonly string[], others: readonly string[]): void {
    const address = own.find((each) => each.includes(':') === (family === 6)) ?? '';
    const otherAddresses = others.filter((each) => each.includes(':'));
    socket.on('message', (message, source) => {
      const at = this.clock.now();
      const copy = new Uint8Array(message);
      const packet =
        family === 6
          ? rebuildIpv6(copy, { source, address, otherAddresses, protocol })
          : isFor(copy, address)
            ? copy
            : undefined;
      if (packet) this.#state.received({ direction: 'received', at, bytes: packet });
    });
    socket.on('error', (error) => {
      // A message with a wrong checksum is dropped while it is read, and then there is nothing to read.
      if (/temporarily unavailable/i.test(error.message)) return;
      this.#state.fail(deviceLost(this.device, error));
    });
  }

  send(bytes: Uint8Array): Frame {
    this.#state.assertUsable();
    const path = pathOf(bytes);
    if (!path) throw this.#refusal('it has no whole IP header');
    const through = this.#sockets.find((each) => each.family === path.family);
    if (!through) throw this.#refusal(`the link was opened without an IPv${path.family} address`);
    const rewritten = path.family === 4 ? rewrittenByKernel(bytes) : undefined;
    if (rewritten) throw this.#refusal(`Linux would put its own ${rewritten} into it; use --link cap`);
    const copy = new Uint8Array(bytes);
    try {
      through.socket.wrap.send(copy, 0, copy.length, path.destination, () => {});
    } catch (cause) {
      if (!isUsable(this.device)) throw this.#state.fail(deviceLost(this.device, cause));
      throw this.#refusal(cause instanceof Error ? cause.message : String(cause), cause);
    }
    return this.#state.sent({ at: this.clock.now(), direction: 'sent', bytes: copy });
  }

  #refusal(why: string, cause?: unknown): LinkError {
    return new LinkError('send-failed', `cannot send this packet on ${this.device}: ${why}`, { cause });
  }

  onFrame(listener: (frame: Frame) => void): () => void {
    return this.#state.onFrame(listener);
  }

  onError(listener: (error: LinkError) => void): () => void {
    return this.#state.onError(listener);
  }

  counters(): LinkCounters {
    if (!this.#state.closed) this.#dropped = droppedBy(this.#sockets);
    return this.#state.counters(this.#dropped);
  }

  async close(): Promise<void> {
    if (this.#state.closed) return;
    this.#dropped = droppedBy(this.#sockets);
    this.#state.close();
    this.#stopWatching();
    for (const { socket } of this.#sockets) closeRawSocket(socket);
    this.#removeGuard();
  }
}

// Columns of /proc/net/raw: the inode is the tenth, the count of what did not fit the receive buffer the last.
function droppedBy(sockets: readonly OpenRawSocket[]): number | null {
  const rows = [...(socketTable('raw') ?? []), ...(socketTable('raw6') ?? [])];
  const own = rows.filter((row) => sockets.some(({ inode }) => inode !== undefined && inode === row[9]));
  return own.length === sockets.length ? own.reduce((sum, row) => sum + Number(row.at(-1)), 0) : null;
}
