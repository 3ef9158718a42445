import type { Segment } from '../../wire/tcp.js';

/** What the model decides about single fields of the header and its options (RFC 9293 3.1, 3.2, 3.7). */
export interface HeaderRules {
  /** 3.1, MUST-3: a segment whose checksum is wrong is none. */
  acceptsChecksum(isRight: boolean): boolean;
  /** 3.1: Data Offset has to be that of a header which fits into the segment. */
  acceptsDataOffset(fits: boolean): boolean;
  /** 3.1 to 3.10: a segment leaves as it was made, and alone. */
  segmentsSent(made: Segment): readonly Segment[];
  /** 3.1, MUST-2: what is sent, given the right checksum. */
  checksumSent(right: number): number;
  /** 3.1: reserved bits that arrive mean nothing. */
  acceptsReserved(bits: number): boolean;
  /** 3.1: reserved bits are sent as zero, whatever arrived last. */
  reservedSent(lastArrived: number): number;
  /** 3.1, MUST-6: an option that is not known is passed over by its length. */
  readonly unknownOption: 'ignore' | 'drop' | 'reset';
  /** 3.1, MUST-7: an option whose length makes no sense does no harm; resetting is the RFC's suggestion. */
  readonly brokenOption: 'ignore' | 'reset' | 'stuck';
  /** 3.9.2, MUST-49: Time to Live or Hop Limit, from the setting. */
  hopLimit(setting: number): number;
  /** 3.9.1.2, MUST-61: PSH on the last segment of what the user gave. */
  pushes(isLast: boolean): boolean;
  /** 3.7.1, MUST-15: the send MSS when the peer offers none. */
  defaultMss(family: 4 | 6): number;
  /** 3.7.1, MUST-16: the effective send MSS; `largest` is what the path carries, `options` the octets that options take. */
  sendMss(size: { readonly offered: number; readonly largest: number; readonly options: number }): number;
  /** 3.7.1, MUST-67, SHLD-5: the MSS that a SYN offers, given what fits; undefined for none. */
  mssOffered(fits: number): number | undefined;
  /** 3.4: a reply goes back to where the segment came from, out of the port that it came to. */
  replyPorts(arrived: { readonly to: number; readonly from: number }): {
    readonly source: number;
    readonly destination: number;
  };
  /** 3.4: and out of the address that it came to. */
  replySource(arrivedAt: string, own: readonly string[]): string;
}

/** What RFC 9293 says. */
export const HEADER_RULES: HeaderRules = {
  acceptsChecksum: (isRight) => isRight,
  acceptsDataOffset: (fits) => fits,
  segmentsSent: (made) => [made],
  checksumSent: (right) => right,
  acceptsReserved: () => true,
  reservedSent: () => 0,
  unknownOption: 'ignore',
  brokenOption: 'ignore',
  hopLimit: (setting) => setting,
  pushes: (isLast) => isLast,
  defaultMss: (family) => (family === 4 ? 536 : 1220),
  sendMss: ({ offered, largest, options }) => Math.min(offered, largest) - options,
  mssOffered: (fits) => fits,
  replyPorts: ({ to, from }) => ({ source: to, destination: from }),
  replySource: (arrivedAt) => arrivedAt,
};
