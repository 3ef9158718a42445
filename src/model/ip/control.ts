import { classify } from '../../wire/address.js';
import { decodeIcmp, type Echo, encodeIcmp, icmpEcho, readEcho } from '../../wire/icmp.js';
import {
  decodeIcmpv6,
  encodeIcmpv6,
  icmpv6Echo,
  neighbourAdvertisement,
  readEcho6,
  readNeighbour,
} from '../../wire/icmpv6.js';
import { IP_PROTOCOL } from '../../wire/ip-protocol.js';
import type { Datagram } from './datagram.js';

const SECURE_HOPS = 255;
const HOPS = 64;

/** What an ICMP message of either family is about. */
export type Control =
  | { readonly kind: 'echo'; readonly echo: Echo }
  | { readonly kind: 'solicited'; readonly mac?: string }
  | { readonly kind: 'neighbour'; readonly address: string; readonly mac: string }
  | {
      readonly kind: 'error';
      readonly family: 4 | 6;
      readonly type: number;
      readonly code: number;
      readonly rest: number;
      /** The beginning of the datagram that it is about. */
      readonly quoted: Uint8Array;
    }
  | { readonly kind: 'other' };

const OTHER: Control = { kind: 'other' };

/** Reads a message for a host with this address; one that is broken, or of no use to it, is 'other'. `accepts` judges its checksum. */
export function readControl(datagram: Datagram, own: string, accepts: (isRight: boolean) => boolean): Control {
  if (datagram.family === 4 && datagram.protocol === IP_PROTOCOL.ICMP) return read4(datagram, accepts);
  if (datagram.family === 6 && datagram.protocol === IP_PROTOCOL.ICMPV6) return read6(datagram, own, accepts);
  return OTHER;
}

/** The datagram that answers a message, if any does. */
export function answerTo(
  control: Control,
  { family, source, destination, protocol }: Datagram,
  host: { readonly mac: string; readonly own: string },
): Datagram | undefined {
  const back = { family, source: host.own, destination: source, protocol, trafficClass: 0 };
  if (control.kind === 'echo' && !control.echo.reply && destination === host.own) {
    const echo = { ...control.echo, reply: true };
    const payload = family === 4 ? encodeIcmp(icmpEcho(echo)) : encodeIcmpv6(icmpv6Echo(echo), back);
    return { ...back, hops: HOPS, payload };
  }
  if (control.kind !== 'solicited' || classify(source) === 'unspecified') return undefined;
  const advertisement = { target: host.own, targetMac: host.mac, router: false, solicited: true, override: true };
  return { ...back, hops: SECURE_HOPS, payload: encodeIcmpv6(neighbourAdvertisement(advertisement), back) };
}

function read4({ payload }: Datagram, accepts: (isRight: boolean) => boolean): Control {
  const message = decodeIcmp(payload);
  if (!accepts(message.checksumOk)) return OTHER;
  const echo = readEcho(message);
  if (echo) return { kind: 'echo', echo };
  const { type, code, rest, body: quoted } = message;
  return isError4(type) ? { kind: 'error', family: 4, type, code, rest, quoted } : OTHER;
}

function read6(datagram: Datagram, own: string, accepts: (isRight: boolean) => boolean): Control {
  const message = decodeIcmpv6(datagram.payload, datagram);
  if (!accepts(message.checksumOk)) return OTHER;
  const echo = readEcho6(message);
  if (echo) return { kind: 'echo', echo };
  const { type, code, rest, body: quoted } = message;
  if (type < 128) return { kind: 'error', family: 6, type, code, rest, quoted };
  const neighbour = datagram.hops === SECURE_HOPS ? readNeighbour(message) : undefined;
  if (neighbour?.kind === 'solicitation' && neighbour.target === own) {
    return { kind: 'solicited', ...(neighbour.linkLayerAddress ? { mac: neighbour.linkLayerAddress } : {}) };
  }
  if (neighbour?.kind !== 'advertisement' || !neighbour.linkLayerAddress) return OTHER;
  return { kind: 'neighbour', address: neighbour.target, mac: neighbour.linkLayerAddress };
}

/** Unreachable, source quench, time exceeded, parameter problem (RFC 792). */
function isError4(type: number): boolean {
  return type === 3 || type === 4 || type === 11 || type === 12;
}
