import { openCapLink } from '../src/link/cap-link.js';
import type { Link } from '../src/link/link.js';
import { openPacketLink } from '../src/link/packet-link.js';
import { openRawLink } from '../src/link/raw-link.js';
import { frame, packet, type SegmentFacts } from './frames.js';
import type { End, Place } from './place.js';

/** A kind of link that can be measured here. */
export interface MeasuredLink {
  readonly kind: Link['kind'];
  /** The end that speaks through it. */
  readonly from: (place: Place) => End;
  readonly open: (place: Place) => Promise<Link>;
  /** A segment to the target as it is handed to `send`. */
  readonly outgoing: (place: Place, facts: SegmentFacts) => Uint8Array;
  /** Octets before the IP header in what it delivers. */
  readonly headerOctets: number;
}

/** What links over Ethernet have in common. */
export const OVER_ETHERNET = {
  from: ({ phantom }: Place) => phantom,
  outgoing: (place: Place, facts: SegmentFacts) => frame(place.phantom, place.target, facts),
  headerOctets: 14,
} as const;

/** Every link to a real interface, the default one first. */
export const LINKS: readonly MeasuredLink[] = [
  { kind: 'packet', ...OVER_ETHERNET, open: ({ device }) => openPacketLink({ device }) },
  { kind: 'cap', ...OVER_ETHERNET, open: ({ device }) => openCapLink({ device }) },
  {
    kind: 'raw',
    from: ({ own }) => own,
    open: ({ device, own }) => openRawLink({ device, address4: own.address }),
    outgoing: (place, facts) => packet(place.own, place.target, facts),
    headerOctets: 0,
  },
];

/** The default link with so small a receive buffer that a burst must overflow it. */
export const SMALL_BUFFER: MeasuredLink = {
  kind: 'packet',
  ...OVER_ETHERNET,
  open: ({ device }) => openPacketLink({ device, bufferBytes: 1 << 20 }),
};

/** The link that a run uses unless told otherwise. */
export const DEFAULT_LINK: Link['kind'] = LINKS[0]?.kind ?? 'packet';
