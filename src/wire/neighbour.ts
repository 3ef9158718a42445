import { WireError } from './error.js';
import type { IcmpMessage } from './icmp.js';
import { formatIp, ipOctets } from './ip-address.js';
import { formatMac, macOctets } from './mac-address.js';
import { freshOctets, viewOf } from './octets.js';

/** A neighbour solicitation or advertisement (RFC 4861 4.3, 4.4). No link-layer address: the option was not there. */
export type Neighbour =
  | { readonly kind: 'solicitation'; readonly target: string; readonly linkLayerAddress?: string }
  | {
      readonly kind: 'advertisement';
      readonly target: string;
      readonly linkLayerAddress?: string;
      readonly router: boolean;
      readonly solicited: boolean;
      readonly override: boolean;
    };

const SOLICITATION = 135;
const ADVERTISEMENT = 136;
const SOURCE_ADDRESS = 1;
const TARGET_ADDRESS = 2;
const ROUTER = 0x80000000;
const SOLICITED = 0x40000000;
const OVERRIDE = 0x20000000;

/** A solicitation for the target; without `sourceMac` it is one of duplicate address detection. */
export function neighbourSolicitation(ask: { readonly target: string; readonly sourceMac?: string }): IcmpMessage {
  return { type: SOLICITATION, code: 0, rest: 0, body: bodyOf(ask.target, SOURCE_ADDRESS, ask.sourceMac) };
}

/** An advertisement of the target. */
export function neighbourAdvertisement(answer: {
  readonly target: string;
  readonly targetMac?: string;
  readonly router: boolean;
  readonly solicited: boolean;
  readonly override: boolean;
}): IcmpMessage {
  const flags = (answer.router ? ROUTER : 0) | (answer.solicited ? SOLICITED : 0) | (answer.override ? OVERRIDE : 0);
  const body = bodyOf(answer.target, TARGET_ADDRESS, answer.targetMac);
  return { type: ADVERTISEMENT, code: 0, rest: flags >>> 0, body };
}

/**
 * What a message says of a neighbour; undefined when it is of another type, or malformed so that RFC 4861 7.1 wants it
 * dropped. The hop limit of 255 and the checksum are for the caller to look at.
 */
export function readNeighbour(message: IcmpMessage): Neighbour | undefined {
  const { type, code, rest, body } = message;
  if ((type !== SOLICITATION && type !== ADVERTISEMENT) || code !== 0 || body.length < 16) return undefined;
  const option = readOption(body.subarray(16), type === SOLICITATION ? SOURCE_ADDRESS : TARGET_ADDRESS);
  if (option === 'malformed') return undefined;
  const told = { target: formatIp(body.subarray(0, 16)), ...(option && { linkLayerAddress: option }) };
  if (type === SOLICITATION) return { kind: 'solicitation', ...told };
  return {
    kind: 'advertisement',
    ...told,
    router: (rest & ROUTER) !== 0,
    solicited: (rest & SOLICITED) !== 0,
    override: (rest & OVERRIDE) !== 0,
  };
}

function bodyOf(target: string, option: number, mac: string | undefined): Uint8Array {
  const address = ipOctets(target);
  if (address.length !== 16) throw new WireError('icmpv6', `${target} is not an IPv6 address`);
  const bytes = freshOctets(mac === undefined ? 16 : 24);
  bytes.set(address, 0);
  if (mac !== undefined) {
    bytes.set([option, 1], 16);
    bytes.set(macOctets(mac), 18);
  }
  return bytes;
}

function readOption(bytes: Uint8Array, wanted: number): string | 'malformed' | undefined {
  const view = viewOf(bytes);
  let found: string | undefined;
  let at = 0;
  while (at < bytes.length) {
    const length = at + 1 < bytes.length ? 8 * view.getUint8(at + 1) : 0;
    if (length === 0 || at + length > bytes.length) return 'malformed';
    if (view.getUint8(at) === wanted && length === 8) found ??= formatMac(bytes.subarray(at + 2, at + 8));
    at += length;
  }
  return found;
}
