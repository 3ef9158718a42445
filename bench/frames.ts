import { encodeDatagram } from '../src/host/datagram.js';
import { buildSegment, type Defaults, type SendFields } from '../src/peer/build.js';
import { ETHERTYPE, encodeEthernet } from '../src/wire/ethernet.js';
import { IP_PROTOCOL } from '../src/wire/ip-protocol.js';
import type { End } from './place.js';

/** A segment as a peer is told to send it: control bits as in `SYN,ACK`, and what is not as in any. */
export interface SegmentFacts {
  readonly flags: string;
  readonly fields: SendFields;
}

/** A segment in IPv4, as a link with framing `ip` takes it, built as peers and hosts build theirs. */
export function packet(from: End, to: End, { flags, fields }: SegmentFacts): Uint8Array {
  const path = { source: from.address, destination: to.address };
  const payload = buildSegment(flags, fields, DEFAULTS, path);
  return encodeDatagram({ source: path.source, destination: path.destination, protocol: IP_PROTOCOL.TCP, payload });
}

/** The same in Ethernet. */
export function frame(from: End, to: End, facts: SegmentFacts): Uint8Array {
  const payload = packet(from, to, facts);
  return encodeEthernet({ source: from.mac, destination: to.mac, vlans: [], etherType: ETHERTYPE.IPV4, payload });
}

/** The port at both ends of what `unwanted` makes: discard's. */
export const UNWANTED_PORT = 9;

/** A segment whose IP packet has that many octets, and a checksum that makes its receiver drop it without a word. */
export function unwanted(ipOctets: number): SegmentFacts {
  return { flags: 'ACK', fields: { checksum: 0xbad, data: new Uint8Array(ipOctets - HEADERS) } };
}

/** Octets as the helper programs read them. */
export function hexadecimal(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

const HEADERS = 40;

const DEFAULTS: Defaults = {
  seq: 1,
  ack: 1,
  window: 65_535,
  options: [],
  sourcePort: UNWANTED_PORT,
  destinationPort: UNWANTED_PORT,
};
