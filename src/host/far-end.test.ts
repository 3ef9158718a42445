import type { Frame, Link } from '../link/link.js';
import { memoryLinkPair } from '../link/memory-link.js';
import { multicastMac, solicitedNode } from '../wire/address.js';
import { decodeArp, encodeArp } from '../wire/arp.js';
import { decodeEthernet, ETHERTYPE, encodeEthernet } from '../wire/ethernet.js';
import { encodeIcmp, type IcmpMessage, icmpEcho } from '../wire/icmp.js';
import { encodeIcmpv6, icmpv6Echo, neighbourAdvertisement, neighbourSolicitation } from '../wire/icmpv6.js';
import { encodeIpv4, type Ipv4Packet } from '../wire/ipv4.js';
import { decodeIpv6, encodeIpv6 } from '../wire/ipv6.js';
import { encodeSegment, parseFlags } from '../wire/tcp.js';
import { Network } from './network.js';
import type { PhantomHost, Tap } from './phantom-host.js';
import { type VirtualClock, virtualClock } from './virtual-clock.test.js';

/** The phantom host's addresses. */
export const NEAR = { 4: '192.0.2.2', 6: '2001:db8::2', mac: '02:00:00:00:00:99' } as const;
/** Those of the host at the other end, played by the tests. */
export const FAR = { 4: '192.0.2.1', 6: '2001:db8::1', mac: '02:00:00:00:00:0b' } as const;
export const BROADCAST = 'ff:ff:ff:ff:ff:ff';

/** A phantom host on a wire in memory, with the far end in the test's hands. */
export interface Wire {
  readonly clock: VirtualClock;
  readonly network: Network;
  /** The near end. */
  readonly link: Link;
  readonly host: PhantomHost;
  readonly far: Link;
  /** The frames that came out at the far end. */
  readonly heard: Frame[];
  /** What the tap was told: the direction and the owner of each frame. */
  readonly tapped: string[];
  /** Puts a frame on the wire at the far end, and waits until all that it set off is over. */
  exchange(frame: Uint8Array): Promise<Frame[]>;
}

/** `decorate` may put something between the near end and its network. */
export function wire(decorate: (near: Link) => Link = (near) => near): Wire {
  const clock = virtualClock();
  const [end, far] = memoryLinkPair(clock);
  const near = decorate(end);
  const tapped: string[] = [];
  const tap: Tap = ({ direction }, owner) => void tapped.push(`${direction} ${owner ?? 'host'}`);
  const network = new Network(near, tap);
  const host = network.addHost({ address4: NEAR[4], address6: NEAR[6], mac: NEAR.mac });
  const heard: Frame[] = [];
  far.onFrame((frame) => void heard.push(frame));
  const exchange = async (frame: Uint8Array) => {
    const before = heard.length;
    far.send(frame);
    await clock.pass(1);
    return heard.slice(before);
  };
  return { clock, network, link: near, host, far, heard, tapped, exchange };
}

/** Has the host resolve the far end's addresses, and clears what was heard. */
export async function resolved(w: Wire): Promise<void> {
  const stop = w.far.onFrame(({ bytes }) => {
    const { etherType } = decodeEthernet(bytes);
    w.far.send(etherType === ETHERTYPE.ARP ? arp({ operation: 2 }) : advertisement());
  });
  for (const family of [4, 6] as const) await w.host.resolve(FAR[family]);
  stop();
  w.heard.length = 0;
  w.tapped.length = 0;
}

/** A frame from the far end to the phantom host, unless said otherwise. */
export function ethernet(etherType: number, payload: Uint8Array, destination: string = NEAR.mac): Uint8Array {
  return encodeEthernet({ destination, source: FAR.mac, vlans: [], etherType, payload }, { pad: true });
}

/** An ARP packet of the far end; a request, broadcast, for the phantom host unless said otherwise. */
export function arp({ operation = 1, senderIp = FAR[4] as string, targetIp = NEAR[4] as string }): Uint8Array {
  const targetMac = operation === 1 ? '00:00:00:00:00:00' : NEAR.mac;
  const packet = encodeArp({ operation, senderMac: FAR.mac, senderIp, targetMac, targetIp });
  return ethernet(ETHERTYPE.ARP, packet, operation === 1 ? BROADCAST : NEAR.mac);
}

