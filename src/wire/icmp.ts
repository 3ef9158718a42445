import { internetChecksum } from './checksum.js';
import { freshOctets, needOctets, unsigned, viewOf } from './octets.js';

/** An ICMP or ICMPv6 message. `rest` is the 32 bits after the checksum. The checksum is computed when unset, sent as given when set. */
export interface IcmpMessage {
  readonly type: number;
  readonly code: number;
  readonly rest: number;
  readonly body: Uint8Array;
  readonly checksum?: number;
}

/** A message as read. */
export type DecodedIcmp = Required<IcmpMessage> & { readonly checksumOk: boolean };

/** An echo request or reply. */
export interface Echo {
  readonly reply: boolean;
  readonly identifier: number;
  readonly sequence: number;
  readonly data: Uint8Array;
}

/** The ICMP types (RFC 792) that wire builds. */
export const ICMP_TYPE = { ECHO_REPLY: 0, UNREACHABLE: 3, ECHO_REQUEST: 8 } as const;

const HEADER = 8;

/** The octets of an ICMP message (RFC 792). Throws a WireError for values that do not fit. */
export function encodeIcmp(message: IcmpMessage): Uint8Array {
  const bytes = writeIcmp('icmp', message);
  const checksum = message.checksum ?? internetChecksum(bytes);
  viewOf(bytes).setUint16(2, unsigned('icmp', 'checksum', checksum, 16));
  return bytes;
}

/** The ICMP message in these octets, its body a view of them. Throws a WireError when there are fewer than 8. */
export function decodeIcmp(bytes: Uint8Array): DecodedIcmp {
  return { ...readIcmp('icmp', bytes), checksumOk: internetChecksum(bytes) === 0 };
}

/** An echo request or reply (RFC 792). */
export function icmpEcho({ reply, ...echo }: Echo): IcmpMessage {
  return echoOf('icmp', reply ? ICMP_TYPE.ECHO_REPLY : ICMP_TYPE.ECHO_REQUEST, echo);
}

/** The echo that a message is, or undefined. */
export function readEcho(message: IcmpMessage): Echo | undefined {
  return readEchoOf(message, { request: ICMP_TYPE.ECHO_REQUEST, reply: ICMP_TYPE.ECHO_REPLY });
}

/** Destination Unreachable (RFC 792, RFC 1191 4 for the MTU) about the packet quoted: its IP header and at least 8 octets. */
export function icmpUnreachable(about: {
  readonly code: number;
  readonly nextHopMtu?: number;
  readonly quoted: Uint8Array;
}): IcmpMessage {
  const rest = unsigned('icmp', 'nextHopMtu', about.nextHopMtu ?? 0, 16);
  return { type: ICMP_TYPE.UNREACHABLE, code: about.code, rest, body: about.quoted };
}

/** The octets of a message with a checksum of zero. For both families. */
export function writeIcmp(layer: 'icmp' | 'icmpv6', message: IcmpMessage): Uint8Array {
  const bytes = freshOctets(HEADER + message.body.length);
  bytes[0] = unsigned(layer, 'type', message.type, 8);
  bytes[1] = unsigned(layer, 'code', message.code, 8);
  viewOf(bytes).setUint32(4, unsigned(layer, 'rest', message.rest, 32));
  bytes.set(message.body, HEADER);
  return bytes;
}

/** The fields of a message, its checksum not judged. For both families. */
export function readIcmp(layer: 'icmp' | 'icmpv6', bytes: Uint8Array): Required<IcmpMessage> {
  needOctets(layer, bytes, HEADER);
  const view = viewOf(bytes);
  return {
    type: view.getUint8(0),
    code: view.getUint8(1),
    checksum: view.getUint16(2),
    rest: view.getUint32(4),
    body: bytes.subarray(HEADER),
  };
}

/** An echo message of this type. For both families. */
export function echoOf(layer: 'icmp' | 'icmpv6', type: number, echo: Omit<Echo, 'reply'>): IcmpMessage {
  const identifier = unsigned(layer, 'identifier', echo.identifier, 16);
  const sequence = unsigned(layer, 'sequence', echo.sequence, 16);
  return { type, code: 0, rest: ((identifier << 16) | sequence) >>> 0, body: echo.data };
}

/** The echo that a message is, by the types of its family, or undefined. */
export function readEchoOf(message: IcmpMessage, types: { request: number; reply: number }): Echo | undefined {
  if ((message.type !== types.request && message.type !== types.reply) || message.code !== 0) return undefined;
  return {
    reply: message.type === types.reply,
    identifier: message.rest >>> 16,
    sequence: message.rest & 0xffff,
    data: message.body,
  };
}
