import type { Clock } from '../link/clock.js';
import { isIp4, multicastMac, solicitedNode } from '../wire/address.js';
import { encodeArp } from '../wire/arp.js';
import { ETHERTYPE } from '../wire/ethernet.js';
import { encodeIcmpv6, neighbourSolicitation } from '../wire/icmpv6.js';
import { encodeDatagram } from './datagram.js';

const FIRST_GAP_MS = 250;
const BROADCAST = 'ff:ff:ff:ff:ff:ff';
const UNKNOWN = '00:00:00:00:00:00';

/** No host answered for an address, in time. */
export class Unresolvable extends Error {
  override readonly name = 'Unresolvable';
  constructor(readonly address: string) {
    super(
      `no ${isIp4(address) ? 'ARP reply' : 'neighbour advertisement'} from ${address}: is the target up, on this link, and is the address right?`,
    );
  }
}

/** What asking needs: a way to put an Ethernet payload on the link, and the time. */
export interface Asker {
  readonly mac: string;
  readonly addresses: { readonly 4?: string | undefined; readonly 6?: string | undefined };
  readonly clock: Clock;
  transmit(destination: string, etherType: number, payload: Uint8Array): void;
}

/** What an answer meant: it was awaited, it says what is known, it contradicts that, or nobody had asked. */
export type Learnt = 'new' | 'known' | 'contradiction' | 'unasked';

const MOST_HARDWARE = 8;

/**
 * Hardware addresses of neighbours: ARP (RFC 826) for IPv4, neighbour solicitation (RFC 4861) for IPv6. The first answer to a
 * question stays for good, whatever comes later.
 */
export class Neighbours {
  readonly #known = new Map<string, string>();
  readonly #proven = new Map<string, Set<string>>();
  readonly #waiting = new Map<string, Set<(mac: string) => void>>();

  /** A neighbour said who it is. Only what was asked for, and is not known yet, is believed. */
  learn(address: string, mac: string): Learnt {
    const known = this.#known.get(address);
    if (known !== undefined) return this.isAt(address, mac) ? 'known' : 'contradiction';
    const waiting = this.#waiting.get(address);
    if (!waiting) return 'unasked';
    this.#known.set(address, mac);
    for (const resolve of waiting) resolve(mac);
    this.#waiting.delete(address);
    return 'new';
  }

  /**
   * A host that had what was sent to a neighbour answered from this hardware address. That may be another than the one that
   * was resolved: of two routers one may take the way there and the other the way back.
   */
  prove(address: string, mac: string): void {
    if (this.isAt(address, mac)) return;
    const proven = this.#proven.get(address) ?? new Set();
    if (proven.size < MOST_HARDWARE) this.#proven.set(address, proven.add(mac));
  }

  /** Whether frames of a neighbour may come from a hardware address; true as long as the neighbour is not known. */
  isAt(address: string, mac: string): boolean {
    const known = this.#known.get(address);
    return known === undefined || known === mac || this.#proven.get(address)?.has(mac) === true;
  }

  /** The hardware address, if it is known by now. */
  lookup(address: string): string | undefined {
    return this.#known.get(address);
  }

  /** Asks up to `attempts` times, with growing gaps (four: for about 4 s in all); rejects with Unresolvable. */
  async resolve(address: string, asker: Asker, attempts: number): Promise<string> {
    const known = this.#known.get(address);
    if (known) return known;
    for (let attempt = 0, gapMs = FIRST_GAP_MS; attempt < attempts; attempt++, gapMs *= 2) {
      ask(address, asker);
      const mac = await this.#answer(address, asker.clock, gapMs);
      if (mac) return mac;
    }
    if (this.#waiting.get(address)?.size === 0) this.#waiting.delete(address); // others may ask for it too
    throw new Unresolvable(address);
  }

  #answer(address: string, clock: Clock, withinMs: number): Promise<string | undefined> {
    return new Promise((resolve) => {
      const waiting = this.#waiting.get(address) ?? new Set();
      this.#waiting.set(address, waiting);
      const answered = (mac: string | undefined) => {
        cancel();
        waiting.delete(answered);
        resolve(mac);
      };
      const cancel = clock.after(withinMs, () => answered(undefined));
      waiting.add(answered);
    });
  }
}

function ask(address: string, asker: Asker): void {
  const own = asker.addresses[isIp4(address) ? 4 : 6];
  if (!own) throw new Error(`this host has no address of the family of ${address}`);
  if (isIp4(address)) {
    const request = { operation: 1, senderMac: asker.mac, senderIp: own, targetMac: UNKNOWN, targetIp: address };
    asker.transmit(BROADCAST, ETHERTYPE.ARP, encodeArp(request));
    return;
  }
  const destination = solicitedNode(address);
  const message = neighbourSolicitation({ target: address, sourceMac: asker.mac });
  const payload = encodeIcmpv6(message, { source: own, destination });
  const datagram = encodeDatagram({ source: own, destination, protocol: 58, payload, hops: 255 });
  asker.transmit(multicastMac(destination), ETHERTYPE.IPV6, datagram);
}
