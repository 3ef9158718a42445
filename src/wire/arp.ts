import { WireError } from './error.js';
import { ETHERTYPE } from './ethernet.js';
import { formatIp, ipOctets } from './ip-address.js';
import { formatMac, macOctets } from './mac-address.js';
import { freshOctets, needOctets, unsigned, viewOf } from './octets.js';

/** An ARP packet (RFC 826) that maps IPv4 to Ethernet. Operation 1 asks, 2 answers. */
export interface ArpPacket {
  readonly operation: number;
  readonly senderMac: string;
  readonly senderIp: string;
  readonly targetMac: string;
  readonly targetIp: string;
}

const LENGTH = 28;
const ETHERNET = 1;
const ADDRESS_LENGTHS = 0x0604;

/** The 28 octets of the packet. Throws a WireError when an address is not IPv4. */
export function encodeArp(packet: ArpPacket): Uint8Array {
  const bytes = freshOctets(LENGTH);
  const view = viewOf(bytes);
  view.setUint16(0, ETHERNET);
  view.setUint16(2, ETHERTYPE.IPV4);
  view.setUint16(4, ADDRESS_LENGTHS);
  view.setUint16(6, unsigned('arp', 'operation', packet.operation, 16));
  bytes.set(macOctets(packet.senderMac), 8);
  bytes.set(ip4Octets(packet.senderIp), 14);
  bytes.set(macOctets(packet.targetMac), 18);
  bytes.set(ip4Octets(packet.targetIp), 24);
  return bytes;
}

/** The packet in these octets, padding after it ignored. Throws a WireError when it is short or maps anything but IPv4 to Ethernet. */
export function decodeArp(bytes: Uint8Array): ArpPacket {
  needOctets('arp', bytes, LENGTH);
  const view = viewOf(bytes);
  if (view.getUint16(0) !== ETHERNET || view.getUint16(2) !== ETHERTYPE.IPV4 || view.getUint16(4) !== ADDRESS_LENGTHS) {
    throw new WireError('arp', 'maps something other than IPv4 to Ethernet');
  }
  return {
    operation: view.getUint16(6),
    senderMac: formatMac(bytes.subarray(8, 14)),
    senderIp: formatIp(bytes.subarray(14, 18)),
    targetMac: formatMac(bytes.subarray(18, 24)),
    targetIp: formatIp(bytes.subarray(24, 28)),
  };
}

function ip4Octets(text: string): Uint8Array {
  const octets = ipOctets(text);
  if (octets.length !== 4) throw new WireError('arp', `${text} is not an IPv4 address`);
  return octets;
}
