import { isIp4 } from '../../wire/address.js';
import { decodeIpv4, encodeIpv4 } from '../../wire/ipv4.js';
import { decodeIpv6, encodeIpv6 } from '../../wire/ipv6.js';

/** One whole IP datagram of either family. */
export interface Datagram {
  readonly family: 4 | 6;
  readonly source: string;
  readonly destination: string;
  readonly protocol: number;
  /** Time to Live or Hop Limit. */
  readonly hops: number;
  readonly trafficClass: number;
  /** Over IPv4, as they stand on the wire; absent if there are none. */
  readonly ipOptions?: Uint8Array;
  readonly payload: Uint8Array;
}

/** The octets of a datagram. IPv4 goes with Don't Fragment unless told, as Path MTU discovery wants it (RFC 9293 3.7.2). */
export function encodeDatagram(datagram: Datagram, identification: number, dontFragment = true): Uint8Array {
  const { source, destination, trafficClass, hops, protocol, payload } = datagram;
  if (!isIp4(destination)) {
    return encodeIpv6({
      trafficClass,
      flowLabel: 0,
      hopLimit: hops,
      source,
      destination,
      nextHeader: protocol,
      extensionHeaders: [],
      payload,
    });
  }
  return encodeIpv4({
    dscp: trafficClass >> 2,
    ecn: trafficClass & 3,
    identification: identification & 0xffff,
    reservedFlag: false,
    dontFragment,
    moreFragments: false,
    fragmentOffset: 0,
    timeToLive: hops,
    protocol,
    source,
    destination,
    options: datagram.ipOptions ?? new Uint8Array(0),
    payload,
  });
}

/** The datagram in these octets; undefined for a fragment, and for one whose header is wrong, unless a wrong checksum is accepted. Throws WireError when it is cut short. */
export function decodeDatagram(
  bytes: Uint8Array,
  accepts: (isRight: boolean) => boolean = (isRight) => isRight,
): Datagram | undefined {
  const version = (bytes[0] ?? 0) >> 4;
  if (version === 4) {
    const { timeToLive: hops, dscp, ecn, headerChecksumOk, fragment, problems, ...p } = decodeIpv4(bytes);
    if (!accepts(headerChecksumOk) || fragment || problems.length > 0) return undefined;
    const options = p.options.length > 0 ? { ipOptions: p.options } : {};
    return { ...ends(p), family: 4, protocol: p.protocol, hops, trafficClass: (dscp << 2) | ecn, ...options };
  }
  if (version !== 6) return undefined;
  const { hopLimit: hops, trafficClass, nextHeader: protocol, fragment, problems, ...p } = decodeIpv6(bytes);
  return fragment || problems.length > 0 ? undefined : { ...ends(p), family: 6, protocol, hops, trafficClass };
}

function ends({ source, destination, payload }: Pick<Datagram, 'source' | 'destination' | 'payload'>) {
  return { source, destination, payload };
}
