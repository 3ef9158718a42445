import { classify, multicastMac, solicitedNode } from '../wire/address.js';
import type { ArpPacket } from '../wire/arp.js';
import { decodeIcmp, type Echo, encodeIcmp, icmpEcho, readEcho } from '../wire/icmp.js';
import {
  decodeIcmpv6,
  encodeIcmpv6,
  icmpv6Echo,
  neighbourAdvertisement,
  readEcho6,
  readNeighbour,
} from '../wire/icmpv6.js';
import type { Datagram } from './datagram.js';

/** What an ICMP message means to a phantom host: something to answer, something it waited for, or nothing. */
export type Control =
  | { readonly kind: 'answer'; readonly payload: Uint8Array; readonly hops: number; readonly source: string }
  | { readonly kind: 'echo-reply'; readonly echo: Echo }
  | { readonly kind: 'neighbour'; readonly address: string; readonly mac: string }
  | { readonly kind: 'other' };

const OTHER: Control = { kind: 'other' };
const NO_HOST: ReadonlySet<string> = new Set(['unspecified', 'multicast', 'broadcast']);

/** Whether a hardware address can be that of one host: neither a group's nor the empty one. */
export function isOneHosts(mac: string | undefined): mac is string {
  return mac !== undefined && mac !== '00:00:00:00:00:00' && (Number.parseInt(mac.slice(0, 2), 16) & 1) === 0;
}

/**
 * The reply to an ARP request for one of our addresses (RFC 826); undefined for anything else, an announcement included (RFC 5227 1.2), and
 * for a request of no one host, whose reply would go to many.
 */
export function arpReply(request: ArpPacket, mac: string): ArpPacket | undefined {
  if (request.operation !== 1 || request.senderIp === request.targetIp || !isOneHosts(request.senderMac))
    return undefined;
  if (request.senderIp !== '0.0.0.0' && NO_HOST.has(classify(request.senderIp))) return undefined;
  return {
    operation: 2,
    senderMac: mac,
    senderIp: request.targetIp,
    targetMac: request.senderMac,
    targetIp: request.senderIp,
  };
}

/** Who reads a message: its hardware address, and its IPv6 address if it has one. */
export interface Reader {
  readonly mac: string;
  readonly address6: string | undefined;
}

/** Reads an ICMP or ICMPv6 datagram for a host. A message with a wrong checksum, or that no host can have sent, means nothing. */
export function readControl(datagram: Datagram, reader: Reader): Control {
  if (datagram.problems.length > 0 || NO_HOST.has(classify(datagram.source))) return OTHER;
  return datagram.family === 4 ? readIcmp(datagram) : readIcmpv6(datagram, reader);
}

function readIcmp(datagram: Datagram): Control {
  const message = decodeIcmp(datagram.payload);
  if (!message.checksumOk) return OTHER;
  const echo = readEcho(message);
  if (!echo) return OTHER;
  if (echo.reply) return { kind: 'echo-reply', echo };
  const payload = encodeIcmp(icmpEcho({ ...echo, reply: true }));
  return { kind: 'answer', payload, hops: 64, source: datagram.destination };
}

function readIcmpv6(datagram: Datagram, { mac, address6 }: Reader): Control {
  const message = decodeIcmpv6(datagram.payload, datagram);
  if (!message.checksumOk) return OTHER;
  const back = { source: datagram.destination, destination: datagram.source };
  const echo = readEcho6(message);
  if (echo?.reply) return { kind: 'echo-reply', echo };
  if (echo && datagram.destination !== address6) return OTHER; // a group is no source for the reply
  if (echo) {
    const payload = encodeIcmpv6(icmpv6Echo({ ...echo, reply: true }), back);
    return { kind: 'answer', payload, hops: 64, source: back.source };
  }
  const neighbour = datagram.hops === 255 ? readNeighbour(message) : undefined; // RFC 4861 7.1: never from beyond a router
  if (neighbour?.kind === 'advertisement' && neighbour.solicited && isOneHosts(neighbour.linkLayerAddress)) {
    return { kind: 'neighbour', address: neighbour.target, mac: neighbour.linkLayerAddress };
  }
  if (neighbour?.kind !== 'solicitation' || neighbour.target !== address6) return OTHER; // others share the group
  const advertisement = { target: neighbour.target, targetMac: mac, solicited: true, override: true, router: false };
  const path = { source: neighbour.target, destination: datagram.source };
  return {
    kind: 'answer',
    payload: encodeIcmpv6(neighbourAdvertisement(advertisement), path),
    hops: 255,
    source: neighbour.target,
  };
}

/** The destinations under which a host with this address is reached: the address, and for IPv6 its solicited-node group. */
export function addressesOf(address: string | undefined): readonly string[] {
  if (!address) return [];
  return address.includes(':') ? [address, solicitedNode(address)] : [address];
}

/** The hardware addresses that frames for a host carry. */
export function hardwareAddressesOf(mac: string, address6: string | undefined): readonly string[] {
  return address6 ? [mac, 'ff:ff:ff:ff:ff:ff', multicastMac(solicitedNode(address6))] : [mac, 'ff:ff:ff:ff:ff:ff'];
}
