import { formatMac, macOctets } from './mac-address.js';
import { freshOctets, needOctets, unsigned, viewOf } from './octets.js';

/** The EtherTypes that wire knows. */
export const ETHERTYPE = { IPV4: 0x0800, ARP: 0x0806, IPV6: 0x86dd, VLAN: 0x8100, QINQ: 0x88a8 } as const;

/** An Ethernet II frame without its check sequence. `vlans` are 802.1Q tags from the outside in; `tci` is priority, DEI and VLAN. */
export interface EthernetFrame {
  readonly destination: string;
  readonly source: string;
  readonly vlans: readonly { readonly tpid: number; readonly tci: number }[];
  readonly etherType: number;
  readonly payload: Uint8Array;
}

const HEADER = 14;
const TAG = 4;
const SHORTEST = 60;

/** The frame's octets; with `pad`, zeros up to the 60 octets that a wire requires. Throws a WireError for values that do not fit. */
export function encodeEthernet(frame: EthernetFrame, options: { readonly pad?: boolean } = {}): Uint8Array {
  const header = HEADER + TAG * frame.vlans.length;
  const length = header + frame.payload.length;
  const bytes = freshOctets(options.pad === true ? Math.max(length, SHORTEST) : length);
  const view = viewOf(bytes);
  bytes.set(macOctets(frame.destination), 0);
  bytes.set(macOctets(frame.source), 6);
  let at = 12;
  for (const { tpid, tci } of frame.vlans) {
    view.setUint16(at, unsigned('ethernet', 'tpid', tpid, 16));
    view.setUint16(at + 2, unsigned('ethernet', 'tci', tci, 16));
    at += TAG;
  }
  view.setUint16(at, unsigned('ethernet', 'etherType', frame.etherType, 16));
  bytes.set(frame.payload, header);
  return bytes;
}

/**
 * The frame in these octets. The payload is a view of them and still has the padding of a short frame: only the header
 * inside knows where it ends. Throws a WireError when they end before the EtherType.
 */
export function decodeEthernet(bytes: Uint8Array): EthernetFrame {
  needOctets('ethernet', bytes, HEADER);
  const view = viewOf(bytes);
  const vlans: { tpid: number; tci: number }[] = [];
  let header = HEADER;
  let etherType = view.getUint16(12);
  while (etherType === ETHERTYPE.VLAN || etherType === ETHERTYPE.QINQ) {
    header += TAG;
    needOctets('ethernet', bytes, header);
    vlans.push({ tpid: etherType, tci: view.getUint16(header - TAG) });
    etherType = view.getUint16(header - 2);
  }
  return {
    destination: formatMac(bytes.subarray(0, 6)),
    source: formatMac(bytes.subarray(6, 12)),
    vlans,
    etherType,
    payload: bytes.subarray(header),
  };
}
