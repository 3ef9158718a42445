import { decodeEthernet, ETHERTYPE, encodeEthernet } from '../wire/ethernet.js';
import { IP_PROTOCOL } from '../wire/ip-protocol.js';
import { encodeIpv4 } from '../wire/ipv4.js';
import { encodeIpv6 } from '../wire/ipv6.js';
import { encodeSegment, SYN } from '../wire/tcp.js';
import { openCapLink } from './cap-link.js';
import { readDevice } from './device.js';
import type { Link } from './link.js';
import { memoryLinkPair } from './memory-link.js';
import { openPacketLink } from './packet-link.js';
import { openRawLink } from './raw-link.js';
import { makeVeth, type Veth } from './veth.fixture.js';

/** A link to be tested and the other side of its wire, both in terms of the link's framing. */
export interface Bench {
  readonly link: Link;
  readonly far: FarEnd;
  /** A frame of at least 60 octets that the link can send, recognisable by its number. */
  outgoing(number: number): Uint8Array;
  /** The same, for the far end. */
  incoming(number: number): Uint8Array;
  close(): Promise<void>;
}

export interface FarEnd {
  send(bytes: Uint8Array): void;
  onFrame(listener: (bytes: Uint8Array) => void): () => void;
}

/** Every implementation, by name; `native` ones need root. */
export const benches: readonly { readonly name: string; readonly native: boolean; open(): Promise<Bench> }[] = [
  { name: 'memory-link', native: false, open: async () => openMemory() },
  { name: 'packet-link', native: true, open: () => openOnVeth(openPacketLink) },
  { name: 'cap-link', native: true, open: () => openOnVeth(openCapLink) },
  { name: 'raw-link on IPv4', native: true, open: () => openRaw(4) },
  { name: 'raw-link on IPv6', native: true, open: () => openRaw(6) },
];

function openMemory(): Bench {
  const [link, other] = memoryLinkPair();
  return ethernetBench(link, other, () => {});
}

async function openOnVeth(openLink: (options: { readonly device: string }) => Promise<Link>): Promise<Bench> {
  const veth = makeVeth();
  const link = await openLink({ device: veth.a });
  return ethernetBench(link, await openLink({ device: veth.b }), veth.remove);
}

function ethernetBench(link: Link, other: Link, remove: () => void): Bench {
  const frame = (source: string, destination: string) => (number: number) =>
    encodeEthernet({ destination, source, vlans: [], etherType: 0x88b5, payload: numbered(number) });
  return {
    link,
    far: { send: (bytes) => other.send(bytes), onFrame: (listener) => other.onFrame(({ bytes }) => listener(bytes)) },
    outgoing: frame(link.mac, other.mac),
    incoming: frame(other.mac, link.mac),
    async close() {
      await Promise.all([link.close(), other.close()]);
      remove();
    },
  };
}

/** The tester's address on the cable and one that no kernel has, from the ranges for benchmarks and private use. */
export function rawAddresses(family: 4 | 6): { readonly own: string; readonly far: string; readonly prefix: number } {
  const { pid } = process;
  const net6 = `fd00:${(0x1000 + (pid & 0xfff)).toString(16)}::`;
  if (family === 6) return { own: `${net6}1`, far: `${net6}2`, prefix: 64 };
  const net = `198.18.${(pid >> 6) & 0xff}.`;
  const first = (pid & 63) * 4;
  return { own: `${net}${first + 1}`, far: `${net}${first + 2}`, prefix: 30 };
}

/** Gives end `a` the tester's address, and makes the far address known to its kernel as a neighbour at end `b`. */
export function addressVeth(veth: Veth, family: 4 | 6, farMac: string): void {
  const { own, far, prefix } = rawAddresses(family);
  const nodad = family === 6 ? ['nodad'] : [];
  veth.ip('address', 'add', `${own}/${prefix}`, 'dev', veth.a, ...nodad);
  veth.ip('neighbour', 'replace', far, 'lladdr', farMac, 'dev', veth.a, 'nud', 'permanent');
}

/** The far end of a raw link: what it sees and sends there, without the Ethernet around it, TCP only. */
export function overEthernet(link: Link, nearMac: string): FarEnd {
  return {
    send(payload) {
      const etherType = (payload[0] ?? 0) >> 4 === 6 ? ETHERTYPE.IPV6 : ETHERTYPE.IPV4;
      link.send(encodeEthernet({ destination: nearMac, source: link.mac, vlans: [], etherType, payload }));
    },
    onFrame(listener) {
      return link.onFrame(({ bytes }) => {
        const { payload } = decodeEthernet(bytes);
        const protocol = (payload[0] ?? 0) >> 4 === 6 ? payload[6] : payload[9];
        if (protocol === IP_PROTOCOL.TCP) listener(new Uint8Array(payload));
      });
    },
  };
}

/** A whole IP packet with a SYN in it, its number in the payload. */
export function segmentBetween(source: string, destination: string, number: number, flags = SYN): Uint8Array {
  const payload = encodeSegment(
    {
      sourcePort: 40_000,
      destinationPort: 40_001,
      seq: number,
      ack: 0,
      flags,
      reserved: 0,
      window: 1000,
      urgentPointer: 0,
      options: [],
      payload: numbered(number),
    },
    { source, destination },
  );
  const path = { source, destination, payload };
  if (source.includes(':')) {
    const fixed = { trafficClass: 0, flowLabel: 0, hopLimit: 64, extensionHeaders: [] };
    return encodeIpv6({ ...fixed, ...path, nextHeader: IP_PROTOCOL.TCP });
  }
  return encodeIpv4({
    ...path,
    dscp: 0,
    ecn: 0,
    identification: 1,
    dontFragment: true,
    moreFragments: false,
    reservedFlag: false,
    fragmentOffset: 0,
    timeToLive: 64,
    protocol: IP_PROTOCOL.TCP,
    options: new Uint8Array(0),
  });
}

async function openRaw(family: 4 | 6): Promise<Bench> {
  const veth = makeVeth();
  const other = await openCapLink({ device: veth.b });
  addressVeth(veth, family, other.mac);
  const { own, far } = rawAddresses(family);
  const link = await openRawLink({ device: veth.a, ...(family === 4 ? { address4: own } : { address6: own }) });
  return {
    link,
    far: overEthernet(other, readDevice(veth.a).mac),
    outgoing: (number) => segmentBetween(own, far, number),
    incoming: (number) => segmentBetween(far, own, number),
    async close() {
      await Promise.all([link.close(), other.close()]);
      veth.remove();
    },
  };
}

function numbered(number: number): Uint8Array {
  const payload = new Uint8Array(46).fill(number & 0xff);
  payload[0] = number >> 8;
  return payload;
}