/** An IPv4 packet from the far end. */
export function ip4(protocol: number, payload: Uint8Array, fields: Partial<Ipv4Packet> = {}): Uint8Array {
  const zero = { dscp: 0, ecn: 0, identification: 0, fragmentOffset: 0, options: new Uint8Array(0) };
  const flags = { reservedFlag: false, dontFragment: true, moreFragments: false, timeToLive: 64 };
  const path = { source: FAR[4], destination: NEAR[4] };
  return ethernet(ETHERTYPE.IPV4, encodeIpv4({ ...zero, ...flags, ...path, protocol, payload, ...fields }));
}

/** An IPv6 packet from the far end. */
export function ip6(
  nextHeader: number,
  payload: Uint8Array,
  { hopLimit = 64, source = FAR[6] as string, destination = NEAR[6] as string, mac = NEAR.mac as string } = {},
): Uint8Array {
  const fields = { trafficClass: 0, flowLabel: 0, extensionHeaders: [] };
  const packet = encodeIpv6({ ...fields, hopLimit, source, destination, nextHeader, payload });
  return ethernet(ETHERTYPE.IPV6, packet, mac);
}

/** An ICMPv6 message from the far end. */
export function icmp6(message: IcmpMessage, at: Parameters<typeof ip6>[2] = {}): Uint8Array {
  const { source = FAR[6], destination = NEAR[6] } = at;
  return ip6(58, encodeIcmpv6(message, { source, destination }), at);
}

/** A solicitation for a target, to its group unless said otherwise. */
export function solicitation(target: string, at: Parameters<typeof ip6>[2] = {}): Uint8Array {
  const group = solicitedNode(target);
  const message = neighbourSolicitation({ target, sourceMac: FAR.mac });
  return icmp6(message, { hopLimit: 255, destination: group, mac: multicastMac(group), ...at });
}

/** The far end's advertisement of its address, or of another. */
export function advertisement(target: string = FAR[6], at: Parameters<typeof ip6>[2] = {}): Uint8Array {
  const flags = { router: false, solicited: true, override: true };
  return icmp6(neighbourAdvertisement({ target, targetMac: FAR.mac, ...flags }), { hopLimit: 255, ...at });
}

/** An echo message from the far end. */
export function echo(
  family: 4 | 6,
  {
    reply = false,
    identifier = 7,
    sequence = 9,
    data = 'some data',
  }: { reply?: boolean; identifier?: number; sequence?: number; data?: string | Uint8Array } = {},
): Uint8Array {
  const message = { reply, identifier, sequence, data: Buffer.from(data) };
  return family === 4 ? ip4(1, encodeIcmp(icmpEcho(message))) : icmp6(icmpv6Echo(message));
}

/** The octets of a segment between ports of the two ends. */
export function segment(family: 4 | 6, { from = 80, to = 5000, data = '', flags = 'ACK' } = {}): Uint8Array {
  const empty = { reserved: 0, urgentPointer: 0, options: [] };
  const fields = { sourcePort: from, destinationPort: to, seq: 1, ack: 2, flags: parseFlags(flags), window: 3 };
  const path = { source: FAR[family], destination: NEAR[family] };
  return encodeSegment({ ...fields, ...empty, payload: Buffer.from(data) }, path);
}

/** A segment in its frame. */
export function segmentFrame(family: 4 | 6, about: Parameters<typeof segment>[1] = {}): Uint8Array {
  const bytes = segment(family, about);
  return family === 4 ? ip4(6, bytes) : ip6(6, bytes);
}

/** What an ARP frame says. */
export function readArp(frame: Frame | undefined): ReturnType<typeof decodeArp> | undefined {
  if (!frame) return undefined;
  const { etherType, payload } = decodeEthernet(frame.bytes);
  return etherType === ETHERTYPE.ARP ? decodeArp(payload) : undefined;
}

/** The Ethernet destination of a frame, and the IPv6 packet in it. */
export function readIp6(frame: Frame | undefined): ReturnType<typeof decodeIpv6> & { mac: string } {
  if (!frame) throw new Error('no frame was heard');
  const { destination, payload } = decodeEthernet(frame.bytes);
  return { ...decodeIpv6(payload), mac: destination };
}
